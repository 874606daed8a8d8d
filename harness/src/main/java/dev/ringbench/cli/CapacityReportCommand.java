// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.capacity.CapacityDocument;
import dev.ringbench.document.StoredDocument;
import dev.ringbench.report.CapacityReport;
import dev.ringbench.report.MarkdownReports;
import dev.ringbench.report.SectionTexts;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows a capacity run that is there. */
@Command(name = "report", description = "Shows a capacity run again, from its document alone.")
final class CapacityReportCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "A document of `ringbench capacity`.")
  private Path file;

  @Option(names = "--markdown", description = "As Markdown.")
  private boolean markdown;

  @Override
  public Integer call() {
    CapacityDocument document = CapacityDocument.read(file);
    System.out.print(
        markdown
            ? MarkdownReports.of(new StoredDocument.Capacity(file, document))
            : SectionTexts.text(
                new CapacityReport(document).sections(), Math.max(80, Terminal.width())));
    return 0;
  }
}
