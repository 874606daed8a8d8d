// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.trend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded store, with the documents that are published. */
class RunStoreTest {
  private static final Path PUBLISHED = Path.of("../results/published");
  private static final Path QUICK =
      PUBLISHED.resolve("2026-11-23-kvm-amd-epyc-2cpu-quick/result.json");
  private static final Path COUNTED =
      PUBLISHED.resolve("2026-11-26-guest-6.1-deterministic/result.json");

  @TempDir Path directory;

  private RunStore open() {
    return RunStore.open(directory.resolve("store").toString());
  }

  private List<TrendRow> trend() {
    try (RunStore store = open()) {
      return Trend.of(store, TrendFilter.EVERYTHING);
    }
  }

  private static RunStore.Added add(RunStore store, Path file) {
    return store.add(file, StoredRun.Given.NOTHING);
  }

  private static List<Path> published() throws IOException {
    try (Stream<Path> files = Files.walk(PUBLISHED)) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }

  @Test
  void everyPublishedDocumentThatHasFiguresIsAdded() throws Exception {
    int added = 0;
    try (RunStore store = open()) {
      for (Path file : published()) {
        if (file.endsWith("replay.json") || file.endsWith("fleet.json")) {
          assertThatThrownBy(() -> add(store, file)).hasMessageContaining("has no figure");
        } else {
          StoredRun.Given given =
              file.endsWith("faults.json")
                  ? new StoredRun.Given(null, Instant.parse("2026-11-25T00:00:00Z"))
                  : StoredRun.Given.NOTHING;
          RunStore.Added result = store.add(file, given);
          assertThat(result.isNew()).as(file.toString()).isTrue();
          assertThat(result.figures()).as(file.toString()).isPositive();
          assertThat(result.run().commit()).matches("[0-9a-f]{10}\\+?");
          added++;
        }
      }
      assertThat(store.size()).isEqualTo(added);
    }
    assertThat(trend())
        .extracting(TrendRow::machine)
        .contains("run | AMD EPYC | 2 CPUs | x86_64 | timed | hypervisor kvm");
  }

  @Test
  void aDocumentWithoutATimeNeedsOne() throws Exception {
    String json = Files.readString(PUBLISHED.resolve("2026-11-26-faults/faults.json"));
    Path timeless =
        Files.writeString(
            directory.resolve("faults.json"),
            json.replaceFirst("\"started_at\"( ?):( ?)\"[^\"]*\"", "\"started_at\":null"));
    try (RunStore store = open()) {
      assertThatThrownBy(() -> add(store, timeless))
          .isInstanceOf(RingbenchException.class)
          .hasMessageContaining("Say it with --at TIME.");
    }
  }

  @Test
  void aDocumentIsAddedOnce() {
    try (RunStore store = open()) {
      StoredRun first = add(store, QUICK).run();
      RunStore.Added again = store.add(QUICK, new StoredRun.Given("other", null));
      assertThat(again.isNew()).isFalse();
      assertThat(again.run()).isEqualTo(first);
      assertThat(store.size()).isEqualTo(1);
    }
  }

  @Test
  void theDocumentSaysWhenAndOfWhichCommitUnlessSomebodyElseDoes() {
    try (RunStore store = open()) {
      StoredRun said = add(store, QUICK).run();
      assertThat(said.startedAt()).isEqualTo("2026-11-23T06:06:11Z");
      assertThat(said.commit()).isEqualTo("d892af7849");
      Instant at = Instant.parse("2026-01-02T03:04:05Z");
      StoredRun given = store.add(COUNTED, new StoredRun.Given("product-7", at)).run();
      assertThat(given.startedAt()).isEqualTo(at);
      assertThat(given.commit()).isEqualTo("product-7");
      assertThat(given.machine()).contains("| counted |");
    }
    assertThat(StoredRun.commitOf("0.1.0 (3f029001f7+)")).isEqualTo("3f029001f7+");
    assertThat(StoredRun.commitOf("0.1.0 (unknown)")).isNull();
    assertThat(StoredRun.commitOf("0.1.0")).isNull();
  }

  @Test
  void damagedDocumentsAreNamedAndTheStoreStaysAsItWas() throws Exception {
    String text = Files.readString(QUICK);
    Path cut = Files.writeString(directory.resolve("cut.json"), text.substring(0, 5000));
    Path other = Files.writeString(directory.resolve("other.json"), "[1, 2]");
    try (RunStore store = open()) {
      for (Path file : List.of(cut, other, directory.resolve("missing.json"))) {
        assertThatThrownBy(() -> add(store, file))
            .isInstanceOf(RingbenchException.class)
            .hasMessageContaining(file.toString());
      }
      assertThat(store.size()).isZero();
    }
    assertThat(new DocumentFiles(directory.resolve("store/documents")).documents()).isEmpty();
  }

