// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.subjects.measure;

/** Why a subject cannot be measured, or no further. */
final class SubjectFailure extends Exception {
  private static final long serialVersionUID = 1;

  private final String remedy;

  /**
   * A failure.
   *
   * @param reason a sentence without its period
   * @param remedy what to do about it, the same
   */
  SubjectFailure(String reason, String remedy) {
    super(reason);
    this.remedy = remedy;
  }

  String remedy() {
    return remedy;
  }
}
