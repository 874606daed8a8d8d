// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.tamper;

import dev.ringbench.document.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The first sentences: who tells, what an ordinary user can do, what comes back by itself. */
final class TamperAnswers {
  private static final int MOST_ATTACKS = 6;

  private final TamperDocument document;
  private final List<Long> worth;

  TamperAnswers(TamperDocument document, List<Long> worth) {
    this.document = document;
    this.worth = worth;
  }

  List<Answer> all() {
    List<Answer> answers = new ArrayList<>();
    for (String sentence :
        Stream.of(telling(), byUser(), recovery()).filter(text -> !text.isEmpty()).toList()) {
      answers.add(new Answer(Answer.Question.ATTACK, answers.size() + 1, worth, sentence));
    }
    return answers;
  }

  private Stream<TamperCell> cells() {
    return document.cells().stream()
        .filter(cell -> cell.measured() && !document.attack(cell.attack()).control());
  }

  private String telling() {
    List<String> parts = new ArrayList<>();
    for (Defender defender : document.defenders()) {
      List<TamperCell> hurt =
          cells().filter(cell -> cell.defender().equals(defender.id()) && cell.hurt()).toList();
      if (!hurt.isEmpty()) {
        long told = hurt.stream().filter(cell -> !cell.silent()).count();
        parts.add(defender.id() + " " + told + " of " + hurt.size());
      }
    }
    return parts.isEmpty()
        ? ""
        : "Of the attacks that had an effect on it, a sensor told within 10 s of: "
            + String.join(", ", parts)
            + ".";
  }

  private String byUser() {
    List<String> parts = new ArrayList<>();
    for (Defender defender : document.defenders()) {
      List<String> attacks =
          cells()
              .filter(cell -> cell.defender().equals(defender.id()) && cell.hurt())
              .filter(cell -> document.attack(cell.attack()).attacker() == Attacker.USER)
              .filter(cell -> cell.worst().effect().level() >= Effect.BLIND.level())
              .map(cell -> cell.attack() + (cell.silent() ? "" : " (told)"))
              .toList();
      if (!attacks.isEmpty()) {
        int more = attacks.size() - MOST_ATTACKS;
        parts.add(
            defender.id()
                + " "
                + attacks.stream().limit(MOST_ATTACKS).collect(Collectors.joining(", "))
                + (more > 0 ? " and " + more + " more" : ""));
      }
    }
    return parts.isEmpty()
        ? ""
        : "Without root, somebody blinds or evades: " + String.join("; ", parts) + ".";
  }

  private String recovery() {
    List<TamperTrial> hurt =
        document.trials().stream()
            .filter(TamperTrial::hurt)
            .filter(trial -> !document.attack(trial.attack()).control())
            .toList();
    if (hurt.isEmpty()) {
      return "";
    }
    long back = hurt.stream().filter(TamperTrial::right).count();
    List<String> never =
        hurt.stream().filter(trial -> !trial.right()).map(TamperTrial::attack).distinct().toList();
    return String.format(
        Locale.ROOT,
        "After the end of an attack %d of %d sensors that were hurt came back by themselves%s.",
        back,
        hurt.size(),
        never.isEmpty() ? "" : "; some did not after " + String.join(", ", never));
  }
}
