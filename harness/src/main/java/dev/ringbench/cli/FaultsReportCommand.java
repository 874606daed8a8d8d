// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.document.StoredDocument;
import dev.ringbench.fault.CampaignDirectory;
import dev.ringbench.fault.FaultDocument;
import dev.ringbench.fault.FaultReading;
import dev.ringbench.fault.GradedRun;
import dev.ringbench.report.FaultReport;
import dev.ringbench.report.MarkdownReports;
import dev.ringbench.report.SectionTexts;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows a matrix that is there. */
@Command(
    name = "report",
    description = "Shows the fault matrix of a campaign again, from its faults.json alone.")
final class FaultsReportCommand implements Callable<Integer> {
  @Parameters(paramLabel = "PATH", description = "Directory of a campaign, or a faults.json.")
  private Path path;

  @Option(names = "--markdown", description = "As Markdown.")
  private boolean markdown;

  @Override
  public Integer call() {
    FaultDocument document = FaultReading.read(path);
    System.out.print(
        markdown
            ? MarkdownReports.of(new StoredDocument.Faults(path, document))
            : SectionTexts.text(
                FaultReport.forTerminal(document).sections(), Math.max(80, Terminal.width())));
    return 0;
  }

  /** Writes what is made of a campaign's runs; returns 0, or 3 when it is not all there. */
  static int keep(CampaignDirectory directory, List<GradedRun> graded, FaultDocument document) {
    Consumer<String> complaints = complaint -> System.err.println("ringbench: " + complaint);
    return IntStream.of(
            directory.keep(FaultReading.DOCUMENT, FaultReading.text(document), complaints),
            directory.keepClasses(graded, complaints),
            directory.keep(
                "faults.md",
                MarkdownReports.of(new StoredDocument.Faults(directory.path(), document)),
                complaints))
        .max()
        .orElseThrow();
  }
}
