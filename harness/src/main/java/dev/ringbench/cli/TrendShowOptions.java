// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.figure.Metric;
import dev.ringbench.files.AtomicFile;
import dev.ringbench.files.OutputFile;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.render.MarkdownReport;
import dev.ringbench.section.Section;
import dev.ringbench.trend.RunStore;
import dev.ringbench.trend.Trend;
import dev.ringbench.trend.TrendFilter;
import dev.ringbench.trend.TrendPage;
import dev.ringbench.trend.TrendReport;
import dev.ringbench.trend.TrendRow;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What {@code trend} and {@code trend show} print. */
final class TrendShowOptions {
  @Mixin private StoreOption store;

  @Option(names = "--row", paramLabel = "TEXT", description = "Rows whose name has that text.")
  private String row;

  @Option(names = "--metric", paramLabel = "NAME", description = "One metric, such as added_p50.")
  private String metric;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Runs from then on: 2026-11-25, or 2026-11-25T06:00:00Z.")
  private String since;

  @Option(
      names = "--machine",
      paramLabel = "TEXT",
      description = "Machines whose description, as it is printed, has that text.")
  private String machine;

  @Option(
      names = "--p-value",
      paramLabel = "P",
      defaultValue = "0.0001",
      description = {
        "How unlikely a change is to be chance. Default: ${DEFAULT-VALUE}.",
        "Larger finds smaller changes, and more of what is none: docs/trend.md has the rates."
      })
  private double maxPValue;

  @Option(names = "--all", description = "Draw rows that did not change, too.")
  private boolean all;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Draw every row in one HTML file that needs nothing else.")
  private Path html;

  @Option(names = "--markdown", description = "As Markdown.")
  private boolean markdown;

  @Option(names = "--plain", description = "Draw with digits in place of block characters.")
  private boolean plain;

  @CommandLine.Spec(CommandLine.Spec.Target.MIXEE)
  private CommandLine.Model.CommandSpec spec;

  @Mixin private ForceOption force;

  int show() {
    OutputFile page =
        force
            .reading(store.location.contains("://") ? null : Path.of(store.location))
            .fileOrNull("--html", html);
    if (!(maxPValue > 0 && maxPValue < 0.5)) {
      throw RingbenchException.badInput("--p-value " + maxPValue + ": use above 0, below 0.5.");
    }
    TrendFilter filter =
        new TrendFilter(
            row, metric(), since == null ? null : Times.parse("--since", since), machine);
    List<TrendRow> rows;
    String location;
    try (RunStore runs = RunStore.existing(store.location)) {
      StoreOption.warnOfHoles(runs, spec.commandLine().getErr());
      rows = Trend.of(runs, filter, maxPValue);
      location = runs.location();
      if (rows.isEmpty() && html != null) {
        throw RingbenchException.badInput(
            "No row of the " + runs.size() + " documents in " + location + " passes: no page.");
      }
      if (rows.isEmpty()) {
        System.out.printf(
            "No row of the %d documents in %s passes.%n", runs.size(), runs.location());
        return 0;
      }
    }
    if (page != null) {
      return show(page, rows, location, filter);
    }
    List<Section> sections = new TrendReport(!plain && Terminal.printsBlocks(), all).sections(rows);
    if (markdown) {
      System.out.print(MarkdownReport.of("Trend", sections));
    } else {
      Terminal.print(sections);
    }
    return 0;
  }

  private int show(OutputFile page, List<TrendRow> rows, String location, TrendFilter filter) {
    page.write(
        AtomicFile.Content.of(
            new TrendPage(rows, location, filter, maxPValue, Version.text()).render()));
    System.out.println("Report: " + html);
    return 0;
  }

  private Metric metric() {
    if (metric == null) {
      return null;
    }
    return Metric.named(metric)
        .orElseThrow(
            () ->
                RingbenchException.badInput(
                    "Unknown metric '"
                        + metric
                        + "'. Known: "
                        + Arrays.stream(Metric.values())
                            .map(Metric::toString)
                            .collect(Collectors.joining(", "))
                        + "."));
  }
}
