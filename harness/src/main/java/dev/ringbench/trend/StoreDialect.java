// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.trend;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Where SQLite and PostgreSQL differ: how a transaction begins, and what keeps others out. */
enum StoreDialect {
  /** The connection commits by itself where no transaction was begun. */
  SQLITE("SELECT name FROM sqlite_master WHERE type = 'table' AND name = ?") {
    @Override
    void beginReading(Connection connection) throws SQLException {
      execute(connection, "BEGIN");
    }

    /** With the lock at once: what first reads and then writes may find that another wrote. */
    @Override
    void beginWriting(Connection connection) throws SQLException {
      execute(connection, "BEGIN IMMEDIATE");
    }

    @Override
    void beginSchema(Connection connection) throws SQLException {
      beginWriting(connection);
    }

    @Override
    void commit(Connection connection) throws SQLException {
      execute(connection, "COMMIT");
    }

    @Override
    void rollback(Connection connection) {
      try {
        execute(connection, "ROLLBACK");
      } catch (SQLException e) {
        // A full disk has rolled back already.
      }
    }
  },

  /** The connection never commits by itself, or it would read all rows at once. */
  POSTGRESQL("SELECT 1 WHERE to_regclass(?) IS NOT NULL") {
    @Override
    void beginReading(Connection connection) throws SQLException {
      connection.setAutoCommit(false);
    }

    @Override
    void beginWriting(Connection connection) throws SQLException {
      connection.setAutoCommit(false);
    }

    @Override
    void beginSchema(Connection connection) throws SQLException {
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.execute("SELECT pg_advisory_xact_lock(" + SCHEMA_LOCK + ")");
      }
    }

    @Override
    void commit(Connection connection) throws SQLException {
      connection.commit();
    }

    @Override
    void rollback(Connection connection) {
      try {
        connection.rollback();
      } catch (SQLException e) {
        // The connection is lost, and the transaction with it.
      }
    }
  };

  /** "ringbenc" in ASCII: one number for all who make or change our tables in a database. */
  private static final long SCHEMA_LOCK = 0x72696e6762656e63L;

  private final String tableQuery;

  StoreDialect(String tableQuery) {
    this.tableQuery = tableQuery;
  }

  /** A transaction that only reads. */
  abstract void beginReading(Connection connection) throws SQLException;

  /** A transaction that adds rows. */
  abstract void beginWriting(Connection connection) throws SQLException;

  /** A transaction that makes or changes tables, one at a time among all processes. */
  abstract void beginSchema(Connection connection) throws SQLException;

  abstract void commit(Connection connection) throws SQLException;

  /** Never fails: what is not committed is gone with the connection. */
  abstract void rollback(Connection connection);

  /** Whether a statement would find a table of that name. */
  boolean hasTable(Connection connection, String name) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(tableQuery)) {
      query.setString(1, name);
      try (ResultSet rows = query.executeQuery()) {
        return rows.next();
      }
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
