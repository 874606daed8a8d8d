// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.trend;

import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Connections to stores, and what their errors mean. */
final class StoreConnection {
  private static final int WAIT_FOR_OTHERS_S = 60;
  private static final int MS_PER_S = 1000;

  /** The directory too is synced after a commit, where the database is not in a newer mode. */
  private static final String SYNC_ALL = "PRAGMA synchronous = EXTRA";

  private StoreConnection() {}

  static Connection to(StoreLocation location) throws SQLException {
    if (location instanceof StoreLocation.Server server) {
      return DriverManager.getConnection(server.jdbcUrl(), server.properties());
    }
    return toIndex(((StoreLocation.Directory) location).index());
  }

  static StoreDialect dialect(StoreLocation location) {
    return location instanceof StoreLocation.Server ? StoreDialect.POSTGRESQL : StoreDialect.SQLITE;
  }

  /** The file is made where there is none. */
  static Connection toIndex(Path file) throws SQLException {
    SqliteLibrary.load();
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(WAIT_FOR_OTHERS_S * MS_PER_S);
    config.enforceForeignKeys(true);
    // As a URI, in which a question mark of a path begins no options.
    Connection connection = config.createConnection("jdbc:sqlite:" + file.toAbsolutePath().toUri());
    try (Statement statement = connection.createStatement()) {
      statement.execute(SYNC_ALL);
    } catch (SQLException e) {
      closeQuietly(connection);
      throw e;
    }
    return connection;
  }

  /** An index and its journals: a journal that outlives its index would be played into the next. */
  static void deleteIndex(Path file) throws IOException {
    for (String suffix : List.of("-journal", "-wal", "-shm", "")) {
      Files.deleteIfExists(file.resolveSibling(file.getFileName() + suffix));
    }
  }

  static void closeQuietly(Connection connection) {
    if (connection != null) {
      try {
        connection.close();
      } catch (SQLException e) {
        // Whatever was to be kept is committed.
      }
    }
  }

  /** Whether only an index made anew helps. */
  static boolean isDamaged(SQLException e) {
    return e instanceof SQLDataException
        || (e instanceof SQLiteException sqlite
            && (sqlite.getResultCode() == SQLiteErrorCode.SQLITE_NOTADB
                || sqlite.getResultCode() == SQLiteErrorCode.SQLITE_CORRUPT));
  }

  static RingbenchException failure(StoreLocation location, SQLException e) {
    if (location instanceof StoreLocation.Server) {
      return serverFailure(location, withoutCredentials(location, e, 0));
    }
    if (isDamaged(e)) {
      return RingbenchException.badInput(
          "The index of the store "
              + location
              + " is damaged ("
              + e.getMessage()
              + "). `ringbench trend rebuild --store "
              + location
              + "` makes it anew from the documents.",
          e);
    }
    return RingbenchException.machine(
        "The store " + location + " failed: " + e.getMessage() + ". " + remedy(e), e);
  }

  private static String remedy(SQLException e) {
    SQLiteErrorCode code =
        e instanceof SQLiteException sqlite
            ? sqlite.getResultCode()
            : SQLiteErrorCode.UNKNOWN_ERROR;
    // An extended code has more bits above the first eight.
    return switch (code.code & 0xff) {
      case 5, 6 ->
          "Another process has held its index for %d s: wait until it ends."
              .formatted(WAIT_FOR_OTHERS_S);
      case 8, 14, 3, 23 -> "Check that the directory and its index.db are yours to write.";
      case 13 -> "The disk is full: make space, and add the document again.";
      default -> "Check that the directory is yours to write, and that the disk has space.";
    };
  }

  private static RingbenchException serverFailure(StoreLocation location, SQLException e) {
    String what = "The store " + location + " failed: " + e.getMessage() + ". ";
    String state = Objects.requireNonNullElse(e.getSQLState(), "");
    // Class 22 of SQL: wrong data, such as a parameter of the URL, or a character that no text has.
    if (state.startsWith("22") || isDamaged(e)) {
      return RingbenchException.badInput(
          what + "Use other parameters of the URL, or another document.", e);
    }
    return RingbenchException.machine(
        what
            + switch (state) {
              case "25006", "42501" -> "This user may not write there: use one who may.";
              case "53100" -> "The server's disk is full.";
              default -> "Check that the server runs and that this user may use the database.";
            },
        e);
  }

  /** The same exception and its causes, for a stack trace: drivers repeat what they were given. */
  private static SQLException withoutCredentials(StoreLocation location, Throwable e, int depth) {
    SQLException safe =
        e instanceof SQLDataException
            ? new SQLDataException(location.withoutCredentials(e.getMessage()))
            : new SQLException(
                location.withoutCredentials(e.getMessage()),
                e instanceof SQLException sql ? sql.getSQLState() : null);
    safe.setStackTrace(e.getStackTrace());
    if (e.getCause() != null && depth < 9) {
      safe.initCause(withoutCredentials(location, e.getCause(), depth + 1));
    }
    return safe;
  }
}
