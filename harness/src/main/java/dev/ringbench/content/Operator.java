// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.content;

/** How a criterion compares; codes as in native/content/content.h. */
public enum Operator {
  /** Does not look at the field. */
  ANY(0),
  /** A number is this one. */
  EQUAL(1),
  /** A number is another one. */
  NOT_EQUAL(2),
  /** The whole text is this one. */
  TEXT(3),
  /** The text begins so. */
  PREFIX(4),
  /** The text ends so. */
  SUFFIX(5),
  /** The text fits a pattern: {@code *} stands for any bytes, none too, {@code ?} for one. */
  GLOB(6);

  private final int code;

  Operator(int code) {
    this.code = code;
  }

  /** In a criterion. */
  public int code() {
    return code;
  }
}
