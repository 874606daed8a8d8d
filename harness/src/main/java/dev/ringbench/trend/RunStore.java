// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.trend;

import dev.ringbench.compare.Metric;
import dev.ringbench.document.StoredDocument;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.result.Documents;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Documents of many runs, and an index of their figures, so that a trend reads no document again.
 *
 * <p>Embedded, it is a directory: the documents as files, and an index in SQLite. Its native
 * library adds 1.1 MB to the jar for each of two architectures; that buys an index which survives a
 * process killed at any moment, several processes at once, and a reader that every language has. A
 * team has it in PostgreSQL, where the documents are in the database too.
 *
 * <p>Not for several threads.
 */
public final class RunStore implements AutoCloseable {
  private final StoreLocation location;
  private final Connection connection;
  private final StoreTables tables;

  private RunStore(StoreLocation location, Connection connection, StoreTables tables) {
    this.location = location;
    this.connection = connection;
    this.tables = tables;
  }

  /**
   * What became of a document.
   *
   * @param isNew false: the same document was there already, and {@code run} is what is stored
   * @param figures how many were stored
   * @param partialReason why the document is partial; null: it is complete, or was there already
   * @param migrated it is of an older schema and was read as one of the present
   */
  public record Added(
      StoredRun run, boolean isNew, int figures, String partialReason, boolean migrated) {}

  /**
   * One figure over time.
   *
   * @param points by time
   */
  record Series(String machine, String row, Metric metric, List<TrendPoint> points) {}

  /**
   * Opens a store, and makes it where there is none.
   *
   * @param text a directory, or {@code postgresql://[USER[:PASSWORD]@]HOST[:PORT]/DATABASE}
   * @throws RingbenchException bad input: no such kind of URL, an index that is damaged or of a
   *     newer Ringbench; machine: the directory cannot be written, the server does not answer or
   *     refuses
   */
  public static RunStore open(String text) {
    StoreLocation location = StoreLocation.of(text);
    try {
      if (location instanceof StoreLocation.Directory directory) {
        Files.createDirectories(directory.documents());
      }
    } catch (IOException e) {
      throw RingbenchException.machine("Cannot make the store " + location + ": " + e + ".", e);
    }
    return connected(location);
  }

  /**
   * The same, but makes no directory.
   *
   * @throws RingbenchException bad input, too: there is no store
   */
  public static RunStore existing(String text) {
    StoreLocation location = StoreLocation.of(text);
    if (location instanceof StoreLocation.Directory directory && !Files.exists(directory.index())) {
      throw RingbenchException.badInput(
          Files.isDirectory(directory.documents())
              ? "The store " + location + " has lost its index. `ringbench trend rebuild` makes it."
              : "There is no store " + location + ". `ringbench trend add FILE` makes one.");
    }
    return connected(location);
  }

  private static RunStore connected(StoreLocation location) {
    Connection connection = null;
    try {
      connection = StoreConnection.to(location);
      return new RunStore(location, connection, StoreTables.in(connection, location.toString()));
    } catch (SQLException e) {
      StoreConnection.closeQuietly(connection);
      throw StoreConnection.failure(location, e);
    } catch (RingbenchException e) {
      StoreConnection.closeQuietly(connection);
      throw e;
    }
  }

  /** Where it is, without credentials. */
  public String location() {
    return location.toString();
  }

  /**
   * Adds a document of any kind that has figures.
   *
   * @param path of the file, or of a campaign's directory
   * @throws RingbenchException bad input: it is damaged, has no figures or no time; the store is as
   *     it was
   */
  public Added add(Path path, StoredRun.Given given) {
    Path file = Files.isDirectory(path) ? StoredDocument.read(path).file() : path;
    byte[] content = DocumentFiles.content(file);
    String sha256 = DocumentFiles.checksum(content);
    try {
      var there = tables.run(sha256);
      if (there.isPresent()) {
        return new Added(there.get(), false, 0, null, false);
      }
      Extract extract = Extract.of(file, file.toString(), sha256, given);
      boolean inTables = location instanceof StoreLocation.Server;
      if (location instanceof StoreLocation.Directory directory) {
        new DocumentFiles(directory.documents()).keep(sha256, content, file.toString(), given);
      }
      boolean added =
          tables.insert(
              extract.run(),
              extract.figures(),
              inTables ? new String(content, StandardCharsets.UTF_8) : null);
      return new Added(
          extract.run(),
          added,
          extract.figures().size(),
          extract.document().partialReason(),
          extract.document() instanceof StoredDocument.Run run
              && Documents.isMigrated(run.document()));
    } catch (SQLException e) {
      throw StoreConnection.failure(location, e);
    }
  }

