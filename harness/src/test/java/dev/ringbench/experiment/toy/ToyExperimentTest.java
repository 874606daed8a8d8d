// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.toy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringbench.check.Build;
import dev.ringbench.check.Check;
import dev.ringbench.compare.CompareReport;
import dev.ringbench.compare.DocumentComparison;
import dev.ringbench.document.DocumentJson;
import dev.ringbench.document.Experiments;
import dev.ringbench.document.Reading;
import dev.ringbench.export.Csv;
import dev.ringbench.export.GithubActionBenchmark;
import dev.ringbench.export.Hlog;
import dev.ringbench.export.JmhResults;
import dev.ringbench.export.OpenMetrics;
import dev.ringbench.files.ContentText;
import dev.ringbench.gate.BudgetFile;
import dev.ringbench.gate.GateReport;
import dev.ringbench.render.MarkdownReport;
import dev.ringbench.render.TextReport;
import dev.ringbench.report.Archive;
import dev.ringbench.report.MarkdownPages;
import dev.ringbench.report.ReportPage;
import dev.ringbench.trend.RunStore;
import dev.ringbench.trend.StoredRun;
import dev.ringbench.verify.Verification;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** A new kind is a package, a schema and a line: everything that reads documents has it. */
class ToyExperimentTest {
  private static final Path PUBLISHED =
      Path.of("../results/published/2026-11-25-kvm-amd-epyc-2cpu-load/macro.json");

  @TempDir Path directory;

  private Path toy(String name, double... rates) throws Exception {
    ObjectNode document = DocumentJson.mapper().createObjectNode();
    document.put("generator", "ringbench");
    document.put("toy_schema_version", 1);
    document.put("version", "0.1.0 (0123456789)");
    document.put("started_at", "2026-11-29T10:00:00Z");
    document.set(
        "environment",
        DocumentJson.mapper().readTree(Files.readString(PUBLISHED)).get("environment"));
    var list = document.putArray("rates");
    for (double rate : rates) {
      list.add(rate);
    }
    return Files.writeString(directory.resolve(name), document.toString());
  }

  @Test
  void everythingThatReadsDocumentsHasTheNewKind() throws Exception {
    Path file = toy("toy.json", 1000, 1010, 1020, 1005);
    Reading document = Experiments.read(file);
    assertThat(TextReport.of(document.sections(), 80)).contains("Rates of the toy", "1,010");
    assertThat(MarkdownReport.of(document)).startsWith("# What a toy takes\n").contains("1,020 |");
    Archive archive = Archive.of(List.of(file));
    assertThat(archive.damaged()).isEmpty();
    assertThat(new ReportPage(archive, "test").render())
        .contains("Toys, AMD EPYC", "A toy takes what toys take.", "./ringbench toy");
    assertThat(new MarkdownPages(archive).files()).hasSize(2);
    assertThat(new Verification().of(file).checks())
        .extracting(Check::name)
        .contains("schema", "rates");
    // By a commit that there is, and not before it was made.
    Files.writeString(
        file,
        Files.readString(file)
            .replace("0.1.0 (0123456789)", Build.ownText())
            .replace("2026-11-29T10:00:00Z", Instant.now().toString()));
    assertThat(new Verification().of(file).failed()).isFalse();
  }

  @Test
  void allSixExportsHaveItsFigures() throws Exception {
    Reading document = Experiments.read(toy("toy.json", 1000, 1010, 1020, 1005));
    assertThat(Csv.render(document)).contains("toy,,toy,USER_ASYNC,,none,capacity,events/s,1010");
    assertThat(JmhResults.render(document)).contains("dev.ringbench.toy", "1005.0");
    assertThat(ContentText.of(Hlog.content(document))).contains("Tag=toy.open_toy.capacity");
    assertThat(OpenMetrics.render(document, "toy"))
        .contains("ringbench_capacity_events_per_second{document=\"toy\",row=\"open toy\"");
    assertThat(
            new GithubActionBenchmark(document, GithubActionBenchmark.Direction.BIGGER_IS_BETTER)
                .render())
        .contains("open toy: capacity");
  }

  @Test
  void itIsComparedGatedAndStored() throws Exception {
    Path base = toy("base.json", 1000, 1010, 1020, 1005);
    Path slow = toy("slow.json", 500, 510, 520, 505);
    DocumentComparison comparison =
        DocumentComparison.of(Experiments.read(base), Experiments.read(slow));
    assertThat(TextReport.of(new CompareReport(comparison, true).sections(), 80)).contains("WORSE");
    GateReport gate =
        new GateReport(
            comparison,
            BudgetFile.parse(
                "budget.yaml",
                "version: 1\nbudgets: [{metric: capacity, worse_by_at_most: 5 %}]\n"));
    assertThat(gate.failed()).isTrue();
    try (RunStore store = RunStore.open(directory.resolve("store").toString())) {
      assertThat(store.add(base, StoredRun.Given.NOTHING).figures()).isEqualTo(1);
    }
  }
}
