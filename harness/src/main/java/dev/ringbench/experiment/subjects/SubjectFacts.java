// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.subjects;

import dev.ringbench.model.Mode;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Pairing;
import dev.ringbench.model.Placement;
import java.util.List;
import java.util.Optional;

/**
 * A subject as a document describes it.
 *
 * @param id as users type it
 * @param version a line that it printed; null: it said none
 * @param scope whose operations it sees: machine, mount, directory or wrapped
 * @param lossScope of what its reports of loss are; null: it reports none
 * @param merges whether equal events that wait become one
 * @param kernelThreads names of kernel threads that work for it; empty: none is known
 * @param leaves what stays on the machine; null: nothing
 * @param notes of the description; null: none
 * @param sha256 of the description
 */
public record SubjectFacts(
    String id,
    String title,
    String source,
    String version,
    Placement placement,
    Mode mode,
    String mechanism,
    String scope,
    List<Claim> operations,
    boolean merges,
    String lossScope,
    List<String> kernelThreads,
    String leaves,
    String notes,
    String sha256) {
  /**
   * An operation that it is to report.
   *
   * @param like id of our sensor of the same kind; null: none
   * @param pairing how far the two may be compared; null: no sensor
   */
  public record Claim(Operation operation, String like, Pairing pairing) {}

  /** Defensive copy. */
  public SubjectFacts {
    operations = List.copyOf(operations);
    kernelThreads = List.copyOf(kernelThreads);
  }

  /** What is said of an operation. */
  public Optional<Claim> claim(Operation operation) {
    return operations.stream().filter(claim -> claim.operation() == operation).findFirst();
  }
}
