// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.visibility;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One form before one sensor.
 *
 * @param counts tries by what the sensor made of them
 * @param complete tries with an event that has the path, the process and the user
 * @param failed tries that did not happen, for another reason than a refusal
 * @param reason why nothing was tried; null: it was
 * @param predicted any of these was predicted; empty: nobody predicted it
 * @param because of the prediction, a sentence; null
 * @param source of it; null
 * @param evidence of one try of each kind, a line each
 */
public record SightCell(
    String sensor,
    String form,
    Asked asked,
    SightCounts counts,
    int complete,
    int failed,
    String reason,
    List<Sight> predicted,
    String because,
    String source,
    List<String> evidence) {
  /** Defensive copies. */
  public SightCell {
    predicted = List.copyOf(predicted);
    evidence = List.copyOf(evidence);
  }

  /** Tries that have a result. */
  public int tries() {
    return counts.total();
  }

  /** What became of most tries, of equally many the worst; empty: there is no result. */
  public Optional<Sight> sight() {
    return counts.there().stream()
        .max(Comparator.<Sight>comparingInt(counts::of).thenComparing(Sight::compareTo));
  }

  /** Whether tries differ: then it is a matter of time. */
  public boolean varies() {
    return counts.there().size() > 1;
  }

  /** Whether any try came out as nobody predicted. */
  public boolean disagrees() {
    return !predicted.isEmpty() && !predicted.containsAll(counts.there());
  }

  /** Level of the best try, or of the worst. */
  public int level(boolean worst) {
    List<Sight> there = counts.there();
    return there.isEmpty() ? 0 : there.get(worst ? there.size() - 1 : 0).level();
  }

  /** "right", or "wrong 31/50 !" where tries differ and nobody predicted it. */
  public String text() {
    return sight()
        .map(
            sight ->
                sight
                    + (varies() ? " " + counts.of(sight) + "/" + tries() : "")
                    + (disagrees() ? " !" : ""))
        .orElse("-");
  }

  /** "right or wrong". */
  public String prediction() {
    return predicted.isEmpty()
        ? "nothing was predicted"
        : predicted.stream().map(Sight::toString).collect(Collectors.joining(" or "));
  }
}
