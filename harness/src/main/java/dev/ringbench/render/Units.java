// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.render;

import java.util.regex.Pattern;

/** Units as pages and pictures write them: terminals and Markdown have "us", here it is "µs". */
final class Units {
  private static final Pattern MICRO = Pattern.compile("(?<=[0-9\\])]) us\\b");

  private Units() {}

  /** "47.1 us" becomes "47.1 µs", also behind an interval. */
  static String micro(String text) {
    return MICRO.matcher(text).replaceAll(" \u00b5s");
  }
}
