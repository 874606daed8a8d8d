// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.subject.running;

/** Why a subject cannot be measured, or no further. */
public final class SubjectFailure extends Exception {
  private static final long serialVersionUID = 1;

  private final String remedy;

  /**
   * A failure.
   *
   * @param reason a sentence without its period
   * @param remedy what to do about it, the same
   */
  public SubjectFailure(String reason, String remedy) {
    super(reason);
    this.remedy = remedy;
  }

  public String remedy() {
    return remedy;
  }
}
