// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.visibility;

import java.util.List;
import java.util.stream.Stream;

/** Tries by what a sensor made of them. */
public record SightCounts(int right, int refused, int partial, int wrong, int unseen, int evaded) {
  /** No try at all. */
  public static final SightCounts NONE = new SightCounts(0, 0, 0, 0, 0, 0);

  /** Counts them. */
  public static SightCounts of(List<Sight> tries) {
    return new SightCounts(
        count(tries, Sight.RIGHT),
        count(tries, Sight.REFUSED),
        count(tries, Sight.PARTIAL),
        count(tries, Sight.WRONG),
        count(tries, Sight.UNSEEN),
        count(tries, Sight.EVADED));
  }

  private static int count(List<Sight> tries, Sight sight) {
    return (int) tries.stream().filter(one -> one == sight).count();
  }

  /** How many came out so. */
  public int of(Sight sight) {
    return switch (sight) {
      case RIGHT -> right;
      case REFUSED -> refused;
      case PARTIAL -> partial;
      case WRONG -> wrong;
      case UNSEEN -> unseen;
      case EVADED -> evaded;
    };
  }

  /** All of them. */
  public int total() {
    return right + refused + partial + wrong + unseen + evaded;
  }

  /** Those that are there, in the order of {@link Sight}. */
  public List<Sight> there() {
    return Stream.of(Sight.values()).filter(sight -> of(sight) > 0).toList();
  }
}
