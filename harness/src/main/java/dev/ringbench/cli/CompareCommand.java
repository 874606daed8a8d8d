// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.compare.CompareReport;
import dev.ringbench.compare.DocumentComparison;
import dev.ringbench.document.Experiments;
import dev.ringbench.render.MarkdownReport;
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
      "Refuses what is not comparable: another CPU model, emulated with native, other settings."
    })
final class CompareCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "BASE", description = "The older document.")
  private Path base;

  @Parameters(index = "1", paramLabel = "NEW", description = "The newer document.")
  private Path next;

  @Option(names = "--all", description = "All rows; else those that changed, and main figures.")
  private boolean all;

  @Option(names = "--markdown", description = "As Markdown.")
  private boolean markdown;

  @Override
  public Integer call() {
    DocumentComparison comparison =
        DocumentComparison.of(Experiments.read(base), Experiments.read(next));
    CompareReport report = new CompareReport(comparison, all);
    if (markdown) {
      System.out.print(MarkdownReport.of("What changed", report.sections()));
    } else {
      Terminal.print(report.sections());
    }
    return 0;
  }
}
