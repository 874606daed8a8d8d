// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.trend;

import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Makes the index of an embedded store anew from its documents. The new rows come into a temporary
 * database first, which is gone with the process; then one transaction puts them in the place of
 * the old ones. So others may add and look meanwhile, and a kill at any moment changes nothing.
 */
public final class StoreRebuild {
  private static final String BUILT = "built.";

  private final DocumentFiles files;
  private final Set<String> done = new HashSet<>();
  private final List<String> damaged = new ArrayList<>();

  private StoreRebuild(DocumentFiles files) {
    this.files = files;
  }

  /**
   * What the new index has.
   *
   * @param damaged why documents are left out, a sentence each, which names the file
   */
  public record Rebuilt(int documents, List<String> damaged) {
    /** Defensive copy. */
    public Rebuilt {
      damaged = List.copyOf(damaged);
    }
  }

  /**
   * Rebuilds; an index that is damaged is replaced by an empty one first.
   *
   * @throws RingbenchException bad input: there is no such directory, it is a server's, or of a
   *     newer Ringbench; machine: it cannot be written
   */
  public static Rebuilt of(String text) {
    if (!(StoreLocation.of(text) instanceof StoreLocation.Directory directory)) {
      throw RingbenchException.badInput(
          "Only a directory is rebuilt: a server keeps document and figures in one transaction.");
    }
    if (!Files.isDirectory(directory.documents())) {
      throw RingbenchException.badInput(
          "There is no store " + directory + ": " + directory.documents() + " is no directory.");
    }
    StoreRebuild rebuild = new StoreRebuild(new DocumentFiles(StoreDirectory.made(directory)));
    try {
      return rebuild.attempt(directory);
    } catch (SQLException e) {
      if (!StoreConnection.isDamaged(e)) {
        throw StoreConnection.failure(directory, e);
      }
    }
    try {
      StoreConnection.deleteIndex(directory.index());
      return new StoreRebuild(rebuild.files).attempt(directory);
    } catch (SQLException e) {
      throw StoreConnection.failure(directory, e);
    } catch (IOException e) {
      throw RingbenchException.machine("Cannot write " + directory + ": " + e + ".", e);
    }
  }

  private Rebuilt attempt(StoreLocation.Directory directory) throws SQLException {
    try (Connection connection = StoreConnection.toIndex(directory.index());
        Statement statement = connection.createStatement()) {
      statement.execute("ATTACH DATABASE '' AS built");
      StoreTables tables =
          new StoreSchema(connection, StoreDialect.SQLITE, directory.toString()).made(() -> {});
      StoreSchema.make(connection, BUILT + StoreSchema.PREFIX);
      StoreTables built =
          new StoreTables(connection, StoreDialect.SQLITE, BUILT + StoreSchema.PREFIX);
      addAll(built);
      tables.replaceBy(built, () -> addAll(built));
      return new Rebuilt(tables.checksums().size(), damaged);
    }
  }

  /** Those that were not looked at yet. */
  private void addAll(StoreTables built) throws SQLException {
    for (Path file : files.documents()) {
      if (done.add(file.getFileName().toString())) {
        try {
          DocumentFiles.Addition addition = files.additionOf(file);
          String sha256 = DocumentFiles.checksum(file);
          Extract extract = Extract.of(file, addition.name(), sha256, addition.given());
          built.insertRows(extract.run(), extract.figures());
        } catch (RingbenchException e) {
          damaged.add(e.getMessage());
        }
      }
    }
  }
}
