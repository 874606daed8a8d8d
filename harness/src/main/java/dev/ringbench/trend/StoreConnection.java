// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.trend;

import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Connections to stores, and what their errors mean. */
final class StoreConnection {
  private static final int WAIT_FOR_OTHERS_MS = 30_000;

  private StoreConnection() {}

  static Connection to(StoreLocation location) throws SQLException {
    if (location instanceof StoreLocation.Server server) {
      return DriverManager.getConnection(server.jdbcUrl(), server.properties());
    }
    return toIndex(((StoreLocation.Directory) location).index());
  }

  /** The file is made where there is none. */
  static Connection toIndex(Path file) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(WAIT_FOR_OTHERS_MS);
    config.enforceForeignKeys(true);
    return config.createConnection("jdbc:sqlite:" + file.toAbsolutePath());
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

  static RingbenchException failure(StoreLocation location, SQLException e) {
    if (e instanceof SQLiteException sqlite
        && (sqlite.getResultCode() == SQLiteErrorCode.SQLITE_NOTADB
            || sqlite.getResultCode() == SQLiteErrorCode.SQLITE_CORRUPT)) {
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
        "The store "
            + location
            + " failed: "
            + e.getMessage()
            + (location instanceof StoreLocation.Server
                ? ". Check that the server runs and that this user may use the database."
                : ". Check that the directory is yours to write, and that the disk has space."),
        e);
  }
}
