// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.check;

import java.util.Locale;

/**
 * One thing that has to hold of a document, and whether it does.
 *
 * @param name the same in every document: "accounting"
 * @param detail what was found, which values break it and where, and what to do
 */
public record Check(String name, Status status, String detail) {
  /** Whether it holds. */
  public enum Status {
    /** It holds. */
    OK,
    /** It does not: the document or the folder is not as Ringbench writes it. */
    FAILED,
    /** There is nothing to check. */
    NOT_APPLICABLE,
    /** It holds as far as can be told; a reader should know what is missing. */
    WARNING;

    @Override
    public String toString() {
      return this == FAILED ? name() : name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  public static Check ok(String name, String detail) {
    return new Check(name, Status.OK, detail);
  }

  public static Check failed(String name, String detail) {
    return new Check(name, Status.FAILED, detail);
  }

  public static Check warning(String name, String detail) {
    return new Check(name, Status.WARNING, detail);
  }

  public static Check notApplicable(String name, String detail) {
    return new Check(name, Status.NOT_APPLICABLE, detail);
  }
}
