// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.matrix;

import dev.ringbench.document.Head;
import dev.ringbench.document.PlacementName;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Placement;
import dev.ringbench.section.Column;
import dev.ringbench.section.Section;
import dev.ringbench.section.Section.Reason;
import dev.ringbench.section.Table;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Tables of sensors over kernels. */
final class MatrixSections {
  private static final String NONE = "-";
  private static final int MOST_CHANGES = 40;
  private static final int MOST_SWAPS = 40;

  private final Head head;
  private final MatrixDocument document;
  private final MatrixCosts costs;
  private final MatrixSteps steps;

  MatrixSections(Head head, MatrixDocument document, MatrixCosts costs) {
    this.head = head;
    this.document = document;
    this.costs = costs;
    this.steps = new MatrixSteps(costs);
  }

  List<Section> sections() {
    List<Section> sections = new ArrayList<>();
    sections.add(kernels());
    for (Operation operation : document.operations()) {
      MatrixPresence presence = new MatrixPresence(costs, operation);
      sections.add(added(operation));
      sections.add(swaps(operation));
      sections.add(changes(operation));
      sections.add(
          Section.ofReasons(
              "What the kernel's history says of these changes, " + operation,
              steps.history(operation)));
      sections.add(
          Section.of("What appeared and what is refused, " + operation, presence.changes()));
      sections.add(Section.ofReasons("Sensors without a count, " + operation, presence.refusals()));
    }
    sections.add(configuration());
    sections.add(Section.ofReasons("Kernels that are not complete", incomplete()));
    sections.add(Section.ofReasons("Kernels without our driver", withoutDriver()));
    return Section.shown(sections);
  }

  private Section kernels() {
    List<Column> columns = new ArrayList<>();
    columns.add(Column.text("kernel"));
    columns.add(Column.text("architecture").droppedAs(6));
    columns.add(Column.text("package").droppedAs(3));
    columns.add(Column.text("compiler").droppedAs(4));
    columns.add(Column.text("preemption").droppedAs(2));
    columns.add(Column.text("files by").droppedAs(1));
    columns.add(Column.text("driver"));
    columns.add(Column.number("rows"));
    columns.add(Column.number("refused"));
    for (Operation operation : document.operations()) {
      columns.add(Column.number("bare " + operation).droppedAs(5));
    }
    List<List<String>> rows = new ArrayList<>();
    for (MatrixKernel kernel : document.kernels()) {
      List<String> row = new ArrayList<>();
      row.add(kernel.name());
      row.add(kernel.architecture() == null ? NONE : kernel.architecture());
      row.add(packageOf(kernel));
      row.add(compilerOf(kernel));
      row.add(kernel.preemption() == null ? NONE : kernel.preemption());
      row.add(kernel.files() == null ? NONE : kernel.files());
      row.add(kernel.driverReason() == null ? "built" : "no");
      row.add(Long.toString(rows(kernel, true)));
      row.add(Long.toString(rows(kernel, false)));
      for (Operation operation : document.operations()) {
        row.add(
            costs
                .bare(kernel, operation)
                .map(median -> String.format(Locale.ROOT, "%,.0f", median.estimate()))
                .orElse(NONE));
      }
      rows.add(row);
    }
    return Section.of(
        "Kernels, " + head.day(),
        rows.isEmpty() ? Table.NONE : Table.of(columns, rows),
        List.of(
            "Each kernel booted "
                + document.boots()
                + (document.boots() == 1 ? " time" : " times")
                + ". rows: counted; refused: not counted, with a reason below. bare: instructions"
                + " of the operation without a sensor.",
            "Guests boot with mitigations=off, unless the words behind a kernel's name say"
                + " otherwise."));
  }

  private static String packageOf(MatrixKernel kernel) {
    return kernel.packageName() == null
        ? "a file"
        : kernel.packageVersion() + (kernel.suite() == null ? "" : " (" + kernel.suite() + ")");
  }

  private static String compilerOf(MatrixKernel kernel) {
    String text = kernel.config().getOrDefault("CONFIG_CC_VERSION_TEXT", "");
    // "gcc-12 (Debian 12.2.0-14+deb12u1) 12.2.0"
    return text.isEmpty() ? NONE : text.replaceFirst("^(\\S+) .* (\\S+)$", "$1, $2");
  }

