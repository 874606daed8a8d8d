// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.trend;

import dev.ringbench.model.RingbenchException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;

/**
 * Makes the tables of a store, and migrates those of an older Ringbench, in one transaction that
 * keeps all other processes out. Every name begins with "ringbench_", because a database may belong
 * to other programs too.
 */
final class StoreSchema {
  /**
   * Raised with every change that an older Ringbench would misread. 1: tables "documents" and
   * "figures".
   */
  static final int VERSION = 2;

  /** Of the tables' names. */
  static final String PREFIX = "ringbench_";

  private static final String VERSIONS = "ringbench_store";

  /** Before version 2. */
  private static final String NO_PREFIX = "";

  private final Connection connection;
  private final StoreDialect dialect;
  private final String location;

  /**
   * A store's.
   *
   * @param location as messages name it
   */
  StoreSchema(Connection connection, StoreDialect dialect, String location) {
    this.connection = connection;
    this.dialect = dialect;
    this.location = location;
  }

  /**
   * The tables as they are, for reading: nothing is written, so that a store without permission to
   * write can be looked at. Empty: there are none.
   *
   * @throws RingbenchException bad input: a newer Ringbench made them
   */
  Optional<StoreTables> existing() throws SQLException {
    dialect.beginReading(connection);
    try {
      int version = version();
      if (version == 0) {
        return Optional.empty();
      }
      return Optional.of(
          new StoreTables(connection, dialect, version == 1 && isOurs() ? NO_PREFIX : PREFIX));
    } finally {
      dialect.rollback(connection);
    }
  }

  /**
   * The tables, for writing too: made where there are none, and of the present version.
   *
   * @param beforeFirst called before tables are made where there are none; may refuse by throwing
   * @throws RingbenchException bad input: a newer Ringbench made them
   */
  StoreTables made(Runnable beforeFirst) throws SQLException {
    dialect.beginSchema(connection);
    boolean done = false;
    try {
      int version = version();
      if (version == 0) {
        beforeFirst.run();
      }
      if (version < VERSION) {
        if (version == 1 && isOurs()) {
          rename("documents");
          rename("figures");
        }
        execute("CREATE TABLE IF NOT EXISTS " + VERSIONS + " (schema_version INTEGER NOT NULL)");
        make(connection, PREFIX);
        execute("DELETE FROM " + VERSIONS);
        execute("INSERT INTO " + VERSIONS + " VALUES (" + VERSION + ")");
      }
      dialect.commit(connection);
      done = true;
    } finally {
      if (!done) {
        dialect.rollback(connection);
      }
    }
    return new StoreTables(connection, dialect, PREFIX);
  }

  /** Makes the tables of documents and figures; a prefix may name a schema of SQLite. */
  static void make(Connection connection, String prefix) throws SQLException {
    for (String definition :
        List.of(
            "CREATE TABLE IF NOT EXISTS "
                + prefix
                + "documents (sha256 TEXT PRIMARY KEY, kind TEXT NOT NULL, machine TEXT NOT NULL,"
                + " started_at TEXT NOT NULL, version TEXT, commit_id TEXT, kernel TEXT,"
                + " name TEXT NOT NULL, content TEXT)",
            "CREATE TABLE IF NOT EXISTS "
                + prefix
                + "figures (document TEXT NOT NULL REFERENCES "
                + PREFIX
                + "documents (sha256), row_name TEXT NOT NULL, metric TEXT NOT NULL,"
                + " unit TEXT NOT NULL, value DOUBLE PRECISION NOT NULL, low DOUBLE PRECISION,"
                + " high DOUBLE PRECISION, PRIMARY KEY (document, row_name, metric))")) {
      try (Statement statement = connection.createStatement()) {
        statement.executeUpdate(definition);
      }
    }
  }

  /** Of the tables; 0: there are none. */
  private int version() throws SQLException {
    if (!dialect.hasTable(connection, VERSIONS)) {
      return 0;
    }
    int version;
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT MAX(schema_version) FROM " + VERSIONS)) {
      version = rows.next() ? Math.max(1, rows.getInt(1)) : 1;
    }
    if (version > VERSION) {
      throw RingbenchException.badInput(
          "The store "
              + location
              + " has schema version "
              + version
              + ", this Ringbench reads up to "
              + VERSION
              + ". Use a newer Ringbench.");
    }
    return version;
  }

  /** Whether "documents" and "figures" are those of version 1, and not of another program. */
  private boolean isOurs() throws SQLException {
    return dialect.hasTable(connection, "documents")
        && dialect.hasTable(connection, "figures")
        && tried("SELECT " + StoreTables.RUN_COLUMNS + ", content FROM documents LIMIT 0")
        && tried("SELECT " + StoreTables.FIGURE_COLUMNS + " FROM figures LIMIT 0");
  }

  private void rename(String table) throws SQLException {
    execute("ALTER TABLE " + table + " RENAME TO " + PREFIX + table);
    if (dialect == StoreDialect.POSTGRESQL) {
      // The name of an index would still be in the way of the other program's.
      tried(
          "ALTER TABLE %1$s%2$s RENAME CONSTRAINT %2$s_pkey TO %1$s%2$s_pkey"
              .formatted(PREFIX, table));
    }
  }

  /** Executes what may fail without an end of the transaction. */
  private boolean tried(String sql) throws SQLException {
    if (dialect == StoreDialect.SQLITE) {
      try {
        execute(sql);
        return true;
      } catch (SQLException e) {
        return false;
      }
    }
    Savepoint before = connection.setSavepoint();
    try {
      execute(sql);
      connection.releaseSavepoint(before);
      return true;
    } catch (SQLException e) {
      connection.rollback(before);
      return false;
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
