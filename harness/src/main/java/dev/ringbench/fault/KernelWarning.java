// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.fault;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a WARN of the kernel stands in its source, as its first line says.
 *
 * @param file below the root of the source, as mm/slub.c
 * @param function that it was compiled into, without offsets
 */
record KernelWarning(String file, String function) {
  private static final String FILE = "(?:\\./)?([A-Za-z0-9_./+-]{1,128}+):[0-9]{1,6}+";
  private static final String FUNCTION = "([A-Za-z0-9_.]{0,128}+)";

  /** As kernel/panic.c prints it: up to 6.16, and since then. */
  private static final Pattern LINE =
      Pattern.compile(
          "WARNING: (?:CPU: [0-9]{1,6}+ PID: [0-9]{1,10}+ at "
              + FILE
              + " "
              + FUNCTION
              + "|"
              + FILE
              + " at "
              + FUNCTION
              + ")");

  /** The place that a message names; null: it is no first line of a WARN with a place. */
  static KernelWarning of(String message) {
    Matcher matcher = LINE.matcher(message);
    if (!matcher.lookingAt()) {
      return null;
    }
    return matcher.group(1) != null
        ? new KernelWarning(matcher.group(1), matcher.group(2))
        : new KernelWarning(matcher.group(3), matcher.group(4));
  }
}
