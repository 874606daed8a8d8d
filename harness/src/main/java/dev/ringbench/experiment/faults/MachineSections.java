// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.faults;

import dev.ringbench.experiment.faults.FaultDocument.Cell;
import dev.ringbench.section.Column;
import dev.ringbench.section.Section;
import dev.ringbench.section.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/** Which machines gave the runs of a merged campaign, and where they differ. */
final class MachineSections {
  private static final int MOST_SHARDS_SHOWN = 6;

  private final FaultDocument document;

  MachineSections(FaultDocument document) {
    this.document = document;
  }

  /** Empty: one machine conducted it. */
  List<Section> sections() {
    return document.shards() == null ? List.of() : List.of(machines(), differences());
  }

  private Section machines() {
    MergedShards shards = document.shards();
    List<List<String>> rows =
        document.machines().stream()
            .map(
                machine ->
                    List.of(
                        machine.name(),
                        numbers(machine.shards()),
                        Integer.toString(machine.runs()),
                        Objects.toString(machine.environment().cpu().model(), "unknown")
                            + ", "
                            + Objects.toString(machine.environment().cpu().onlineCount(), "?")
                            + " CPUs",
                        Objects.toString(machine.environment().kernel().release(), "unknown"),
                        machine.guest() == null ? "-" : machine.guest().accelerator()))
            .toList();
    List<String> sentences = new ArrayList<>();
    if (!shards.missing().isEmpty()) {
      sentences.add("Missing shards: " + numbers(shards.missing()) + " of " + shards.of() + ".");
    }
    if (!shards.incomplete().isEmpty()) {
      sentences.add("Shards that lack runs: " + numbers(shards.incomplete()) + ".");
    }
    sentences.add(
        document.unlikeMachines().isEmpty()
            ? "Machines in one row are alike: CPU, number of CPUs, hypervisor, kernel and engine of guests."
            : "Machines in one row are alike. Classes count the runs of all machines; times are of each kind of machine alone.");
    return Section.of(
        "Which machines ran it",
        Table.of(
            List.of(
                Column.text("machine"),
                Column.text("shards"),
                Column.number("runs"),
                Column.text("CPU"),
                Column.text("kernel"),
                Column.text("guests")),
            rows),
        sentences);
  }

  /** "1, 2, 3 ..." of many. */
  private static String numbers(List<Integer> numbers) {
    return numbers.stream()
            .limit(MOST_SHARDS_SHOWN)
            .map(String::valueOf)
            .collect(Collectors.joining(", "))
        + (numbers.size() > MOST_SHARDS_SHOWN
            ? " and " + (numbers.size() - MOST_SHARDS_SHOWN) + " more"
            : "");
  }

  /** The spread between machines of the share that a cell prints, and where it exceeds chance. */
  private Section differences() {
    if (document.unlikeMachines().isEmpty()) {
      return Section.of("Where machines differ", List.of());
    }
    List<List<String>> rows = new ArrayList<>();
    int compared = 0;
    for (Cell cell : document.cells()) {
      List<MachineRuns> with =
          document.machines().stream()
              .filter(machine -> machine.cell(cell).activated() > 0)
              .toList();
      compared += with.size() > 1 ? 1 : 0;
      if (differ(with.stream().map(machine -> machine.cell(cell)).toList())) {
        rows.add(
            List.of(
                cell.fault() + " " + cell.sensor(),
                cell.machineProfile(),
                with.stream()
                    .map(
                        machine ->
                            machine.name().replaceFirst("machine ", "")
                                + ": "
                                + ClassShare.of(machine.cell(cell)))
                    .collect(Collectors.joining("; ")),
                spread(cell, with)));
      }
    }
    String sentence =
        String.format(
            Locale.ROOT,
            "In %d of %d cells with runs on several kinds of machines the 95 %% intervals of some class do not overlap; of many cells a few do so by chance. Spread: the smallest and the largest share, over machines, of the class that the matrix prints.",
            rows.size(),
            compared);
    return Section.of(
        "Where machines differ",
        Table.of(
            List.of(
                Column.text("fault, sensor"),
                Column.text("machine setup"),
                Column.text("most frequent class, by machine"),
                Column.number("spread")),
            rows),
        List.of(sentence));
  }

  private static boolean differ(List<Cell> cells) {
    return cells.stream()
        .anyMatch(one -> cells.stream().anyMatch(two -> FaultFindings.differ(one, two)));
  }

  private static String spread(Cell cell, List<MachineRuns> machines) {
    List<Double> shares =
        machines.stream()
            .map(machine -> machine.cell(cell))
            .map(part -> 100.0 * part.outcomes().getOrDefault(cell.outcome(), 0) / part.activated())
            .sorted()
            .toList();
    return String.format(
        Locale.ROOT, "%.0f to %.0f %%", shares.get(0), shares.get(shares.size() - 1));
  }
}
