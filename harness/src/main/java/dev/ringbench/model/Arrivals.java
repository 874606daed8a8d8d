// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.model;

/** How operations are spread over time. */
public enum Arrivals {
  /** At equal distances. */
  EVEN(0),
  /** Independent of one another. */
  POISSON(1),
  /** Independent, half of them in a tenth of the time. */
  BURSTS(2);

  private final int nativeCode;

  Arrivals(int nativeCode) {
    this.nativeCode = nativeCode;
  }

  /** enum rb_arrivals in load.h. */
  public int nativeCode() {
    return nativeCode;
  }
}
