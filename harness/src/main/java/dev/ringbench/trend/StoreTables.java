// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.trend;

import dev.ringbench.document.Experiments;
import dev.ringbench.figure.Figure;
import dev.ringbench.figure.Metric;
import java.io.Reader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The rows of a store, in SQL that SQLite and PostgreSQL both speak. Times are ISO 8601 texts in
 * UTC with whole seconds.
 */
final class StoreTables {
  static final String RUN_COLUMNS =
      "sha256, kind, machine, started_at, version, commit_id, kernel, name";
  static final String FIGURE_COLUMNS = "document, row_name, metric, unit, value, low, high";

  private static final int ROWS_AT_ONCE = 5000;

  private final Connection connection;
  private final StoreDialect dialect;
  private final String documents;
  private final String figures;

  /**
   * Tables that are there, see {@link StoreSchema}.
   *
   * @param prefix of their names
   */
  StoreTables(Connection connection, StoreDialect dialect, String prefix) {
    this.connection = connection;
    this.dialect = dialect;
    this.documents = prefix + "documents";
    this.figures = prefix + "figures";
  }

  /**
   * Adds a document with its figures, all or nothing.
   *
   * @param content the document itself, which is read as a stream; null: it is kept elsewhere
   * @param keep keeps it there, before the rows are committed and while no other process adds; only
   *     called for a new document
   * @return false: it was there already
   */
  boolean insert(StoredRun run, Collection<Figure> values, Reader content, Runnable keep)
      throws SQLException {
    dialect.beginWriting(connection);
    boolean done = false;
    try {
      boolean added = insertRun(run, content);
      if (added) {
        insertFigures(run, values);
        keep.run();
      }
      dialect.commit(connection);
      done = true;
      return added;
    } finally {
      if (!done) {
        dialect.rollback(connection);
      }
    }
  }

  /**
   * Replaces all rows by those of other tables of this connection.
   *
   * @param last adds what came meanwhile, in the same transaction
   */
  void replaceBy(StoreTables other, LastRows last) throws SQLException {
    dialect.beginWriting(connection);
    boolean done = false;
    try (Statement statement = connection.createStatement()) {
      last.add();
      statement.executeUpdate("DELETE FROM " + figures);
      statement.executeUpdate("DELETE FROM " + documents);
      copy(statement, documents, other.documents, RUN_COLUMNS + ", content");
      copy(statement, figures, other.figures, FIGURE_COLUMNS);
      dialect.commit(connection);
      done = true;
    } finally {
      if (!done) {
        dialect.rollback(connection);
      }
    }
  }

  private static void copy(Statement statement, String to, String from, String columns)
      throws SQLException {
    statement.executeUpdate(
        "INSERT INTO " + to + " (" + columns + ") SELECT " + columns + " FROM " + from);
  }

  /** See {@link #replaceBy}. */
  interface LastRows {
    void add() throws SQLException;
  }

  /** Adds to whatever transaction there is; false: it was there already. */
  boolean insertRows(StoredRun run, Collection<Figure> values) throws SQLException {
    boolean added = insertRun(run, null);
    if (added) {
      insertFigures(run, values);
    }
    return added;
  }