  private static long rows(MatrixKernel kernel, boolean counted) {
    return kernel.counts().stream()
        .map(count -> count.cell())
        .distinct()
        .filter(
            cell ->
                counted
                    == kernel.counts().stream()
                        .anyMatch(count -> count.cell().equals(cell) && !count.medians().isEmpty()))
        .count();
  }

  /** A row a sensor and hand-off, a column a kernel. */
  Section added(Operation operation) {
    List<MatrixKernel> kernels = costs.kernels();
    if (kernels.isEmpty()) {
      return Section.of("", List.of());
    }
    List<Column> columns = new ArrayList<>();
    columns.add(Column.text("sensor"));
    columns.add(Column.text("hand-off").droppedAs(1));
    for (int i = 0; i < kernels.size(); i++) {
      Column column = Column.number(kernels.get(i).name()).orBriefly(kernels.get(i).brief());
      boolean always = i == 0 || i == kernels.size() - 1;
      columns.add(always ? column : column.droppedAs(2 + kernels.size() - i));
    }
    List<Table.Group> groups = new ArrayList<>();
    for (Placement placement : Placement.values()) {
      List<List<String>> rows = new ArrayList<>();
      for (Cell cell : costs.cells(operation)) {
        if (document.sensor(cell.sensor()).placement() == placement
            && kernels.stream().anyMatch(kernel -> costs.added(kernel, cell).isPresent())) {
          rows.add(row(cell));
        }
      }
      groups.add(new Table.Group(PlacementName.of(placement), rows));
    }
    return Section.of(
        "What each sensor adds to " + operation + ", in instructions, over kernels",
        new Table(columns, groups),
        List.of(
            "Guest instructions of the median operation, not time. A ratio follows where a row"
                + " differs from "
                + costs.oldestNames()
                + " by more than boots, their blocks and the placebo differ in both kernels."
                + " -: not counted, for the reason below. ~: no more than the noise of its kernel."));
  }

  private List<String> row(Cell cell) {
    List<String> row = new ArrayList<>();
    row.add(cell.sensor() + (cell.rules() == 0 ? "" : ", " + cell.rules() + " rules"));
    row.add(cell.handoff() == Handoff.NONE ? NONE : cell.handoff().toString());
    for (MatrixKernel kernel : costs.kernels()) {
      row.add(costs.added(kernel, cell).map(added -> text(cell, kernel, added)).orElse(NONE));
    }
    return row;
  }

  /** "+1,063", "+1,120 1.05x", "+12 ~". */
  String text(Cell cell, MatrixKernel kernel, MatrixCosts.Added added) {
    String value = String.format(Locale.ROOT, "%+,.0f", added.value());
    if (Math.abs(added.value()) <= added.noise()) {
      return value + " ~";
    }
    Optional<Double> ratio = ratio(cell, kernel, added);
    return ratio.isEmpty() ? value : value + String.format(Locale.ROOT, " %.2fx", ratio.get());
  }

  /**
   * To the oldest kernel of its architecture; empty: that has none, or it changed by no more than
   * noise.
   */
  private Optional<Double> ratio(Cell cell, MatrixKernel kernel, MatrixCosts.Added added) {
    return costs
        .oldest(kernel)
        .filter(oldest -> !oldest.equals(kernel))
        .flatMap(oldest -> costs.added(oldest, cell))
        .filter(base -> base.value() > base.noise() && added.differsFrom(base))
        .map(base -> added.value() / base.value());
  }

  private Section swaps(Operation operation) {
    List<List<String>> rows = new ArrayList<>();
    List<MatrixCosts.Swap> swaps = costs.swaps(operation);
    for (MatrixCosts.Swap swap : swaps.subList(0, Math.min(MOST_SWAPS, swaps.size()))) {
      rows.add(
          List.of(
              name(swap.first()),
              name(swap.second()),
              figures(swap.before(), swap),
              figures(swap.after(), swap)));
    }
    return Section.of(
        "Sensors that change places, " + operation,
        rows.isEmpty()
            ? Table.NONE
            : Table.of(
                List.of(
                    Column.text("cheaper in the first kernel"),
                    Column.text("cheaper in the second"),
                    Column.text("first kernel"),
                    Column.text("second kernel")),
                rows),
        rows.isEmpty()
            ? List.of()
            : List.of(
                "Only sensors with the same hook or the same event are ranked, and only where both"
                    + " gaps exceed the noise of both rows and mean and median agree. The two"
                    + " kernels are those in which the gaps are largest."
                    + (swaps.size() > MOST_SWAPS
                        ? " " + (swaps.size() - MOST_SWAPS) + " more are left out."
                        : "")));
  }

