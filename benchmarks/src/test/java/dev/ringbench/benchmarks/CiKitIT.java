// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringbench.benchmarks.CiKitScript.Ended;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The script of the CI kit as a forge runs it, with documents that were measured before. */
@MeasuresNothing
class CiKitIT {
  @TempDir Path directory;

  private Path launcher;
  private Path base;
  private Path report;
  private Path summary;

  @BeforeEach
  void layOut() throws Exception {
    launcher = directory.resolve("ringbench");
    Ringbench.launcher(launcher);
    base = directory.resolve("ringbench-store/base.json");
    report = directory.resolve("ringbench-report");
    summary = directory.resolve("step-summary.md");
  }

  private Ended gate(Map<String, String> variables) throws Exception {
    Map<String, String> all = new HashMap<>(variables);
    all.put("GITHUB_STEP_SUMMARY", summary.toString());
    return CiKitScript.run(directory, all);
  }

  private Ended gate(Path document, String keep) throws Exception {
    return gate(Map.of("RINGBENCH_DOCUMENT", document.toString(), "RINGBENCH_KEEP", keep));
  }

  /** The published counts, with those of one sensor a tenth higher. */
  private Path dearer(String sensor) throws Exception {
    JsonMapper mapper = JsonMapper.builder().build();
    JsonNode document = mapper.readTree(Files.readString(Repository.COUNTED));
    for (JsonNode count : document.get("instruction_counts")) {
      if (count.get("sensor").asString().equals(sensor)) {
        raise((ObjectNode) count, "medians");
        raise((ObjectNode) count, "totals");
      }
    }
    return Files.writeString(directory.resolve("dearer.json"), mapper.writeValueAsString(document));
  }

  private static void raise(ObjectNode count, String field) {
    if (count.get(field) instanceof ArrayNode values) {
      ArrayNode raised = count.putArray(field);
      values.forEach(value -> raised.add(value.asLong() * 11 / 10));
    }
  }

  private void assertReported() {
    for (String file :
        List.of("document.json", "report.html", "junit.xml", "summary.md", "comparison.md")) {
      assertThat(report.resolve(file)).isNotEmptyFile();
    }
    assertThat(report.resolve("openmetrics.txt")).content().endsWith("# EOF\n");
    assertThat(report.resolve("github-action-benchmark.json")).content().startsWith("[");
  }

  @Test
  void theFirstRunStoresTheBaseAndPassesAndTheSecondIsComparedWithIt() throws Exception {
    Ended first = gate(Repository.COUNTED, "true");
    assertThat(first.exitCode()).as(first.output()).isZero();
    assertThat(first.output()).contains("No base is stored yet: this run becomes it.");
    assertThat(base).hasSameTextualContentAs(Repository.COUNTED);
    assertReported();
    assertThat(summary).content().contains("No base is stored yet");

    Ended second = gate(Repository.COUNTED, "true");
    assertThat(second.exitCode()).as(second.output()).isZero();
    assertThat(second.output()).doesNotContain("No base is stored yet");
    assertReported();
  }

  @Test
  void aSensorThatGotDearerFailsTheJobLeavesTheReportAndKeepsTheBase() throws Exception {
    assertThat(gate(Repository.COUNTED, "true").exitCode()).isZero();
    Path dearer = dearer("seccomp-notify");

    Ended failed = gate(dearer, "true");

    assertThat(failed.exitCode()).as(failed.output()).isEqualTo(1);
    assertReported();
    assertThat(report.resolve("junit.xml")).content().contains("seccomp-notify", "<failure");
    assertThat(summary).content().contains("seccomp-notify");
    assertThat(base).hasSameTextualContentAs(Repository.COUNTED);

    Ended rebased =
        gate(
            Map.of(
                "RINGBENCH_DOCUMENT", dearer.toString(),
                "RINGBENCH_KEEP", "true",
                "RINGBENCH_REBASE", "true"));
    assertThat(rebased.exitCode()).as(rebased.output()).isZero();
    assertThat(base).hasSameTextualContentAs(dearer);
  }

