// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.document;

import java.util.HashMap;
import java.util.Map;

/**
 * How much of a growing document was checked by its schema: lists grow at their ends, so that a
 * save checks what came since the last one. The last save of all is given a new one, and checks
 * all.
 */
public final class Checked {
  private final Map<String, Integer> counts = new HashMap<>();

  int upTo(String list) {
    return counts.getOrDefault(list, 0);
  }

  void count(String list, int size) {
    counts.put(list, size);
  }
}
