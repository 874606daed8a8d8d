// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringbench.trend.RunStore;
import dev.ringbench.trend.StoredRun;
import dev.ringbench.trend.Trend;
import dev.ringbench.trend.TrendFilter;
import dev.ringbench.trend.TrendRow;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stores of runs as a user has them: a directory, and a server of PostgreSQL. */
@MeasuresNothing
class TrendIT {
  private static final Path PUBLISHED = Path.of("../results/published").toAbsolutePath();
  private static final Path QUICK =
      PUBLISHED.resolve("2026-11-23-kvm-amd-epyc-2cpu-quick/result.json");
  private static final Path COUNTED =
      PUBLISHED.resolve("2026-11-26-guest-6.1-deterministic/result.json");
  private static final Path CAPACITY =
      PUBLISHED.resolve("2026-11-25-kvm-amd-epyc-2cpu-load/capacity.json");

  @TempDir Path directory;

  private Ringbench.Result run(String... arguments) throws Exception {
    return Ringbench.run(directory, arguments);
  }

  /** The same run on another day, so that it is another document. */
  private Path onDay(int day) throws Exception {
    return Files.writeString(
        directory.resolve("day-" + day + ".json"),
        Files.readString(QUICK)
            .replace(
                "\"started_at\":\"2026-11-23T06:06:11Z\"",
                "\"started_at\":\"2026-10-%02dT06:06:11Z\"".formatted(day)));
  }

  @Test
  void damagedDocumentsAreNamedAndTheRestIsStored() throws Exception {
    Path cut = Files.writeString(directory.resolve("cut.json"), "{\"generator\":\"ringb");
    Ringbench.Result added = run("trend", "add", QUICK.toString(), cut.toString());
    assertThat(added.exitCode()).as(added.error()).isEqualTo(2);
    assertThat(added.error()).contains("cut.json").doesNotContain("\tat ");
    assertThat(added.output())
        .contains("commit d892af7849")
        .contains("ringbench-store has 1 documents; 1 of 2 were not added.");
    Ringbench.Result again = run("trend", "add", QUICK.toString());
    assertThat(again.exitCode()).isZero();
    assertThat(again.output()).contains("is there already");
    Ringbench.Result shown = run("trend");
    assertThat(shown.exitCode()).as(shown.error()).isZero();
    assertThat(shown.output())
        .contains("1 runs")
        .contains("with 5 more runs, all of these rows are searched");
    assertThat(run("trend", "show", "--row", "no such row").output()).contains("No row of the 1");
    Ringbench.Result rebuilt = run("trend", "rebuild");
    assertThat(rebuilt.output()).contains("The index has 1 documents.");
  }

  @Test
  void steadyRunsHaveNoChangeAndMarkdownIsMarkdown() throws Exception {
    List<String> add = new ArrayList<>(List.of("trend", "add"));
    for (int day = 1; day <= 6; day++) {
      add.add(onDay(day).toString());
    }
    assertThat(run(add.toArray(String[]::new)).exitCode()).isZero();
    assertThat(run("trend").output()).contains("6 runs, 2026-10-01").contains("0 rows changed");
    assertThat(
            run(
                    "trend",
                    "show",
                    "--plain",
                    "--format",
                    "markdown",
                    "--all",
                    "--metric",
                    "added_p50")
                .output())
        .startsWith("# Trend")
        .contains("| row | metric | runs | series | last |")
        .contains("| 000000 |");
  }

  @Test
  void wrongOptionsAreNamed() throws Exception {
    assertThat(run("trend").error()).contains("There is no store ringbench-store");
    assertThat(run("trend", "add", QUICK.toString(), "--at", "noon").error())
        .contains("--at noon: use a day");
    assertThat(run("trend", "--metric", "speed").error()).contains("unknown metric 'speed'");
    assertThat(run("trend", "--p-value", "2").exitCode()).isEqualTo(2);
    assertThat(run("trend", "rebuild", "--store", "postgresql://db.test/x").error())
        .contains("Only a directory is rebuilt");
  }

  @Test
  void aServerHasWhatADirectoryHas() throws Exception {
    try (PrivatePostgres postgres = PrivatePostgres.start()) {
      List<TrendRow> fromServer = filled(postgres.url());
      List<TrendRow> fromDirectory = filled(directory.resolve("store").toString());
      assertThat(fromServer).isNotEmpty().isEqualTo(fromDirectory);
      assertThat(postgres.query("SELECT COUNT(*) FROM ringbench_documents")).isEqualTo("3\n");
      assertThat(
              postgres.query(
                  "SELECT content FROM ringbench_documents WHERE name = '" + QUICK + "'"))
          .isEqualTo(Files.readString(QUICK) + "\n");
    }
  }

  private static List<TrendRow> filled(String location) {
    try (RunStore store = RunStore.open(location)) {
      for (Path file : List.of(QUICK, COUNTED, CAPACITY, QUICK)) {
        store.add(file, StoredRun.Given.NOTHING);
      }
      assertThat(store.size()).isEqualTo(3);
      assertThat(Trend.of(store, new TrendFilter("SECCOMP", null, null, "timed"))).isNotEmpty();
      return Trend.of(store, TrendFilter.EVERYTHING);
    }
  }

  @Test
  void theCommandUsesTheServerAndKeepsItsPassword() throws Exception {
    try (PrivatePostgres postgres = PrivatePostgres.start()) {
      Ringbench.Result added = run("trend", "add", QUICK.toString(), "--store", postgres.url());
      assertThat(added.exitCode()).as(added.error()).isZero();
      assertThat(added.output())
          .contains(postgres.urlWithoutCredentials() + " has 1 documents.")
          .doesNotContain(PrivatePostgres.password(), "s%40cret");
      assertThat(run("trend", "--store", postgres.url()).output()).contains("1 runs");
      String wrong = postgres.url().replace("s%40cret", "wrong-one");
      Ringbench.Result refused = run("trend", "--verbose", "--store", wrong);
      assertThat(refused.exitCode()).isEqualTo(3);
      assertThat(refused.error())
          .contains(postgres.urlWithoutCredentials() + " failed")
          .doesNotContain("wrong-one");
      assertThat(directory.resolve("ringbench-store")).doesNotExist();
    }
  }

  @Test
  void aNewerStoreOnAServerIsRefused() throws Exception {
    try (PrivatePostgres postgres = PrivatePostgres.start()) {
      RunStore.open(postgres.url()).close();
      RunStore.open(postgres.url()).close();
      assertThat(postgres.query("SELECT schema_version FROM ringbench_store")).isEqualTo("2\n");
      postgres.query("UPDATE ringbench_store SET schema_version = 9");
      assertThatThrownBy(() -> RunStore.open(postgres.url())).hasMessageContaining("version 9");
    }
  }
}