  @Test
  void aBranchStoresNothing() throws Exception {
    Ended ended = gate(Repository.COUNTED, "false");
    assertThat(ended.exitCode()).as(ended.output()).isZero();
    assertThat(ended.output()).contains("a run on the default branch does");
    assertThat(base).doesNotExist();
  }

  @Test
  void theTrendHasTheRunUnderItsCommit() throws Exception {
    Ended ended =
        gate(
            Map.of(
                "RINGBENCH_DOCUMENT", Repository.COUNTED.toString(),
                "RINGBENCH_KEEP", "true",
                "RINGBENCH_COMMIT", "0123456789abcdef0123456789abcdef01234567"));
    assertThat(ended.exitCode()).as(ended.output()).isZero();
    assertThat(ended.output()).doesNotContain("not in the trend");
    assertThat(directory.resolve("ringbench-store/trend")).isNotEmptyDirectory();
  }

  @Test
  void documentsThatCannotBeComparedAreNoFailedBudget() throws Exception {
    Ended ended =
        gate(
            Map.of(
                "RINGBENCH_DOCUMENT", Repository.COUNTED.toString(),
                "RINGBENCH_BASE", Repository.TIMED.toString()));
    assertThat(ended.exitCode()).as(ended.output()).isEqualTo(2);
    assertThat(report.resolve("summary.md")).content().contains("The gate could not judge");
    Ended noBase =
        gate(
            Map.of(
                "RINGBENCH_DOCUMENT",
                Repository.COUNTED.toString(),
                "RINGBENCH_BASE",
                "missing.json"));
    assertThat(noBase.exitCode()).as(noBase.output()).isEqualTo(2);
    assertThat(noBase.output()).contains("there is no base missing.json");
  }

  @Test
  void aCampaignsDirectoryIsGatedByTheMatrixInIt() throws Exception {
    Path budget =
        Files.writeString(
            directory.resolve("outcomes.yaml"),
            "version: 1\nbudgets:\n  - {metric: outcome, worse_by_at_most: 0 classes}\n");
    Map<String, String> variables =
        Map.of("RINGBENCH_KEEP", "true", "RINGBENCH_BUDGET", budget.toString());
    Map<String, String> stored = new HashMap<>(variables);
    stored.put("RINGBENCH_DOCUMENT", Repository.FAULTS.toString());
    Ended first = gate(stored);
    assertThat(first.exitCode()).as(first.output()).isZero();
    assertThat(base).hasSameTextualContentAs(Repository.FAULTS.resolve("faults.json"));

    // A campaign boots machines for an hour: its directory is copied to where it was asked for.
    Path real = directory.resolve("real-ringbench");
    Files.move(launcher, real);
    Ringbench.executable(
        launcher,
        "#!/bin/sh\n[ \"$1\" != faults ] || { for to; do :; done; exec cp -r '%s' \"$to\"; }\n"
                .formatted(Repository.FAULTS)
            + "exec '%s' \"$@\"\n".formatted(real));
    Map<String, String> measured = new HashMap<>(variables);
    measured.put("RINGBENCH_COMMAND", "faults --runs 10");
    Ended second = gate(measured);
    assertThat(second.exitCode()).as(second.output()).isZero();
    assertThat(second.output()).doesNotContain("No base is stored yet");
    assertThat(report.resolve("document.json")).isRegularFile();
    assertThat(report.resolve("campaign/faults.json")).isRegularFile();
  }

  @Test
  void aMeasurementThatFailsSaysSoInTheSummary() throws Exception {
    Ended ended = gate(Map.of("RINGBENCH_COMMAND", "run --sensors falcon"));
    assertThat(ended.exitCode()).as(ended.output()).isEqualTo(2);
    assertThat(ended.output()).contains("unknown sensor 'falcon'");
    assertThat(summary).content().contains("`ringbench run --sensors falcon` failed");
  }
}