  private static String name(Cell cell) {
    return cell.toString().replaceFirst("^\\S+ ", "");
  }

  private String figures(MatrixKernel kernel, MatrixCosts.Swap swap) {
    return String.format(
        Locale.ROOT,
        "%s: %+,.0f, %+,.0f",
        kernel.name(),
        costs.added(kernel, swap.first()).orElseThrow().value(),
        costs.added(kernel, swap.second()).orElseThrow().value());
  }

  private Section changes(Operation operation) {
    List<List<String>> rows = new ArrayList<>();
    List<MatrixSteps.Change> changes = steps.changes(operation);
    for (MatrixSteps.Change change : changes.subList(0, Math.min(MOST_CHANGES, changes.size()))) {
      rows.add(
          List.of(
              name(change.cell()),
              change.step().from().name() + " to " + change.step().to().name(),
              String.format(Locale.ROOT, "%+,.0f", change.before().value()),
              String.format(Locale.ROOT, "%+,.0f", change.after().value()),
              String.format(Locale.ROOT, "%+.0f %%", 100 * change.part())));
    }
    return Section.of(
        "What changed, " + operation,
        rows.isEmpty()
            ? Table.NONE
            : Table.of(
                List.of(
                    Column.text("sensor"),
                    Column.text("from one kernel to the next"),
                    Column.number("added").droppedAs(2),
                    Column.number("then").droppedAs(1),
                    Column.number("change")),
                rows),
        rows.isEmpty()
            ? List.of()
            : List.of(
                "Kernels that differ in one thing: the next release of a flavour, another flavour"
                    + " of a series, another command line of a release. The largest changes beyond"
                    + " the noise of both"
                    + (changes.size() > MOST_CHANGES
                        ? "; " + (changes.size() - MOST_CHANGES) + " smaller ones are left out."
                        : ".")));
  }

  /** What differs in the configuration of kernels. */
  private Section configuration() {
    Set<String> names = new LinkedHashSet<>();
    document.kernels().forEach(kernel -> names.addAll(kernel.config().keySet()));
    List<List<String>> rows = new ArrayList<>();
    List<MatrixKernel> known =
        document.kernels().stream().filter(kernel -> !kernel.config().isEmpty()).toList();
    for (String name : names) {
      Map<String, List<String>> byValue = new java.util.TreeMap<>();
      for (MatrixKernel kernel : known) {
        byValue
            .computeIfAbsent(
                kernel.config().getOrDefault(name, "not set"), key -> new ArrayList<>())
            .add(kernel.release());
      }
      if (byValue.size() > 1 && !name.equals("CONFIG_CC_VERSION_TEXT")) {
        byValue.forEach(
            (value, kernels) ->
                rows.add(
                    List.of(
                        name.replaceFirst("^CONFIG_", ""),
                        value,
                        String.join(", ", new LinkedHashSet<>(kernels)))));
      }
    }
    return Section.of(
        "Configuration that differs between kernels",
        rows.isEmpty()
            ? Table.NONE
            : Table.of(
                List.of(Column.text("option"), Column.text("value"), Column.text("kernels")),
                rows));
  }

  private List<Reason> incomplete() {
    return document.kernels().stream()
        .filter(kernel -> kernel.reason() != null)
        .map(kernel -> new Reason(kernel.name() + " (" + kernel.status() + ")", kernel.reason()))
        .toList();
  }

  private List<Reason> withoutDriver() {
    return document.kernels().stream()
        .filter(kernel -> kernel.driverReason() != null)
        .map(kernel -> new Reason(kernel.name(), kernel.driverReason()))
        .toList();
  }
}
