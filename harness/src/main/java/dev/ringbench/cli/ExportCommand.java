// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.model.RingbenchException;
import dev.ringbench.report.Comparison;
import dev.ringbench.report.CsvExport;
import dev.ringbench.report.HlogExport;
import dev.ringbench.report.JmhExport;
import dev.ringbench.result.Documents;
import dev.ringbench.result.ResultDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A stored run, for other tools. */
@Command(
    name = "export",
    description = "Converts a stored run for other tools.",
    footer = {
      "",
      "  csv   one figure a line: value, 95 % interval, status, reason",
      "  jmh   JMH's JSON results, for viewers of those",
      "  hlog  HdrHistogram's log: full distributions, one a fork and row"
    })
final class ExportCommand implements Callable<Integer> {
  /** Forms that others read. */
  enum Target {
    CSV,
    JMH,
    HLOG
  }

  @Parameters(paramLabel = "FILE", description = "Result document.")
  private Path file;

  @Option(names = "--to", required = true, paramLabel = "FORM", description = "csv, jmh or hlog.")
  private Target target;

  @Option(names = "--out", paramLabel = "FILE", description = "Default: standard output.")
  private Path out;

  @Override
  public Integer call() {
    ResultDocument document = Documents.read(file);
    String text =
        switch (target) {
          case CSV -> CsvExport.render(Comparison.of(document));
          case JMH -> JmhExport.render(Comparison.of(document));
          case HLOG -> HlogExport.render(document);
        };
    if (out == null) {
      System.out.print(text);
      return 0;
    }
    try {
      Files.writeString(out, text);
    } catch (IOException e) {
      throw RingbenchException.machine("Cannot write " + out + ": " + e.getMessage() + ".", e);
    }
    return 0;
  }
}
