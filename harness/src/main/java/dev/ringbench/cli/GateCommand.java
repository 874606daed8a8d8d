// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.compare.DocumentComparison;
import dev.ringbench.document.Experiments;
import dev.ringbench.files.AtomicFile;
import dev.ringbench.files.InputFile;
import dev.ringbench.files.OutputFile;
import dev.ringbench.files.Outputs;
import dev.ringbench.gate.BudgetFile;
import dev.ringbench.gate.GateReport;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.render.MarkdownReport;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Fails when a document is worse than another by more than budgets allow. */
@Command(
    name = "gate",
    description = {
      "Compares two documents and fails (exit code 1) when a row breaks its budget.",
      "A row breaks its budget when it is significantly worse than its base and the whole interval of the change exceeds the budget, or when it has no figure any more."
    },
    footer = {
      "",
      "A budget file:",
      "  version: 1",
      "  budgets:",
      "    - metric: added_p50           # or cost, sensor-cpu, delivery, loss, capacity, outcome",
      "      rows: open seccomp-notify*  # a glob; default: all rows",
      "      worse_by_at_most: 5 %%       # of the base; or 200 ns, 0 classes",
      "      optional: true              # may match nothing, if another budget matches"
    })
final class GateCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "BASE", description = "The older document.")
  private Path base;

  @Parameters(index = "1", paramLabel = "NEW", description = "The newer document.")
  private Path next;

  @Option(
      names = "--budget",
      required = true,
      paramLabel = "FILE",
      description = "Budgets, in YAML.")
  private Path budget;

  @Option(names = "--junit", paramLabel = "FILE", description = "Also write JUnit XML.")
  private Path junit;

  @Option(names = "--summary", paramLabel = "FILE", description = "Also write Markdown.")
  private Path summary;

  @Option(names = "--json", description = "Print the verdicts as JSON.")
  private boolean json;

  @Mixin private ForceOption force;

  @Override
  public Integer call() {
    Outputs outputs = force.reading(base, next, budget);
    OutputFile junitFile = outputs.fileOrNull("--junit", junit);
    OutputFile summaryFile = outputs.fileOrNull("--summary", summary);
    String text = InputFile.yaml(budget);
    DocumentComparison comparison =
        DocumentComparison.of(Experiments.read(base), Experiments.read(next));
    GateReport report = new GateReport(comparison, BudgetFile.parse(budget.toString(), text));
    write(junitFile, report.junitXml());
    write(summaryFile, MarkdownReport.of("Ringbench gate", report.sections()));
    if (json) {
      Terminal.printJson(report.form());
    } else {
      Terminal.print(report.sections());
    }
    return report.failed() ? RingbenchException.Kind.GATE.exitCode() : 0;
  }

  private static void write(OutputFile file, String text) {
    if (file != null) {
      file.write(AtomicFile.Content.of(text));
    }
  }
}
