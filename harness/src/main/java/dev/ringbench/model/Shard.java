// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.model;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a plan that is cut into parts of equal size, so that several machines share it.
 *
 * @param number 1 to {@code of}
 * @param of parts of the plan, up to {@link #MOST}
 */
public record Shard(int number, int of) {
  /** Parts that a plan may be cut into. */
  public static final int MOST = 10_000;

  private static final Pattern TEXT = Pattern.compile("([1-9][0-9]{0,4})/([1-9][0-9]{0,4})");

  /** Checks the numbers. */
  public Shard {
    if (number < 1 || number > of || of > MOST) {
      throw new IllegalArgumentException("shard " + number + "/" + of);
    }
  }

  /**
   * The shard that an option names.
   *
   * @param text "3/16"
   * @throws RingbenchException bad input: it is no such text, or there is no such shard
   */
  public static Shard parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (matcher.matches()) {
      int number = Integer.parseInt(matcher.group(1));
      int of = Integer.parseInt(matcher.group(2));
      if (number <= of && of <= MOST) {
        return new Shard(number, of);
      }
    }
    throw RingbenchException.badInput(
        "--shard "
            + text
            + ": use K/N, such as 3/16, with K from 1 to N and N up to "
            + MOST
            + ".");
  }

  /** The number of the shard that the element at {@code position} (from 0) is dealt to. */
  public static int ofPosition(long position, int of) {
    return (int) (position % of) + 1;
  }

  /** Its elements of a list, which is dealt like cards: every {@code of}-th one. */
  public <T> List<T> of(List<T> all) {
    List<T> own = new ArrayList<>();
    for (int i = number - 1; i < all.size(); i += of) {
      own.add(all.get(i));
    }
    return own;
  }

  /** "3/16". */
  @Override
  public String toString() {
    return number + "/" + of;
  }
}
