// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.figure.Metric;
import dev.ringbench.files.AtomicFile;
import dev.ringbench.files.OutputFile;
import dev.ringbench.model.Nearest;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.section.Section;
import dev.ringbench.trend.RunStore;
import dev.ringbench.trend.Trend;
import dev.ringbench.trend.TrendFilter;
import dev.ringbench.trend.TrendForm;
import dev.ringbench.trend.TrendPage;
import dev.ringbench.trend.TrendReport;
import dev.ringbench.trend.TrendRow;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What {@code trend} and {@code trend show} print. */
final class TrendShowOptions {
  @Mixin private StoreOption store;

  @Option(
      names = "--row",
      paramLabel = "TEXT",
      description = "Show rows whose name contains this text.")
  private String row;

  @Option(
      names = "--metric",
      paramLabel = "NAME",
      description = "Show one metric, such as added_p50.")
  private String metric;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Show runs since then: 2026-11-25, or 2026-11-25T06:00:00Z.")
  private String since;

  @Option(
      names = "--machine",
      paramLabel = "TEXT",
      description = "Show machines whose printed description contains this text.")
  private String machine;

  @Option(
      names = "--p-value",
      paramLabel = "P",
      defaultValue = "0.0001",
      description =
          "Largest p-value of a change. Default: ${DEFAULT-VALUE}. A larger value finds smaller changes and gives more false alarms; docs/trend.md has the rates.")
  private double maxPValue;

  @Option(names = "--all", description = "Also draw rows that did not change.")
  private boolean all;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Draw every row in one HTML file that needs no network.")
  private Path html;

  @Option(
      names = "--format",
      defaultValue = "text",
      paramLabel = "FORM",
      description = ReportForm.DESCRIPTION)
  private ReportForm format;

  @Option(
      names = "--markdown",
      hidden = true,
      description = "The earlier name of --format markdown.")
  private boolean markdown;

  @Option(names = "--json", description = "Print every row with its points as JSON.")
  private boolean json;

  @Option(names = "--plain", description = "Draw with digits and no block characters.")
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
      if (rows.isEmpty() && !json) {
        System.out.printf(
            "No row of the %d documents in %s passes.%n", runs.size(), runs.location());
        return 0;
      }
    }
    if (page != null) {
      return show(page, rows, location, filter);
    }
    if (json) {
      Terminal.printJson(rows.stream().map(TrendForm::of).toList());
      return 0;
    }
    List<Section> sections = new TrendReport(!plain && Terminal.printsBlocks(), all).sections(rows);
    (markdown ? ReportForm.MARKDOWN : format).print("Trend", sections);
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
                    "--metric: "
                        + Nearest.unknown(
                            "metric",
                            metric,
                            Arrays.stream(Metric.values()).map(Metric::toString).toList())));
  }
}
