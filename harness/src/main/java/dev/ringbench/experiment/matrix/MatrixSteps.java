// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.matrix;

import dev.ringbench.model.Cell;
import dev.ringbench.model.Operation;
import dev.ringbench.section.Section.Reason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Pairs of kernels that differ in one thing: the next release of a flavour, another flavour of a
 * series, another command line of a release.
 */
final class MatrixSteps {
  private final MatrixCosts costs;

  MatrixSteps(MatrixCosts costs) {
    this.costs = costs;
  }

  /** Two kernels that are compared. */
  record Step(MatrixKernel from, MatrixKernel to) {}

  /** A row that changed by more than boots of the two kernels differ by. */
  record Change(Cell cell, Step step, MatrixCosts.Added before, MatrixCosts.Added after) {
    double part() {
      return after.value() / before.value() - 1;
    }
  }

  List<Step> all() {
    List<Step> steps = new ArrayList<>();
    List<MatrixKernel> kernels = costs.kernels();
    for (MatrixKernel to : kernels) {
      Optional<MatrixKernel> release =
          kernels.subList(0, kernels.indexOf(to)).stream()
              .filter(from -> from.isComparable(to))
              .filter(from -> from.flavour().equals(to.flavour()))
              .filter(from -> from.commandLine().equals(to.commandLine()))
              .filter(from -> !from.release().equals(to.release()))
              .reduce((before, after) -> after);
      release.ifPresent(from -> steps.add(new Step(from, to)));
    }
    for (MatrixKernel to : kernels) {
      kernels.stream()
          .filter(from -> from.isComparable(to))
          .filter(from -> from.series().equals(to.series()))
          .filter(from -> from.commandLine().equals(to.commandLine()))
          .findFirst()
          .filter(from -> !from.flavour().equals(to.flavour()))
          .ifPresent(from -> steps.add(new Step(from, to)));
      kernels.stream()
          .filter(from -> from.isComparable(to))
          .filter(from -> from.release().equals(to.release()))
          .findFirst()
          .filter(from -> !from.commandLine().equals(to.commandLine()))
          .ifPresent(from -> steps.add(new Step(from, to)));
    }
    return steps;
  }

  /** The largest first; what was nothing before has no part, and is not in it. */
  List<Change> changes(Operation operation) {
    return all().stream()
        .flatMap(step -> changes(operation, step).stream())
        .sorted(Comparator.<Change>comparingDouble(change -> -Math.abs(change.part())))
        .toList();
  }

  /** A commit each that lies between two kernels on the way of a row that changed as it would. */
  List<Reason> history(Operation operation) {
    Map<KernelHistory.Change, List<Change>> known = new LinkedHashMap<>();
    KernelHistory history = KernelHistory.shipped();
    List<Change> changes = changes(operation);
    for (Change change : changes) {
      history
          .of(
              change.cell().sensor(),
              change.step().from(),
              change.step().to(),
              change.part() > 0 ? KernelHistory.Direction.MORE : KernelHistory.Direction.LESS)
          .forEach(one -> known.computeIfAbsent(one, key -> new ArrayList<>()).add(change));
    }
    List<Reason> reasons = new ArrayList<>();
    known.forEach((one, rows) -> reasons.add(new Reason(examples(rows), one.sentence())));
    long explained = known.values().stream().flatMap(List::stream).distinct().count();
    if (!reasons.isEmpty()) {
      reasons.add(
          new Reason(
              String.format(
                  Locale.ROOT, "%,d of %,d changes", changes.size() - explained, changes.size()),
              "not looked up. A commit named above lies between the two kernels, on the way that"
                  + " the row measures; that it is the whole reason is not proven."));
    }
    return reasons;
  }

  /** "inotify (same-cpu), 6.1 to 6.1 rt, +9,439 to +17,881, and 35 more". */
  private static String examples(List<Change> rows) {
    Change first = rows.get(0);
    return String.format(
        Locale.ROOT,
        "%s, %s to %s, %+,.0f to %+,.0f%s",
        first.cell().toString().replaceFirst("^\\S+ ", ""),
        first.step().from().brief(),
        first.step().to().brief(),
        first.before().value(),
        first.after().value(),
        rows.size() == 1
            ? ""
            : rows.size() == 2 ? ", and one more" : ", and " + (rows.size() - 1) + " more");
  }

  List<Change> changes(Operation operation, Step step) {
    List<Change> changes = new ArrayList<>();
    for (Cell cell : costs.cells(operation)) {
      Optional<MatrixCosts.Added> before = costs.added(step.from(), cell);
      Optional<MatrixCosts.Added> after = costs.added(step.to(), cell);
      if (before.isPresent()
          && after.isPresent()
          && before.get().value() > before.get().noise()
          && after.get().differsFrom(before.get())) {
        changes.add(new Change(cell, step, before.get(), after.get()));
      }
    }
    return changes;
  }
}
