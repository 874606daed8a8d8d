// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.document.Experiments;
import dev.ringbench.document.Reading;
import dev.ringbench.export.Csv;
import dev.ringbench.export.GithubActionBenchmark;
import dev.ringbench.export.Hlog;
import dev.ringbench.export.JmhResults;
import dev.ringbench.export.OpenMetrics;
import dev.ringbench.files.AtomicFile;
import dev.ringbench.files.OutputFile;
import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A stored document, for other tools. */
@Command(
    name = "export",
    description = "Converts a document for other tools.",
    footer = {
      "",
      "  csv   one figure a line: value, 95 %% interval (of counted instructions the least and the most",
      "        boot, of a class of faults the least and the worst of its runs), status, reason",
      "  jmh   JMH's JSON results, for viewers of those",
      "  hlog  HdrHistogram's log: of a run full distributions, one a fork and row; of other",
      "        documents the observations behind each figure",
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

  @Parameters(
      paramLabel = "FILE",
      description = "A document, or the directory of a fault campaign.")
  private Path file;

  @Option(
      names = {"--to", "--format"},
      required = true,
      paramLabel = "FORM",
      description = "Form to convert to: ${COMPLETION-CANDIDATES}.")
  private Target target;

  @Option(
      names = "--as",
      paramLabel = "NAME",
      description =
          "Value of the label \"document\" in openmetrics. Give each run the same name to get one series over time; give two files that are read together two names. Default: a name that no other document has.")
  private String name;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "File to write to. Default: standard output.")
  private Path out;

  @Mixin private ForceOption force;

  @Override
  public Integer call() {
    if (name != null && (name.isEmpty() || target != Target.OPENMETRICS)) {
      throw RingbenchException.badInput(
          "--as is a name that is not empty, and for --to openmetrics only.");
    }
    OutputFile to = force.reading(file).fileOrNull("--out", out);
    Reading document = Experiments.read(file);
    AtomicFile.Content content =
        switch (target) {
          case CSV -> AtomicFile.Content.of(Csv.render(document));
          case JMH -> AtomicFile.Content.of(JmhResults.render(document));
          case HLOG -> Hlog.content(document);
          case GITHUB_ACTION_BENCHMARK ->
              AtomicFile.Content.of(
                  benchmark(document, GithubActionBenchmark.Direction.SMALLER_IS_BETTER));
          case GITHUB_ACTION_BENCHMARK_BIGGER ->
              AtomicFile.Content.of(
                  benchmark(document, GithubActionBenchmark.Direction.BIGGER_IS_BETTER));
          case OPENMETRICS -> AtomicFile.Content.of(OpenMetrics.render(document, name));
        };
    if (to == null) {
      print(content);
    } else {
      to.write(content);
    }
    return 0;
  }

  private static void print(AtomicFile.Content content) {
    try {
      content.writeTo(System.out);
    } catch (IOException e) {
      // A PrintStream throws none: what is lost there makes the exit code.
      throw new UncheckedIOException(e);
    }
  }

  private static String benchmark(Reading document, GithubActionBenchmark.Direction direction) {
    GithubActionBenchmark benchmark = new GithubActionBenchmark(document, direction);
    String text = benchmark.render();
    benchmark.notes().forEach(note -> System.err.println("ringbench: " + note));
    return text;
  }
}
