// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform;

/** A sensor that could not be attached, stopped working, or missed its canary: a result. */
public final class SensorException extends Exception {
  private static final long serialVersionUID = 1L;
  private final String remedy;

  /** What failed with which value, and what to do. */
  public SensorException(String reason, String remedy) {
    super(reason);
    this.remedy = remedy;
  }

  /** What to do. */
  public String remedy() {
    return remedy;
  }
}
