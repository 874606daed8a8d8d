// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.trend;

import dev.ringbench.figure.Figure;
import dev.ringbench.figure.Metric;
import dev.ringbench.figure.RowName;
import dev.ringbench.model.Handoff;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** An index of made-up runs, one a day. */
final class SampleStore implements AutoCloseable {
  static final String ROW = "open seccomp-notify (same-cpu)";
  static final Instant FIRST_DAY = Instant.parse("2026-11-01T06:00:00Z");

  private final Connection connection;
  private final StoreTables tables;
  private int days;

  SampleStore(Path store) throws SQLException {
    RunStore.open(store.toString()).close();
    connection = StoreConnection.toIndex(store.resolve("index.db"));
    tables = new StoreTables(connection, StoreDialect.SQLITE, StoreSchema.PREFIX);
  }

  static Figure figure(String row, Metric metric, double value) {
    double half = metric.isDeterministic() ? 0.25 : 1;
    return new Figure(
        new RowName(row, "seccomp-notify", null, null, Handoff.NONE, ""),
        metric,
        value,
        value - half,
        value + half,
        List.of(),
        null,
        null);
  }

  /** The next day's run. */
  SampleStore run(String machine, String commit, String kernel, Figure... figures)
      throws SQLException {
    tables.insert(
        new StoredRun(
            "%064d".formatted(days),
            "run",
            machine,
            FIRST_DAY.plus(days, ChronoUnit.DAYS),
            "0.1.0 (" + commit + ")",
            commit,
            kernel,
            "run-" + days + ".json"),
        List.of(figures),
        null,
        () -> {});
    days++;
    return this;
  }

  /** A run of one figure on each day. */
  SampleStore values(Metric metric, double... values) throws SQLException {
    for (double value : values) {
      run("here", "c" + days, "6.1", figure(ROW, metric, value));
    }
    return this;
  }

  SampleStore execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
    return this;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
