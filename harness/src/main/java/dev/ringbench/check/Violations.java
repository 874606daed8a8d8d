// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.check;

import java.util.function.Supplier;

/** What breaks one rule, until it becomes a check: the first is named, the others are counted. */
public final class Violations {
  private String first;
  private int count;

  /** {@code otherwise}: where, with which values, it does not hold. */
  public void require(boolean holds, Supplier<String> otherwise) {
    if (!holds) {
      count++;
      if (first == null) {
        first = otherwise.get();
      }
    }
  }

  public boolean any() {
    return count > 0;
  }

  /** The first, and how many more there are; null: there are none. */
  public String found() {
    return count <= 1 ? first : first + "; and " + (count - 1) + " more";
  }

  /** {@code fine}: what is said when nothing breaks it. */
  public Check check(String name, String fine) {
    if (!any()) {
      return Check.ok(name, fine);
    }
    return Check.failed(name, found());
  }
}
