// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import dev.ringbench.experiment.run.Effects.Effect;
import dev.ringbench.experiment.run.RunQuestions.Decision;
import dev.ringbench.experiment.run.RunQuestions.Moved;
import dev.ringbench.experiment.run.RunQuestions.Verdict;
import dev.ringbench.model.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the machine showed, in sentences. A sentence ranks two rows only where their intervals are
 * apart at the median and on average, in the same direction, and where their pairing allows it;
 * where median and mean disagree, the sentence says that nothing is decided, and shows both.
 */
public final class RunFindings {
  private static final int MOST = 3;

  private final RunFigures figures;
  private final Effects effects;
  private final RunQuestions verdicts;

  /** For one document. */
  public RunFindings(RunFigures figures) {
    this.figures = figures;
    this.effects = new Effects(figures);
    this.verdicts = new RunQuestions(effects);
  }

  /** At most three, those of the first operation first. */
  public List<String> sentences() {
    List<String> sentences = new ArrayList<>();
    for (Operation operation : figures.document().run().operations()) {
      verdicts
          .asking(operation)
          .map(verdict -> asking(operation, verdict))
          .ifPresent(sentences::add);
      verdicts.handoff(operation).map(moved -> handoff(operation, moved)).ifPresent(sentences::add);
      verdicts
          .watching(operation)
          .flatMap(verdict -> watching(operation, verdict))
          .ifPresent(sentences::add);
    }
    return sentences.stream().limit(MOST).toList();
  }

  private String adds(Effect effect) {
    return Effects.name(effect) + " adds " + effects.added(effect);
  }

  private String both(Verdict verdict) {
    return ": " + adds(verdict.left()) + ", " + adds(verdict.right()) + ".";
  }

  /** The price of the border: one hook, decided in the kernel or by a process. */
  private String asking(Operation operation, Verdict verdict) {
    return operation
        + switch (verdict.decision()) {
          case YES ->
              ": a verdict from user mode costs more than one in the kernel at the same hook, even with the best hand-off";
          case NO ->
              ": a verdict from user mode costs less than one in the kernel at the same hook";
          case UNDECIDED ->
              ": it is undecided whether a verdict from user mode costs more than one in the kernel"
                  + " at the same hook";
        }
        + both(verdict);
  }

  /** How far hand-off alone moves a sensor. */
  private String handoff(Operation operation, Moved moved) {
    return String.format(
        Locale.ROOT,
        "%s: the hand-off alone changes the cost of one sensor: %s, (%s) adds %s, %.1f times as much on average.",
        operation,
        adds(moved.low()),
        moved.high().cell().handoff(),
        effects.added(moved.high()),
        moved.factor());
  }

  /** Watching the same event from the kernel and from inside the process. */
  private Optional<String> watching(Operation operation, Verdict verdict) {
    String figuresOfBoth = both(verdict);
    if (verdict.decision() == Decision.UNDECIDED && !verdict.disputed()) {
      return Optional.empty();
    }
    return Optional.of(
        operation
            + switch (verdict.decision()) {
              case YES ->
                  ": watching through the kernel costs more than a hook in the process, which is blind to direct system calls";
              case NO -> ": watching through the kernel costs less than a hook in the process";
              case UNDECIDED ->
                  ": it is undecided whether watching costs less through the kernel or in the process, because median and mean disagree";
            }
            + figuresOfBoth);
  }
}
