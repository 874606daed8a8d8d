// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.fault;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where a run takes place. */
public enum Place {
  /**
   * This machine, in a private mount and control group. Never for faults of unverified kernel code.
   */
  HOST,
  /** The disposable machine. */
  GUEST;

  /** Lower case, as in documents. */
  @JsonValue
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
