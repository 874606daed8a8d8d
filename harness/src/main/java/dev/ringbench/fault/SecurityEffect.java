// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.fault;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a fault did to protection and to those who are protected. Not ordered. */
public enum SecurityEffect {
  /** A request that policy denies succeeded. */
  OPEN,
  /** A request that policy allows failed. */
  CLOSED,
  /** A caller stood still for G or longer. */
  STALLED,
  /** Events of the workload reached nobody. */
  LOST,
  /** Callers were slower than in any fault-free run, but went on; or events came too late. */
  LATE,
  /** A sensor that was alive gave another verdict than its content says. */
  WRONG;

  /** Lower case, as in documents. */
  @JsonValue
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
