// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.fault;

/** Why a file is not what it should be; the message is the rest of a sentence with its name. */
public final class FormException extends Exception {
  private static final long serialVersionUID = 1L;

  /** {@code message}: "breaks its schema: ...". */
  public FormException(String message) {
    super(message);
  }

  /** Throws unless it holds. */
  public static void require(boolean holds, String otherwise) throws FormException {
    if (!holds) {
      throw new FormException(otherwise);
    }
  }
}
