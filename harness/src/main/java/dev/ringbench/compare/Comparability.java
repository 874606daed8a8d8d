// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.compare;

import dev.ringbench.document.Basis;
import dev.ringbench.document.Head;
import dev.ringbench.document.Reading;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Whether figures of two documents may be subtracted, and what differs that a reader should know.
 *
 * @param refusals why not, a clause each; empty: they may
 * @param differences that do not forbid it
 */
public record Comparability(List<String> refusals, List<String> differences) {
  /** Of two documents, by what their figures rest on. */
  public static Comparability of(Reading base, Reading next) {
    if (!base.head().kind().equals(next.head().kind())) {
      return new Comparability(
          List.of(
              "one is of `ringbench %s`, the other of `ringbench %s`"
                  .formatted(base.head().kind(), next.head().kind())),
          List.of());
    }
    Basis one = base.basis();
    Basis two = next.basis();
    List<String> refusals = new ArrayList<>();
    if (one.nothing() != null) {
      refusals.add(one.nothing());
    }
    differing(one.required(), two.required()).forEach((a, b) -> refusals.add(a + " and " + b));
    refuseOtherContent(refusals, one.content(), two.content());
    List<String> differences = new ArrayList<>();
    one.notes().forEach(note -> differences.add(about(note, "base", base.head())));
    two.notes().forEach(note -> differences.add(about(note, "new", next.head())));
    differing(one.told(), two.told()).forEach((a, b) -> differences.add(a + ", then " + b));
    return new Comparability(List.copyOf(refusals), List.copyOf(differences));
  }

  private interface Pair {
    void accept(String base, String next);
  }

  private interface Differing {
    void forEach(Pair pair);
  }

  /** "NAME: VALUE" of the base with the value of the other, of facts that are not equal. */
  private static Differing differing(List<Basis.Fact> base, List<Basis.Fact> next) {
    Map<String, Basis.Fact> others = new HashMap<>();
    next.forEach(fact -> others.put(fact.name(), fact));
    return pair -> {
      for (Basis.Fact fact : base) {
        Basis.Fact other = others.getOrDefault(fact.name(), Basis.Fact.of(fact.name(), null));
        if (!Objects.equals(fact.value(), other.value())) {
          pair.accept(fact.name() + ": " + fact.shown(), other.shown());
        }
      }
    };
  }

  /** Where both say what it was. */
  private static void refuseOtherContent(
      List<String> refusals, Map<Integer, String> one, Map<Integer, String> two) {
    if (one == null || two == null) {
      return;
    }
    one.keySet().stream()
        .filter(two::containsKey)
        .filter(rules -> !one.get(rules).equals(two.get(rules)))
        .sorted()
        .forEach(rules -> refusals.add("content: their " + rules + " rules are others"));
  }

  private static String about(Basis.Note note, String which, Head head) {
    return "%s: %s (%s) %s".formatted(note.topic(), which, head.file().getFileName(), note.text());
  }
}
