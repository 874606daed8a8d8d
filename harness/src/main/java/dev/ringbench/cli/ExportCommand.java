// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.document.StoredDocument;
import dev.ringbench.export.GithubActionBenchmark;
import dev.ringbench.export.OpenMetrics;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.report.Comparison;
import dev.ringbench.report.CsvExport;
import dev.ringbench.report.HlogExport;
import dev.ringbench.report.JmhExport;
import dev.ringbench.result.ResultDocument;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A stored document, for other tools. */
@Command(
    name = "export",
    description = "Converts a stored document for other tools.",
    footer = {
      "",
      "Of `ringbench run` and `guest run`:",
      "  csv   one figure a line: value, 95 % interval, status, reason",
      "  jmh   JMH's JSON results, for viewers of those",
      "  hlog  HdrHistogram's log: full distributions, one a fork and row",
      "",
      "Of any command that measures:",
      "  github-action-benchmark         its JSON, tool customSmallerIsBetter",
      "  github-action-benchmark-bigger  the figures where more is better, customBiggerIsBetter",
      "  openmetrics                     OpenMetrics text, for Prometheus and its like"
    })
final class ExportCommand implements Callable<Integer> {
  /** Forms that others read. */
  enum Target {
    CSV,
    JMH,
    HLOG,
    GITHUB_ACTION_BENCHMARK,
    GITHUB_ACTION_BENCHMARK_BIGGER,
    OPENMETRICS;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  @Parameters(paramLabel = "FILE", description = "Document, or directory of a fault campaign.")
  private Path file;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "FORM",
      description = "One of ${COMPLETION-CANDIDATES}.")
  private Target target;

  @Option(names = "--out", paramLabel = "FILE", description = "Default: standard output.")
  private Path out;

  @Override
  public Integer call() {
    StoredDocument document = StoredDocument.read(file);
    String text =
        switch (target) {
          case CSV -> CsvExport.render(Comparison.of(run(document)));
          case JMH -> JmhExport.render(Comparison.of(run(document)));
          case HLOG -> HlogExport.render(run(document));
          case GITHUB_ACTION_BENCHMARK ->
              benchmark(document, GithubActionBenchmark.Direction.SMALLER_IS_BETTER);
          case GITHUB_ACTION_BENCHMARK_BIGGER ->
              benchmark(document, GithubActionBenchmark.Direction.BIGGER_IS_BETTER);
          case OPENMETRICS -> OpenMetrics.render(document);
        };
    if (out == null) {
      // What reads these formats wants UTF-8, whatever the locale is.
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      System.out.write(bytes, 0, bytes.length);
      System.out.flush();
      return 0;
    }
    try {
      Files.writeString(out, text);
    } catch (IOException e) {
      throw RingbenchException.machine("Cannot write " + out + ": " + e.getMessage() + ".", e);
    }
    return 0;
  }

  private static String benchmark(
      StoredDocument document, GithubActionBenchmark.Direction direction) {
    GithubActionBenchmark benchmark = new GithubActionBenchmark(document, direction);
    String text = benchmark.render();
    benchmark.notes().forEach(note -> System.err.println("ringbench: " + note));
    return text;
  }

  private ResultDocument run(StoredDocument document) {
    if (document instanceof StoredDocument.Run run) {
      return run.document();
    }
    throw RingbenchException.badInput(
        "%s is a %s document, and --to %s is for those of `ringbench run` and `guest run`."
                .formatted(file, document.kind(), target)
            + " For this one there are github-action-benchmark, github-action-benchmark-bigger"
            + " and openmetrics.");
  }
}
