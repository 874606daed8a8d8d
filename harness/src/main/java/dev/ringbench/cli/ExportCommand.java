// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.document.StoredDocument;
import dev.ringbench.export.GithubActionBenchmark;
import dev.ringbench.export.OpenMetrics;
import dev.ringbench.files.AtomicFile;
import dev.ringbench.files.OutputFile;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.report.Comparison;
import dev.ringbench.report.CsvExport;
import dev.ringbench.report.HlogExport;
import dev.ringbench.report.JmhExport;
import dev.ringbench.result.ResultDocument;
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

  @Option(
      names = "--as",
      paramLabel = "NAME",
      description = {
        "Of openmetrics: value of the label \"document\" of each sample. The same name for each run",
        "makes one series over time; two files that are read together need two names. Default: a",
        "name that no other document has."
      })
  private String name;

  @Option(names = "--out", paramLabel = "FILE", description = "Default: standard output.")
  private Path out;

  @Mixin private ForceOption force;

  @Override
  public Integer call() {
    if (name != null && (name.isEmpty() || target != Target.OPENMETRICS)) {
      throw RingbenchException.badInput(
          "--as is a name that is not empty, and for --to openmetrics only.");
    }
    OutputFile to = force.reading(file).fileOrNull("--out", out);
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
          case OPENMETRICS -> OpenMetrics.render(document, name);
        };
    if (to == null) {
      System.out.print(text);
    } else {
      to.write(AtomicFile.Content.of(text));
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
