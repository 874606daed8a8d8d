// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.report;

import java.util.Comparator;
import java.util.List;

/** Which of several documents of a kind speaks for all: see {@code Reading.worth()}. */
final class Worth {
  /** Part by part, the larger is worth more. */
  static final Comparator<List<Long>> ORDER = Worth::compare;

  private Worth() {}

  private static int compare(List<Long> one, List<Long> other) {
    for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
      int order = Long.compare(one.get(i), other.get(i));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }
}
