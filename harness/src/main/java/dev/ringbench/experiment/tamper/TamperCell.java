// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.tamper;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All trials of one attack on one sensor. */
record TamperCell(String defender, String attack, List<TamperTrial> trials) {
  static List<TamperCell> of(List<TamperTrial> trials) {
    Map<String, List<TamperTrial>> byPlace = new LinkedHashMap<>();
    for (TamperTrial trial : trials) {
      byPlace
          .computeIfAbsent(trial.attack() + " " + trial.defender(), key -> new ArrayList<>())
          .add(trial);
    }
    return byPlace.values().stream()
        .map(own -> new TamperCell(own.get(0).defender(), own.get(0).attack(), own))
        .toList();
  }

  private Stream<TamperTrial> results() {
    return trials.stream().filter(TamperTrial::measured);
  }

  boolean measured() {
    return results().findAny().isPresent();
  }

  /** The worst trial; only of one with a result. */
  TamperTrial worst() {
    return results().max(Comparator.comparingInt(TamperTrial::level)).orElseThrow();
  }

  /** Level of the best trial. */
  int best() {
    return results().mapToInt(TamperTrial::level).min().orElse(0);
  }

  boolean varies() {
    return measured() && best() != worst().level();
  }

  boolean disagrees() {
    return results().anyMatch(TamperTrial::disagrees);
  }

  boolean silent() {
    return results().anyMatch(TamperTrial::silent);
  }

  boolean hurt() {
    return results().anyMatch(TamperTrial::hurt);
  }

  /** "blind, silent 2/3 !", the worst, and how often where trials differ; "-" without a result. */
  String text() {
    if (!measured()) {
      return "-";
    }
    TamperTrial worst = worst();
    long same = results().filter(one -> one.level() == worst.level()).count();
    return worst.text()
        + (varies() ? " " + same + "/" + results().count() : "")
        + (disagrees() ? " !" : "");
  }

  /** Why there is no result. */
  String reason() {
    return trials.stream()
        .map(TamperTrial::reason)
        .filter(reason -> reason != null)
        .distinct()
        .collect(Collectors.joining("; "));
  }
}
