// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.document.StoredDocument;
import dev.ringbench.macro.MacroDocument;
import dev.ringbench.report.MacroReport;
import dev.ringbench.report.MarkdownReports;
import dev.ringbench.report.SectionTexts;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows a macro run that is there. */
@Command(name = "report", description = "Shows a macro run again, from its document alone.")
final class MacroReportCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "A document of `ringbench macro`.")
  private Path file;

  @Option(names = "--markdown", description = "As Markdown.")
  private boolean markdown;

  @Override
  public Integer call() {
    MacroDocument document = MacroDocument.read(file);
    System.out.print(
        markdown
            ? MarkdownReports.of(new StoredDocument.Macro(file, document))
            : SectionTexts.text(
                new MacroReport(document).sections(), Math.max(80, Terminal.width())));
    return 0;
  }
}