  /** Every figure that passes, by machine, row and metric. */
  List<Series> series(TrendFilter filter) {
    record Key(String machine, String row, Metric metric) {}
    Map<Key, List<TrendPoint>> points = new LinkedHashMap<>();
    try {
      Map<String, StoredRun> runs = tables.runs(filter);
      tables.figures(
          filter,
          (sha256, row, metric, value) -> {
            StoredRun run = runs.get(sha256);
            if (run != null) {
              points
                  .computeIfAbsent(new Key(run.machine(), row, metric), key -> new ArrayList<>())
                  .add(new TrendPoint(run, value.value(), value.low(), value.high()));
            }
          });
    } catch (SQLException e) {
      throw StoreConnection.failure(location, e);
    }
    Comparator<TrendPoint> byTime =
        Comparator.<TrendPoint, Instant>comparing(point -> point.run().startedAt())
            .thenComparing(point -> point.run().sha256());
    return points.entrySet().stream()
        .map(
            entry ->
                new Series(
                    entry.getKey().machine(),
                    entry.getKey().row(),
                    entry.getKey().metric(),
                    entry.getValue().stream().sorted(byTime).toList()))
        .sorted(
            Comparator.comparing(Series::machine)
                .thenComparing(Series::row)
                .thenComparing(Series::metric))
        .toList();
  }

  /** How many documents there are. */
  public int size() {
    try {
      return tables.runs(TrendFilter.EVERYTHING).size();
    } catch (SQLException e) {
      throw StoreConnection.failure(location, e);
    }
  }

  /**
   * What a rebuilt index has.
   *
   * @param damaged why documents are left out, a sentence each, which names the file
   */
  public record Rebuilt(int documents, List<String> damaged) {}

  /**
   * Makes the index of an embedded store anew from its documents, and puts it in place when it is
   * whole. Nothing may be added meanwhile.
   *
   * @throws RingbenchException bad input: there is no such directory, or it is a server's; machine:
   *     it cannot be written
   */
  public static Rebuilt rebuild(String text) {
    if (!(StoreLocation.of(text) instanceof StoreLocation.Directory directory)) {
      throw RingbenchException.badInput(
          "Only a directory is rebuilt: a server keeps document and figures in one transaction.");
    }
    if (!Files.isDirectory(directory.documents())) {
      throw RingbenchException.badInput(
          "There is no store " + directory + ": " + directory.documents() + " is no directory.");
    }
    DocumentFiles files = new DocumentFiles(directory.documents());
    Path index = directory.path().resolve("index.db.writing");
    List<String> damaged = new ArrayList<>();
    int documents = 0;
    try {
      StoreConnection.deleteIndex(index);
      try (Connection connection = StoreConnection.toIndex(index)) {
        StoreTables tables = StoreTables.in(connection, directory.toString());
        for (Path file : files.documents()) {
          try {
            DocumentFiles.Beside beside = files.beside(file);
            String sha256 = DocumentFiles.checksum(DocumentFiles.content(file));
            Extract extract = Extract.of(file, beside.name(), sha256, beside.given());
            tables.insert(extract.run(), extract.figures(), null);
            documents++;
          } catch (RingbenchException e) {
            damaged.add(e.getMessage());
          }
        }
      }
      StoreConnection.deleteIndex(directory.index());
      Files.move(index, directory.index(), StandardCopyOption.ATOMIC_MOVE);
      return new Rebuilt(documents, damaged);
    } catch (SQLException e) {
      throw StoreConnection.failure(directory, e);
    } catch (IOException e) {
      throw RingbenchException.machine("Cannot write " + directory + ": " + e + ".", e);
    }
  }

  @Override
  public void close() {
    StoreConnection.closeQuietly(connection);
  }
}
