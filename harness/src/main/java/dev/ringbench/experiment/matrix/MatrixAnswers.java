// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.matrix;

import dev.ringbench.document.Answer;
import dev.ringbench.model.Operation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The first sentences: whether the order depends on the kernel, what changed most, what is new. */
final class MatrixAnswers {
  private final MatrixDocument document;
  private final MatrixCosts costs;
  private final List<Long> worth;

  MatrixAnswers(MatrixDocument document, MatrixCosts costs, List<Long> worth) {
    this.document = document;
    this.costs = costs;
    this.worth = worth;
  }

  List<Answer> all() {
    List<Answer> answers = new ArrayList<>();
    if (costs.kernels().size() < 2) {
      return answers;
    }
    for (Operation operation : document.operations()) {
      Stream.of(order(operation), change(operation), new MatrixPresence(costs, operation).brief())
          .filter(sentence -> !sentence.isEmpty())
          .forEach(
              sentence ->
                  answers.add(
                      new Answer(Answer.Question.KERNELS, answers.size() + 1, worth, sentence)));
    }
    return answers;
  }

  private String order(Operation operation) {
    List<MatrixCosts.Swap> swaps = costs.swaps(operation);
    if (swaps.isEmpty()) {
      return String.format(
          Locale.ROOT,
          "The order of sensors by what they add to %s is the same in all %d kernels%s, beyond the"
              + " noise between boots.",
          operation,
          costs.kernels().size(),
          costs.kernels().stream().allMatch(costs.kernels().get(0)::isComparable)
              ? ""
              : ", each beside those of its architecture");
    }
    MatrixCosts.Swap first = swaps.get(0);
    return String.format(
        Locale.ROOT,
        "The order of sensors by what they add to %s depends on the kernel: with %s %s costs less"
            + " than %s (%s), with %s more (%s)%s%s.",
        operation,
        first.before().name(),
        name(first.first().toString()),
        name(first.second().toString()),
        figures(first.before(), first),
        first.after().name(),
        figures(first.after(), first),
        swaps.size() == 1
            ? ""
            : "; in all, " + swaps.size() + " pairs of sensors that may be ranked change places",
        why(first));
  }

  /** What made the one dearer that is cheaper in the older kernel, or the other cheaper. */
  private String why(MatrixCosts.Swap swap) {
    boolean forward =
        costs.kernels().indexOf(swap.before()) < costs.kernels().indexOf(swap.after());
    MatrixKernel older = forward ? swap.before() : swap.after();
    MatrixKernel newer = forward ? swap.after() : swap.before();
    String dearer = (forward ? swap.first() : swap.second()).sensor();
    String cheaper = (forward ? swap.second() : swap.first()).sensor();
    KernelHistory history = KernelHistory.shipped();
    return Stream.concat(
            history.of(dearer, older, newer, KernelHistory.Direction.MORE).stream()
                .map(change -> dearer + ": " + change.sentence()),
            history.of(cheaper, older, newer, KernelHistory.Direction.LESS).stream()
                .map(change -> cheaper + ": " + change.sentence()))
        .findFirst()
        .map(reason -> ". From the kernel's history, " + reason)
        .orElse(". Why was not looked up in the kernel's history");
  }

  private static String name(String cell) {
    return cell.replaceFirst("^\\S+ ", "");
  }

  private String figures(MatrixKernel kernel, MatrixCosts.Swap swap) {
    return String.format(
        Locale.ROOT,
        "%+,.0f and %+,.0f instructions",
        costs.added(kernel, swap.first()).orElseThrow().value(),
        costs.added(kernel, swap.second()).orElseThrow().value());
  }

  /** From the oldest kernel to the newest of its flavour and command line. */
  private String change(Operation operation) {
    MatrixKernel from = costs.kernels().get(0);
    MatrixKernel to =
        costs.kernels().stream()
            .filter(kernel -> kernel.isComparable(from))
            .filter(kernel -> kernel.flavour().equals(from.flavour()))
            .filter(kernel -> kernel.commandLine().equals(from.commandLine()))
            .reduce((before, after) -> after)
            .orElse(from);
    MatrixSteps.Step step = new MatrixSteps.Step(from, to);
    List<MatrixSteps.Change> changes = new MatrixSteps(costs).changes(operation, step);
    if (from.equals(to)) {
      return "";
    }
    if (changes.isEmpty()) {
      return "From " + from.name() + " to " + to.name() + " no sensor's cost changed.";
    }
    MatrixSteps.Change most =
        changes.stream().max(Comparator.comparingDouble(MatrixSteps.Change::part)).orElseThrow();
    MatrixSteps.Change least =
        changes.stream().min(Comparator.comparingDouble(MatrixSteps.Change::part)).orElseThrow();
    return String.format(
        Locale.ROOT,
        "From %s to %s, %d rows changed what they add to %s, by %+.0f %% (%s) to %+.0f %% (%s).",
        from.name(),
        to.name(),
        changes.size(),
        operation,
        100 * least.part(),
        name(least.cell().toString()),
        100 * most.part(),
        name(most.cell().toString()));
  }
}
