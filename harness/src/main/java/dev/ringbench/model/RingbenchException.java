// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.model;

/**
 * The one exception that a user ever sees: what failed, with which value, and what to do. Printed
 * without a stack trace unless {@code --verbose}.
 */
public final class RingbenchException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Whose turn it is, and so the exit code. */
  public enum Kind {
    /** What was to hold does not: exit code 1. */
    GATE(1),
    /** The input is wrong: exit code 2. */
    BAD_INPUT(2),
    /** This machine cannot, or its state is broken: exit code 3. */
    MACHINE(3);

    private final int exitCode;

    Kind(int exitCode) {
      this.exitCode = exitCode;
    }

    /** The process's exit code. */
    public int exitCode() {
      return exitCode;
    }
  }

  private final Kind kind;

  private RingbenchException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** What the user gave is wrong. */
  public static RingbenchException badInput(String message) {
    return new RingbenchException(Kind.BAD_INPUT, message, null);
  }

  /** What the user gave is wrong. */
  public static RingbenchException badInput(String message, Throwable cause) {
    return new RingbenchException(Kind.BAD_INPUT, message, cause);
  }

  /** The machine cannot. */
  public static RingbenchException machine(String message) {
    return new RingbenchException(Kind.MACHINE, message, null);
  }

  /** The machine cannot. */
  public static RingbenchException machine(String message, Throwable cause) {
    return new RingbenchException(Kind.MACHINE, message, cause);
  }

  /** Whose turn it is. */
  public Kind kind() {
    return kind;
  }
}