  private boolean insertRun(StoredRun run, Reader content) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO "
                + documents
                + " ("
                + RUN_COLUMNS
                + ", content) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (sha256) DO"
                + " NOTHING")) {
      List<String> values =
          Arrays.asList(
              run.sha256(),
              run.kind(),
              run.machine(),
              run.startedAt().toString(),
              run.version(),
              run.commit(),
              run.kernel(),
              run.name());
      for (int i = 0; i < values.size(); i++) {
        insert.setString(i + 1, values.get(i));
      }
      if (content == null) {
        insert.setNull(values.size() + 1, Types.VARCHAR);
      } else {
        insert.setCharacterStream(values.size() + 1, content);
      }
      return insert.executeUpdate() == 1;
    }
  }

  private void insertFigures(StoredRun run, Collection<Figure> values) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO " + figures + " (" + FIGURE_COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?)")) {
      for (Figure figure : values) {
        insert.setString(1, run.sha256());
        insert.setString(2, figure.row().text());
        insert.setString(3, figure.metric().toString());
        insert.setString(4, figure.metric().unit());
        insert.setDouble(5, figure.value());
        insert.setObject(6, figure.low(), Types.DOUBLE);
        insert.setObject(7, figure.high(), Types.DOUBLE);
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  /** The document of that checksum. */
  Optional<StoredRun> run(String sha256) throws SQLException {
    return Optional.ofNullable(runs("WHERE sha256 = ?", List.of(sha256)).get(sha256));
  }

  /** The documents that pass the parts of a filter that are theirs, by checksum. */
  Map<String, StoredRun> runs(TrendFilter filter) throws SQLException {
    Map<String, StoredRun> runs = runs("", List.of());
    runs.values().removeIf(run -> !filter.passes(run));
    return runs;
  }

  /** The checksums of all documents. */
  Set<String> checksums() throws SQLException {
    Set<String> checksums = new HashSet<>();
    read("SELECT sha256 FROM " + documents, List.of(), row -> checksums.add(row.getString(1)));
    return checksums;
  }

  private Map<String, StoredRun> runs(String where, List<String> values) throws SQLException {
    Map<String, StoredRun> runs = new LinkedHashMap<>();
    read(
        "SELECT " + RUN_COLUMNS + " FROM " + documents + " " + where,
        values,
        row -> {
          if (Experiments.isKnown(row.getString(2))) {
            runs.put(row.getString(1), run(row));
          }
        });
    return runs;
  }

  /** What takes a figure of the store. */
  interface FigureReader {
    void figure(String sha256, String row, Metric metric, TrendValue value);
  }

  /** A value and its interval, see {@link TrendPoint}. */
  record TrendValue(double value, Double low, Double high) {}

  /** The figures that pass the parts of a filter that are theirs, in no order. */
  void figures(TrendFilter filter, FigureReader reader) throws SQLException {
    Map<String, Boolean> passing = new HashMap<>();
    read(
        "SELECT document, row_name, metric, value, low, high FROM "
            + figures
            + (filter.metric() == null ? "" : " WHERE metric = ?"),
        filter.metric() == null ? List.of() : List.of(filter.metric().toString()),
        row -> {
          // A newer Ringbench may have metrics that this one does not know.
          Optional<Metric> metric = Metric.named(row.getString(3));
          if (metric.isPresent() && passing.computeIfAbsent(row.getString(2), filter::passesRow)) {
            reader.figure(
                row.getString(1),
                row.getString(2),
                metric.get(),
                new TrendValue(row.getDouble(4), optional(row, 5), optional(row, 6)));
          }
        });
  }

  private interface RowReader {
    void read(ResultSet row) throws SQLException;
  }

  private void read(String query, List<String> values, RowReader reader) throws SQLException {
    dialect.beginReading(connection);
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setFetchSize(ROWS_AT_ONCE);
      for (int i = 0; i < values.size(); i++) {
        statement.setString(i + 1, values.get(i));
      }
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          reader.read(rows);
        }
      }
    } finally {
      dialect.rollback(connection);
    }
  }

  private static StoredRun run(ResultSet row) throws SQLException {
    return new StoredRun(
        row.getString(1),
        row.getString(2),
        row.getString(3),
        time(row.getString(4)),
        row.getString(5),
        row.getString(6),
        row.getString(7),
        row.getString(8));
  }

  private static Double optional(ResultSet row, int column) throws SQLException {
    double value = row.getDouble(column);
    return row.wasNull() ? null : value;
  }

  /** Fails as a damaged database does. */
  private static Instant time(String text) throws SQLException {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new SQLDataException("a document was measured at '" + text + "', which is no time", e);
    }
  }
}
