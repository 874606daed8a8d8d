// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.trend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringbench.figure.Metric;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stores of version 1, whose tables had no prefix, and databases that are others' too. */
class StoreSchemaTest {
  private static final List<String> VERSION_1 =
      List.of(
          "CREATE TABLE ringbench_store (schema_version INTEGER NOT NULL)",
          "CREATE TABLE documents (sha256 TEXT PRIMARY KEY, kind TEXT NOT NULL,"
              + " machine TEXT NOT NULL, started_at TEXT NOT NULL, version TEXT, commit_id TEXT,"
              + " kernel TEXT, name TEXT NOT NULL, content TEXT)",
          "CREATE TABLE figures (document TEXT NOT NULL REFERENCES documents (sha256),"
              + " row_name TEXT NOT NULL, metric TEXT NOT NULL, unit TEXT NOT NULL,"
              + " value DOUBLE PRECISION NOT NULL, low DOUBLE PRECISION, high DOUBLE PRECISION,"
              + " PRIMARY KEY (document, row_name, metric))",
          "INSERT INTO ringbench_store VALUES (1)",
          "INSERT INTO documents VALUES ('aa', 'run', 'here', '2026-11-01T06:00:00Z', '0.1.0 (c1)',"
              + " 'c1', '6.1', 'a.json', NULL)",
          "INSERT INTO figures VALUES ('aa', 'open x', 'added_p50', 'ns', 7, 6, 8)");

  @TempDir Path directory;

  private void index(List<String> statements) throws Exception {
    Files.createDirectories(directory.resolve("documents"));
    try (Connection connection = StoreConnection.toIndex(directory.resolve("index.db"));
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.executeUpdate(sql);
      }
    }
  }

  private Set<String> tables() throws SQLException {
    Set<String> names = new TreeSet<>();
    try (Connection connection = StoreConnection.toIndex(directory.resolve("index.db"));
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT name FROM sqlite_master WHERE type = 'table'")) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    return names;
  }

  private List<TrendRow> shown() {
    try (RunStore store = RunStore.existing(directory.toString())) {
      return Trend.of(store, TrendFilter.EVERYTHING);
    }
  }

  @Test
  void tablesOfVersion1AreReadAsTheyAreAndRenamedByTheNextWriter() throws Exception {
    index(VERSION_1);
    List<TrendRow> before = shown();
    assertThat(before).hasSize(1);
    assertThat(before.get(0).metric()).isEqualTo(Metric.ADDED_P50);
    assertThat(tables()).containsExactly("documents", "figures", "ringbench_store");
    RunStore.open(directory.toString()).close();
    assertThat(tables())
        .containsExactly("ringbench_documents", "ringbench_figures", "ringbench_store");
    assertThat(shown()).isEqualTo(before);
    try (SampleStore store = new SampleStore(directory)) {
      store.values(Metric.ADDED_P50, 1);
    }
    RunStore.open(directory.toString()).close();
    assertThat(shown()).hasSize(2);
  }

  @Test
  void aVersion1WithoutItsNumberOrRowsIsMigratedToo() throws Exception {
    index(VERSION_1.subList(0, 3));
    assertThat(shown()).isEmpty();
    RunStore.open(directory.toString()).close();
    assertThat(tables())
        .containsExactly("ringbench_documents", "ringbench_figures", "ringbench_store");
  }

  @Test
  void tablesOfAnotherProgramStayAsTheyAre() throws Exception {
    index(
        List.of(
            VERSION_1.get(0),
            VERSION_1.get(3),
            "CREATE TABLE documents (id INTEGER, body TEXT)",
            "CREATE TABLE figures (id INTEGER)"));
    RunStore.open(directory.toString()).close();
    assertThat(tables())
        .containsExactly(
            "documents", "figures", "ringbench_documents", "ringbench_figures", "ringbench_store");
    assertThat(shown()).isEmpty();
  }
}
