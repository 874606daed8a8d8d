// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringbench.check.Build;
import dev.ringbench.document.DocumentJson;
import dev.ringbench.experiment.faults.CampaignArchive;
import dev.ringbench.experiment.faults.CampaignDocument;
import dev.ringbench.experiment.faults.MadeUpCampaigns;
import dev.ringbench.model.Shard;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** {@code ringbench merge} as a user calls it: its files, its exit codes. */
class MergeCommandTest {
  private static final int MUTATIONS = 60;

  @TempDir Path directory;
  private Path first;
  private Path second;
  private Path out;

  private record Said(int exitCode, String output, String error) {}

  @BeforeEach
  void shards() {
    first = shard(1);
    second = shard(2);
    out = directory.resolve("whole");
  }

  private Path shard(int number) {
    Path path = directory.resolve("shard-" + number);
    String build = Build.ownText();
    MadeUpCampaigns.conduct(
        path,
        MadeUpCampaigns.PLAN.cut(new Shard(number, 2), build),
        build,
        MadeUpCampaigns.machine(number == 1 ? "amd-vm" : "intel-laptop"),
        "2026-11-30T12:00:00Z",
        Integer.MAX_VALUE);
    return path;
  }

  private static Said ringbench(Object... arguments) {
    PrintStream before = System.out;
    PrintStream errorBefore = System.err;
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    ByteArrayOutputStream error = new ByteArrayOutputStream();
    System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(error, true, StandardCharsets.UTF_8));
    try {
      int exitCode =
          RingbenchCommand.execute(
              Stream.of(arguments).map(Object::toString).toArray(String[]::new));
      return new Said(
          exitCode,
          output.toString(StandardCharsets.UTF_8),
          error.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(before);
      System.setErr(errorBefore);
    }
  }

  @Test
  void writesADirectoryThatOtherCommandsRead() throws Exception {
    Said said = ringbench("merge", first, second, "--out", out);
    assertThat(said.exitCode()).as(said.error()).isZero();
    assertThat(said.output()).contains("ringbench report " + out.resolve("faults.json"));
    try (Stream<Path> files = Files.list(out)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(CampaignDocument.DOCUMENT, "faults.md", CampaignArchive.FILE);
    }
    assertThat(ringbench("report", out).exitCode()).isZero();
    Said again = ringbench("faults", "reclassify", out);
    assertThat(again.exitCode()).as(again.output() + again.error()).isZero();
    assertThat(again.output()).contains(" 0 another.");
  }

  @Test
  void refusesWithExitCodeTwoAndWritesNothing() {
    for (Object[] words :
        new Object[][] {
          {"merge", first, "--out", out},
          {"merge", first, directory.resolve("none"), "--out", out},
          {"merge", first, second, "--out", out, "--prefer", directory},
          {"merge", first, second, "--out", first},
          {"merge", first, second, "--out", first, "--force"},
          {
            "merge",
            "../results/published/2026-11-25-kvm-amd-epyc-2cpu-load/macro.json",
            "--out",
            out
          },
          {"merge", "--out", out}
        }) {
      assertThat(ringbench(words).exitCode()).isEqualTo(2);
      assertThat(out).doesNotExist();
    }
    assertThat(ringbench("merge", first, "--out", out, "--partial").exitCode()).isZero();
    assertThat(ringbench("merge", first, second, "--out", out).exitCode()).isEqualTo(2);
    assertThat(ringbench("merge", first, second, "--out", out, "--force").exitCode()).isZero();
  }

  @Test
  void aMergedDocumentThatWasChangedIsReadOrRefused() throws Exception {
    assertThat(ringbench("merge", first, second, "--out", out).exitCode()).isZero();
    Path document = out.resolve("faults.json");
    ObjectNode original = (ObjectNode) DocumentJson.mapper().readTree(Files.readString(document));
    Random random = new Random(20261130);
    for (int i = 0; i < MUTATIONS; i++) {
      Mutation.Changed changed = Mutation.of(original, random);
      Files.write(document, changed.bytes());
      Said report = ringbench("report", document);
      assertThat(report.exitCode()).as(changed.what() + report.error()).isIn(0, 2);
      Said verified = ringbench("verify", document);
      assertThat(verified.exitCode()).as(changed.what() + verified.error()).isIn(0, 1, 2);
      assertThat(report.error() + verified.error() + verified.output())
          .as(changed.what())
          .doesNotContain("report it", "Exception");
    }
  }

  @Test
  void saysWhichShardIsThereTwice() {
    Said said = ringbench("merge", first, second, first, "--out", out);
    assertThat(said.exitCode()).isZero();
    assertThat(said.error()).contains("Shard 1/2 is there twice").contains("it counts once");
  }

  @Test
  void aShardNeedsASeedThatTheOthersHaveToo() {
    Said said = ringbench("faults", "--shard", "1/2", "--out", out);
    assertThat(said.exitCode()).isEqualTo(2);
    assertThat(said.error()).contains("Give each the same --seed N.");
    assertThat(ringbench("faults", "--shard", "1/2", "--resume", first).exitCode()).isEqualTo(2);
    assertThat(ringbench("faults", "--shard", "3/2", "--seed", "7").exitCode()).isEqualTo(2);
  }

  @Test
  void aShardOfKernelsNeedsTheirNames() {
    Said said = ringbench("guest", "matrix", "--shard", "1/2");
    assertThat(said.exitCode()).isEqualTo(2);
    assertThat(said.error()).contains("Name them: --kernel NAME.");
  }
}
