// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.compare.CompareReport;
import dev.ringbench.compare.ComparisonForm;
import dev.ringbench.compare.DocumentComparison;
import dev.ringbench.document.Experiments;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What changed between two documents. */
@Command(
    name = "compare",
    description = {
      "Compares two documents of the same command, figure by figure.",
      "Refuses documents that are not comparable: of another CPU model, emulated with native, with other settings."
    })
final class CompareCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "BASE", description = "The older document.")
  private Path base;

  @Parameters(index = "1", paramLabel = "NEW", description = "The newer document.")
  private Path next;

  @Option(
      names = "--all",
      description = "Show every row. Default: rows that changed, and the main figures.")
  private boolean all;

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

  @Option(names = "--json", description = "Print JSON with every row.")
  private boolean json;

  @Override
  public Integer call() {
    DocumentComparison comparison =
        DocumentComparison.of(Experiments.read(base), Experiments.read(next));
    CompareReport report = new CompareReport(comparison, all);
    if (json) {
      Terminal.printJson(ComparisonForm.of(comparison));
    } else {
      (markdown ? ReportForm.MARKDOWN : format).print("What changed", report.sections());
    }
    return 0;
  }
}
