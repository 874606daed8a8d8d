// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.fault;

/**
 * A message of a console, as far as it is looked at.
 *
 * @param number of the line that it begins in, from 1
 * @param text without stamp, caller and control characters; lines of the same message are joined by
 *     a newline; at most {@link #MAX_CHARS} characters
 * @param kernel whether the kernel said it, and no process
 * @param cut whether the console ends in it
 */
record ConsoleLine(int number, String text, boolean kernel, boolean cut) {
  /** Forms are told by the beginning of a message. The kernel's own limit is 1024. */
  static final int MAX_CHARS = 512;
}
