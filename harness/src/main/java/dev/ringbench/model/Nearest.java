// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.model;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Names the known word that a user probably meant. */
public final class Nearest {
  /** One letter in so many may be wrong. */
  private static final int LETTERS_A_MISTAKE = 3;

  private static final LevenshteinDistance DISTANCE = LevenshteinDistance.getDefaultInstance();

  private Nearest() {}

  /** Empty: no known word is near. */
  public static Optional<String> to(String word, List<String> known) {
    return known.stream()
        .min(Comparator.comparingInt(name -> distance(word, name)))
        .filter(name -> distance(word, name) <= Math.max(1, name.length() / LETTERS_A_MISTAKE));
  }

  /** Letters in another order are one mistake, as of "rnu". */
  private static int distance(String word, String name) {
    return sorted(word).equals(sorted(name)) && !word.equals(name) ? 1 : DISTANCE.apply(word, name);
  }

  private static String sorted(String word) {
    StringBuilder letters = new StringBuilder();
    word.chars().sorted().forEach(letters::appendCodePoint);
    return letters.toString();
  }

  /**
   * What to say of a word that is not known: "unknown sensor 'ptrce'. Did you mean ptrace? Known:
   * ...".
   */
  public static String unknown(String kind, String word, List<String> known) {
    return "unknown "
        + kind
        + " '"
        + word
        + "'."
        + to(word, known).map(name -> " Did you mean " + name + "?").orElse("")
        + " Known: "
        + String.join(", ", known)
        + ".";
  }
}
