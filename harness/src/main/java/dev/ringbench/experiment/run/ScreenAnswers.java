// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import dev.ringbench.experiment.run.Effects.Effect;
import dev.ringbench.experiment.run.RunQuestions.Moved;
import dev.ringbench.experiment.run.RunQuestions.Verdict;
import dev.ringbench.model.Operation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The answers of a first screen: each question names the two rows that are compared, if they are
 * the same for all operations, and each operation has a line with its decision and both figures.
 */
final class ScreenAnswers {
  private static final String NO_PAIR = " NOT MEASURED: no such pair worked.";

  private final RunFigures figures;
  private final RunDocument document;
  private final boolean counted;
  private final Effects effects;
  private final RunQuestions questions;

  ScreenAnswers(RunFigures figures, Effects effects) {
    this.figures = figures;
    this.document = figures.document();
    this.counted = !document.instructionCounts().isEmpty();
    this.effects = effects;
    this.questions = new RunQuestions(effects);
  }

  /** What the figures and signs in the answers are. */
  String title() {
    return "Answers (YES, NO by mean and median; "
        + (counted ? "mean [all boots]" : "mean added [95 %]")
        + "; ~ undecided, = equivalent; s o b: hand-off)";
  }

  /** In the order of asking. */
  List<String> sentences() {
    Map<Operation, Verdict> asking = new LinkedHashMap<>();
    Map<Operation, Verdict> watching = new LinkedHashMap<>();
    for (Operation operation : document.run().operations()) {
      questions.asking(operation).ifPresent(verdict -> asking.put(operation, verdict));
      questions.watching(operation).ifPresent(verdict -> watching.put(operation, verdict));
    }
    List<String> sentences = new ArrayList<>();
    answer(sentences, "Does a verdict cost more from user mode%s than from the kernel%s?", asking);
    answer(sentences, "Does watching cost more in the kernel%s than in the process%s?", watching);
    if (document.run().precision() != null) {
      sentences.add(
          Precision.of(document, document.run().precision())
              .sentence(document.run().precision(), document.run().forks()));
    }
    if (!counted) {
      sentences.add("Is anything lost? " + new Losses(figures).answer());
    }
    document.run().operations().stream()
        .flatMap(operation -> questions.handoff(operation).stream().map(this::moved))
        .findFirst()
        .ifPresent(sentences::add);
    return sentences;
  }

  private void answer(List<String> sentences, String question, Map<Operation, Verdict> verdicts) {
    if (verdicts.isEmpty()) {
      sentences.add(String.format(Locale.ROOT, question, "", "") + NO_PAIR);
      return;
    }
    List<String> pairs =
        verdicts.values().stream().flatMap(ScreenAnswers::pair).distinct().toList();
    boolean samePair = pairs.size() == 2;
    sentences.add(
        samePair
            ? String.format(
                Locale.ROOT, question, " (" + pairs.get(0) + ")", " (" + pairs.get(1) + ")")
            : String.format(Locale.ROOT, question, "", ""));
    for (Operation operation : document.run().operations()) {
      sentences.add(
          "  "
              + operation
              + ":"
              + Optional.ofNullable(verdicts.get(operation))
                  .map(verdict -> answer(verdict, !samePair))
                  .orElse(NO_PAIR));
    }
  }

  private static Stream<String> pair(Verdict verdict) {
    return Stream.of(verdict.left(), verdict.right()).map(effect -> Effects.brief(effect.cell()));
  }

  private String answer(Verdict verdict, boolean named) {
    return " "
        + verdict.decision()
        + (verdict.disputed() ? " (mean and median disagree)" : "")
        + ": "
        + shown(verdict.left(), named)
        + " vs "
        + shown(verdict.right(), named)
        + ".";
  }

  private String shown(Effect effect, boolean named) {
    return (named ? Effects.brief(effect.cell()) + " " : "") + effects.average(effect);
  }

  private String moved(Moved moved) {
    return String.format(
        Locale.ROOT,
        "What changes a cost most? Hand-off, %.1f times: %s %s %s, %s %s.",
        moved.factor(),
        moved.low().cell().operation(),
        Effects.brief(moved.low().cell()),
        effects.brief(moved.low().mean()),
        moved.high().cell().handoff().letter(),
        effects.brief(moved.high().mean()));
  }
}
