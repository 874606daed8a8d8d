// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ringbench.benchmarks.CiKitScript.Ended;
import dev.ringbench.driver.Tool;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
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
    base = directory.resolve("ringbench-state/base.json");
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
    assertThat(directory.resolve("ringbench-state/trend")).isNotEmptyDirectory();
    assertThat(report.resolve("trend.html")).isNotEmptyFile();
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

  @Test
  void theVerdictIsInWordsForLaterStepsAndJobs() throws Exception {
    Path outputs = directory.resolve("outputs");
    Map<String, String> variables =
        Map.of(
            "RINGBENCH_DOCUMENT", Repository.COUNTED.toString(),
            "RINGBENCH_KEEP", "true",
            "GITHUB_OUTPUT", outputs.toString());
    assertThat(gate(variables).exitCode()).isZero();
    assertThat(gate(variables).exitCode()).isZero();
    Map<String, String> worse = new HashMap<>(variables);
    worse.put("RINGBENCH_DOCUMENT", dearer("seccomp-notify").toString());
    assertThat(gate(worse).exitCode()).isEqualTo(1);
    assertThat(outputs)
        .hasContent(
            "verdict=first\nexit-code=0\nverdict=passed\nexit-code=0\nverdict=failed\nexit-code=1");
    assertThat(report.resolve("verdict.env"))
        .hasContent("RINGBENCH_VERDICT=failed\nRINGBENCH_EXIT_CODE=1");
  }

  private String git(Path where, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("git", "-c", "safe.directory=*"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).directory(where.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  @Test
  void aBranchKeepsTheTrendAndItsPageWithoutHistory() throws Exception {
    assumeTrue(Tool.find("git").isPresent(), "needs git");
    Path forge = directory.resolve("forge.git");
    git(directory, "init", "--quiet", "--bare", forge.toString());
    git(directory, "init", "--quiet");
    git(directory, "remote", "add", "origin", forge.toString());
    for (Path document : List.of(Repository.COUNTED, dearer("seccomp-notify"))) {
      Ended ended =
          gate(
              Map.of(
                  "RINGBENCH_DOCUMENT", document.toString(),
                  "RINGBENCH_KEEP", "true",
                  "RINGBENCH_TREND_BRANCH", "ringbench-trend",
                  "RINGBENCH_COMMIT", "0123456789abcdef0123456789abcdef01234567"));
      assertThat(ended.output()).doesNotContain("not in the trend");
      assertThat(report.resolve("trend.html")).isNotEmptyFile();
    }
    String files = git(forge, "ls-tree", "-r", "--name-only", "ringbench-trend");
    assertThat(files.lines().filter(name -> name.matches("trend/documents/.*\\.json"))).hasSize(2);
    assertThat(files).contains("index.html");
    assertThat(git(forge, "rev-list", "--count", "ringbench-trend")).isEqualTo("1\n");
  }

  @Test
  void aReleasedJarIsTakenOnlyAsItsChecksumsSay() throws Exception {
    Path release = Files.createDirectory(directory.resolve("release"));
    String machine = System.getProperty("os.arch").equals("amd64") ? "x86_64" : "aarch64";
    String name = "ringbench-0.2.0-linux-" + machine + ".jar";
    Files.writeString(release.resolve(name), "a jar");
    assertThat(fetch(release).exitCode()).isEqualTo(1);
    Files.writeString(
        release.resolve("SHA256SUMS"),
        "98d1a2d7d6a2c4a1e4f3b2a6f5d9a5c3aa04ad7ba1ba1f3b6d1e3f6c1d2e3f40  other.txt\n"
            + sha256("a jar")
            + "  "
            + name
            + "\n");
    Ended fetched = fetch(release);
    assertThat(fetched.exitCode()).as(fetched.output()).isZero();
    assertThat(Path.of(fetched.output().strip())).hasContent("a jar");
    Files.writeString(release.resolve(name), "another jar");
    Ended refused = fetch(release);
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.output()).contains("is not what SHA256SUMS says");
    assertThat(directory.resolve("fetched").resolve(name)).doesNotExist();
  }

  private Ended fetch(Path release) throws Exception {
    return CiKitScript.run(
        "fetch-release",
        directory,
        Map.of(),
        "file://" + release,
        directory.resolve("fetched").toString());
  }

  private static String sha256(String text) throws Exception {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** As the forges answer: a list of comments, of which one is ours. */
  @Test
  void theSummaryReplacesTheCommentOfTheSameName() throws Exception {
    assumeTrue(Tool.find("jq").isPresent(), "needs jq");
    Files.createDirectories(report);
    Files.writeString(report.resolve("summary.md"), "All is well.\n");
    Path programs = Files.createDirectories(directory.resolve("bin"));
    Ringbench.executable(
        programs.resolve("curl"),
        """
        #!/bin/sh
        cat >/dev/null
        case "$*" in
        *per_page*) echo '[{"id": 5, "body": "Hello"}, {"id": 7, "body": "<!-- ringbench: open --> old"}]' ;;
        *) echo "$*" >>calls; for last; do case $last in @*) cat "${last#@}" >>calls ;; esac; done ;;
        esac
        """);
    Map<String, String> github =
        Map.of(
            "PATH", programs + ":" + System.getenv("PATH"),
            "GITHUB_API_URL", "https://github.invalid",
            "GITHUB_REPOSITORY", "a/b",
            "RINGBENCH_COMMENT_TOKEN", "secret");
    assertThat(CiKitScript.run("comment", directory, github, "open", "3").exitCode()).isZero();
    assertThat(CiKitScript.run("comment", directory, github, "exec", "3").exitCode()).isZero();
    Map<String, String> gitlab = new HashMap<>(github);
    gitlab.putAll(Map.of("CI_API_V4_URL", "https://gitlab.invalid/api/v4", "CI_PROJECT_ID", "9"));
    assertThat(CiKitScript.run("comment", directory, gitlab, "open", "4").exitCode()).isZero();
    assertThat(directory.resolve("calls"))
        .content()
        .contains(
            "--request PATCH",
            "https://github.invalid/repos/a/b/issues/comments/7",
            "\"body\": \"<!-- ringbench: open -->",
            "\\nAll is well.\\n",
            "https://github.invalid/repos/a/b/issues/3/comments",
            "--request PUT",
            "https://gitlab.invalid/api/v4/projects/9/merge_requests/4/notes/7")
        .doesNotContain("secret");
  }
}