  @Test
  void theIndexIsMadeAnewFromTheDocuments() throws Exception {
    try (RunStore store = open()) {
      add(store, QUICK);
      store.add(COUNTED, new StoredRun.Given("product-7", Instant.parse("2026-01-02T03:04:05Z")));
    }
    List<TrendRow> before = trend();
    Path index = directory.resolve("store/index.db");
    Files.writeString(index, "scrambled, and long enough to be looked at as a database".repeat(99));
    assertThatThrownBy(this::open)
        .hasMessageContaining("damaged")
        .hasMessageContaining("ringbench trend rebuild");
    Files.writeString(directory.resolve("store/documents/0123.json"), "{");
    StoreRebuild.Rebuilt rebuilt = StoreRebuild.of(directory.resolve("store").toString());
    assertThat(rebuilt.documents()).isEqualTo(2);
    assertThat(rebuilt.damaged()).singleElement().asString().contains("0123.json");
    assertThat(trend()).isEqualTo(before);
    Files.delete(index);
    assertThatThrownBy(() -> RunStore.existing(directory.resolve("store").toString()))
        .hasMessageContaining("rebuild");
  }

  @Test
  void whatAKilledProcessLeftIsNoHindrance() throws Exception {
    Path documents = Files.createDirectories(directory.resolve("store/documents"));
    Files.writeString(documents.resolve("abc.json123.writing"), "{\"generator\":");
    try (RunStore store = open()) {
      String sha256 = add(store, QUICK).run().sha256();
      // Killed after the file and before the row.
      try (Connection connection = StoreConnection.toIndex(directory.resolve("store/index.db"));
          Statement statement = connection.createStatement()) {
        statement.executeUpdate("DELETE FROM ringbench_figures");
        statement.executeUpdate("DELETE FROM ringbench_documents");
      }
      RunStore.Added again = add(store, QUICK);
      assertThat(again.isNew()).isTrue();
      assertThat(again.run().sha256()).isEqualTo(sha256);
    }
    StoreRebuild.of(directory.resolve("store").toString());
    assertThat(documents).isDirectoryNotContaining("glob:**.writing");
  }

  @Test
  void aStoreOfANewerRingbenchIsRefused() throws Exception {
    open().close();
    try (Connection connection = StoreConnection.toIndex(directory.resolve("store/index.db"));
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("UPDATE ringbench_store SET schema_version = 7");
    }
    assertThatThrownBy(this::open)
        .isInstanceOf(RingbenchException.class)
        .hasMessageContaining("schema version 7, this Ringbench reads up to 2")
        .hasMessageContaining("Use a newer Ringbench.");
  }

  @Test
  void noStoreIsMadeByLookingAtIt() {
    Path nowhere = directory.resolve("nowhere");
    assertThatThrownBy(() -> RunStore.existing(nowhere.toString()))
        .hasMessageContaining("There is no store")
        .hasMessageContaining("ringbench trend add");
    assertThat(nowhere).doesNotExist();
    assertThatThrownBy(() -> StoreRebuild.of(nowhere.toString()))
        .hasMessageContaining("There is no store");
  }

  @Test
  void credentialsNeverShow() {
    StoreLocation location =
        StoreLocation.of("postgresql://ada:s%40cr+t@db.test:5433/runs?sslmode=require&password=x");
    assertThat(location.toString()).isEqualTo("postgresql://db.test:5433/runs");
    StoreLocation.Server server =
        (StoreLocation.Server) StoreLocation.of("jdbc:postgresql://ada:s%40cr+t@db.test/runs");
    assertThat(server.jdbcUrl()).isEqualTo("jdbc:postgresql://db.test/runs");
    assertThat(server.properties())
        .containsEntry("user", "ada")
        .containsEntry("password", "s@cr+t");
    for (String broken :
        List.of(
            "postgresql://ada:secret@/runs",
            "postgresql://ada:sec ret@db/runs",
            "postgresql://ada:secret@db",
            "mysql://ada:secret@db/runs")) {
      assertThatThrownBy(() -> StoreLocation.of(broken))
          .isInstanceOf(RingbenchException.class)
          .hasNoCause()
          .hasMessageNotContainingAny("secret", "sec ret", "ada");
    }
  }

  @Test
  void aServerThatDoesNotAnswerIsNamedWithoutCredentials() {
    assertThatThrownBy(() -> RunStore.open("postgresql://ada:secret@127.0.0.1:1/runs"))
        .isInstanceOf(RingbenchException.class)
        .hasMessageContaining("postgresql://127.0.0.1:1/runs")
        .hasMessageNotContaining("secret");
  }
}
