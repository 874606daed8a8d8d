// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.content;

/** How bad it is when a rule matches. */
public enum Severity {
  /** Worth a record. */
  INFORMATION(0),
  /** Worth a look. */
  LOW(1),
  /** Worth a call. */
  HIGH(2),
  /** Worth waking somebody. */
  CRITICAL(3);

  private final int code;

  Severity(int code) {
    this.code = code;
  }

  /** In a rule. */
  public int code() {
    return code;
  }
}
