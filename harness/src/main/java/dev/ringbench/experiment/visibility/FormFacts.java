// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.visibility;

import dev.ringbench.model.Operation;

/**
 * A form of an operation.
 *
 * @param id V01, X12
 * @param title what is unusual about it
 * @param race whether what happens is a matter of time, so that it has many tries
 * @param root whether it needs root; all others are done as an ordinary user
 */
public record FormFacts(String id, String title, Operation operation, boolean race, boolean root) {
  @Override
  public String toString() {
    return id + " " + title;
  }
}
