// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.content;

/** What a rule may look at; codes as in native/content/content.h. */
public enum Field {
  /** The operation's code in ringbench.h. */
  OPERATION(0, false),
  /** Of the file or program, as the sensor sees it. */
  PATH(1, true),
  /** Name of the parent's executable, at most 15 bytes of it, as in /proc/PID/comm. */
  PARENT(2, true),
  /** Of the caller. */
  UID(3, false),
  /** Of the caller. */
  GID(4, false);

  private final int code;
  private final boolean text;

  Field(int code, boolean text) {
    this.code = code;
    this.text = text;
  }

  /** In a criterion. */
  public int code() {
    return code;
  }

  /** Whether patterns are compared with it, not numbers. */
  public boolean isText() {
    return text;
  }
}
