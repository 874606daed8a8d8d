// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.report.Comparison;
import dev.ringbench.report.MarkdownReport;
import dev.ringbench.report.TextReport;
import dev.ringbench.result.Documents;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A stored run, shown again. */
@Command(
    name = "report",
    description = {
      "Rebuilds the tables of a stored run.",
      "It needs the document alone, not the machine that measured."
    })
final class ReportCommand implements Callable<Integer> {
  /** Forms of the report. */
  enum Format {
    TEXT,
    MARKDOWN
  }

  @Parameters(paramLabel = "FILE", description = "Result document.")
  private Path file;

  @Option(
      names = "--format",
      defaultValue = "text",
      paramLabel = "FORM",
      description = "text or markdown. Default: text.")
  private Format format;

  @Option(names = "--json", description = "Print the figures as JSON instead.")
  private boolean json;

  @Override
  public Integer call() {
    Comparison comparison = Comparison.of(Documents.read(file));
    if (json) {
      System.out.println(
          Documents.mapper()
              .writerWithDefaultPrettyPrinter()
              .writeValueAsString(comparison.rows()));
    } else if (format == Format.MARKDOWN) {
      System.out.print(new MarkdownReport(comparison).render());
    } else {
      System.out.print(new TextReport(comparison, Terminal.width()).render());
    }
    return 0;
  }
}
