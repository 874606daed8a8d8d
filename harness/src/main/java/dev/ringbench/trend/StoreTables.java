// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.trend;

import dev.ringbench.compare.ComparableFigure;
import dev.ringbench.compare.Metric;
import dev.ringbench.document.StoredDocument;
import dev.ringbench.model.RingbenchException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The tables of a store, in SQL that SQLite and PostgreSQL both speak. Times are ISO 8601 texts in
 * UTC with whole seconds, which sort as they follow each other.
 */
final class StoreTables {
  /** Raised with every change that an older Ringbench would misread. */
  static final int SCHEMA_VERSION = 1;

  private static final int ROWS_AT_ONCE = 5000;

  private static final List<String> SCHEMA =
      List.of(
          "CREATE TABLE IF NOT EXISTS ringbench_store (schema_version INTEGER NOT NULL)",
          "CREATE TABLE IF NOT EXISTS documents (sha256 TEXT PRIMARY KEY, kind TEXT NOT NULL,"
              + " machine TEXT NOT NULL, started_at TEXT NOT NULL, version TEXT, commit_id TEXT,"
              + " kernel TEXT, name TEXT NOT NULL, content TEXT)",
          "CREATE TABLE IF NOT EXISTS figures (document TEXT NOT NULL REFERENCES documents (sha256),"
              + " row_name TEXT NOT NULL, metric TEXT NOT NULL, unit TEXT NOT NULL,"
              + " value DOUBLE PRECISION NOT NULL, low DOUBLE PRECISION, high DOUBLE PRECISION,"
              + " PRIMARY KEY (document, row_name, metric))",
          "INSERT INTO ringbench_store SELECT "
              + SCHEMA_VERSION
              + " WHERE NOT EXISTS (SELECT 1 FROM ringbench_store)");

  private static final String RUN_COLUMNS =
      "sha256, kind, machine, started_at, version, commit_id, kernel, name";

  private final Connection connection;

  private StoreTables(Connection connection) {
    this.connection = connection;
  }

  /**
   * Makes them where there are none; {@code connection} commits by itself no more.
   *
   * @param location as messages name it
   * @throws RingbenchException bad input: a newer Ringbench made them
   */
  static StoreTables in(Connection connection, String location) throws SQLException {
    connection.setAutoCommit(false);
    boolean there;
    try (ResultSet tables =
        connection.getMetaData().getTables(null, connection.getSchema(), "ringbench_store", null)) {
      there = tables.next();
    }
    // What reads first and then writes may find that another process did so in between.
    connection.rollback();
    try (Statement statement = connection.createStatement()) {
      if (!there) {
        for (String definition : SCHEMA) {
          statement.executeUpdate(definition);
        }
      }
      try (ResultSet rows =
          statement.executeQuery("SELECT MAX(schema_version) FROM ringbench_store")) {
        int version = rows.next() ? rows.getInt(1) : 0;
        if (version > SCHEMA_VERSION) {
          throw RingbenchException.badInput(
              "The store "
                  + location
                  + " has schema version "
                  + version
                  + ", this Ringbench reads up to "
                  + SCHEMA_VERSION
                  + ". Use a newer Ringbench.");
        }
      }
    }
    connection.commit();
    return new StoreTables(connection);
  }

  /**
   * Adds a document with its figures, all or nothing.
   *
   * @param content the document itself; null: it is kept elsewhere
   * @return false: it was there already
   */
  boolean insert(StoredRun run, Collection<ComparableFigure> figures, String content)
      throws SQLException {
    try {
      boolean added = insertRun(run, content);
      if (added) {
        insertFigures(run, figures);
      }
      connection.commit();
      return added;
    } catch (SQLException e) {
      connection.rollback();
      throw e;
    }
  }

  private boolean insertRun(StoredRun run, String content) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO documents ("
                + RUN_COLUMNS
                + ", content) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (sha256) DO NOTHING")) {
      List<String> values =
          Arrays.asList(
              run.sha256(),
              run.kind().toString(),
              run.machine(),
              run.startedAt().toString(),
              run.version(),
              run.commit(),
              run.kernel(),
              run.name(),
              content);
      for (int i = 0; i < values.size(); i++) {
        insert.setString(i + 1, values.get(i));
      }
      return insert.executeUpdate() == 1;
    }
  }

  private void insertFigures(StoredRun run, Collection<ComparableFigure> figures)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO figures VALUES (?, ?, ?, ?, ?, ?, ?)")) {
      for (ComparableFigure figure : figures) {
        insert.setString(1, run.sha256());
        insert.setString(2, figure.row());
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
    List<String> values = new ArrayList<>();
    StringBuilder where = new StringBuilder("WHERE 1 = 1");
    if (filter.since() != null) {
      where.append(" AND started_at >= ?");
      values.add(filter.since().toString());
    }
    if (filter.machine() != null) {
      where.append(" AND LOWER(machine) LIKE ? ESCAPE '!'");
      values.add(containing(filter.machine()));
    }
    return runs(where.toString(), values);
  }

  private Map<String, StoredRun> runs(String where, List<String> values) throws SQLException {
    Map<String, StoredRun> runs = new LinkedHashMap<>();
    read(
        "SELECT " + RUN_COLUMNS + " FROM documents " + where,
        values,
        row -> {
          Optional<StoredDocument.Kind> kind = kind(row.getString(2));
          if (kind.isPresent()) {
            runs.put(row.getString(1), run(row, kind.get()));
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
    List<String> values = new ArrayList<>();
    StringBuilder where = new StringBuilder(" WHERE 1 = 1");
    if (filter.row() != null) {
      where.append(" AND LOWER(row_name) LIKE ? ESCAPE '!'");
      values.add(containing(filter.row()));
    }
    if (filter.metric() != null) {
      where.append(" AND metric = ?");
      values.add(filter.metric().toString());
    }
    read(
        "SELECT document, row_name, metric, value, low, high FROM figures" + where,
        values,
        row -> {
          // A newer Ringbench may have metrics that this one does not know.
          Optional<Metric> metric = Metric.named(row.getString(3));
          if (metric.isPresent()) {
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
      connection.rollback();
    }
  }

  private static StoredRun run(ResultSet row, StoredDocument.Kind kind) throws SQLException {
    return new StoredRun(
        row.getString(1),
        kind,
        row.getString(3),
        Instant.parse(row.getString(4)),
        row.getString(5),
        row.getString(6),
        row.getString(7),
        row.getString(8));
  }

  private static Optional<StoredDocument.Kind> kind(String label) {
    return Arrays.stream(StoredDocument.Kind.values())
        .filter(kind -> kind.toString().equals(label))
        .findFirst();
  }

  private static Double optional(ResultSet row, int column) throws SQLException {
    double value = row.getDouble(column);
    return row.wasNull() ? null : value;
  }

  private static String containing(String text) {
    return "%" + text.toLowerCase(Locale.ROOT).replaceAll("([!%_])", "!$1") + "%";
  }
}
