// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.capacity.CapacityDocument;
import dev.ringbench.report.CapacityReport;
import dev.ringbench.report.Section;
import dev.ringbench.report.SectionTexts;
import java.nio.file.Path;
import java.util.List;
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
    List<Section> sections = new CapacityReport(CapacityDocument.read(file)).sections();
    System.out.print(
        markdown
            ? SectionTexts.markdown("What sensors take before they lose events", sections)
            : SectionTexts.text(sections, Math.max(80, Terminal.width())));
    return 0;
  }
}
