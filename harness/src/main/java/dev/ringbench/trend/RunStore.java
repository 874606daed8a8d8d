// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.trend;

import dev.ringbench.document.Basis;
import dev.ringbench.figure.Metric;
import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
  private final DocumentFiles files;

  private RunStore(
      StoreLocation location, Connection connection, StoreTables tables, DocumentFiles files) {
    this.location = location;
    this.connection = connection;
    this.tables = tables;
    this.files = files;
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
    return open(text, DocumentFiles.Syncing.TO_DISK);
  }

  /** The same with another way to the disk, for tests. */
  static RunStore open(String text, DocumentFiles.Syncing syncing) {
    StoreLocation location = StoreLocation.of(text);
    DocumentFiles files = null;
    Runnable beforeFirst = () -> {};
    if (location instanceof StoreLocation.Directory directory) {
      files = new DocumentFiles(StoreDirectory.made(directory), syncing);
      // Listed first: an index that is missing after that was not merely late.
      int kept = files.documents().size();
      beforeFirst =
          () -> {
            if (kept > 0) {
              throw lostIndex(directory, kept);
            }
          };
    }
    Connection connection = null;
    try {
      connection = StoreConnection.to(location);
      return new RunStore(
          location, connection, schema(connection, location).made(beforeFirst), files);
    } catch (SQLException e) {
      StoreConnection.closeQuietly(connection);
      throw StoreConnection.failure(location, e);
    } catch (RingbenchException e) {
      StoreConnection.closeQuietly(connection);
      throw e;
    }
  }

  /**
   * Opens a store to look at it, and writes nothing.
   *
   * @throws RingbenchException bad input: there is no store, or it has lost its index; otherwise as
   *     {@link #open}
   */
  public static RunStore existing(String text) {
    StoreLocation location = StoreLocation.of(text);
    DocumentFiles files = null;
    if (location instanceof StoreLocation.Directory directory) {
      files = new DocumentFiles(directory.documents());
      if (!Files.exists(directory.index())) {
        throw noTables(location, files);
      }
    }
    Connection connection = null;
    try {
      connection = StoreConnection.to(location);
      Optional<StoreTables> tables = schema(connection, location).existing();
      if (tables.isEmpty()) {
        throw noTables(location, files);
      }
      return new RunStore(location, connection, tables.get(), files);
    } catch (SQLException e) {
      StoreConnection.closeQuietly(connection);
      throw StoreConnection.failure(location, e);
    } catch (RingbenchException e) {
      StoreConnection.closeQuietly(connection);
      throw e;
    }
  }

  private static StoreSchema schema(Connection connection, StoreLocation location) {
    return new StoreSchema(connection, StoreConnection.dialect(location), location.toString());
  }

  private static RingbenchException noTables(StoreLocation location, DocumentFiles files) {
    int kept = files == null ? 0 : files.documents().size();
    return kept > 0
        ? lostIndex(location, kept)
        : RingbenchException.badInput(
            "There is no store " + location + ". `ringbench trend add FILE` makes one.");
  }

  private static RingbenchException lostIndex(StoreLocation location, int kept) {
    return RingbenchException.badInput(
        "The store "
            + location
            + " has lost its index, and has "
            + kept
            + " documents. `ringbench trend rebuild --store "
            + location
            + "` makes the index from them.");
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
    Path file = Extract.file(path);
    String sha256 = DocumentFiles.checksum(file);
    try {
      var there = tables.run(sha256);
      if (there.isPresent()) {
        return new Added(there.get(), false, 0, null, false);
      }
      Extract extract = Extract.of(file, file.toString(), sha256, given);
      boolean added = insert(extract, sha256, file, given);
      return new Added(
          extract.run(),
          added,
          extract.figures().size(),
          extract.document().head().partialReason(),
          extract.document().basis().notes().stream()
              .anyMatch(note -> note.topic().equals(Basis.SCHEMA)));
    } catch (SQLException e) {
      throw StoreConnection.failure(location, e);
    }
  }

  private boolean insert(Extract extract, String sha256, Path file, StoredRun.Given given)
      throws SQLException {
    if (files != null) {
      return tables.insert(
          extract.run(), extract.figures(), null, () -> files.keep(sha256, file, given));
    }
    try (Reader content = DocumentFiles.text(file)) {
      return tables.insert(extract.run(), extract.figures(), content, () -> {});
    } catch (IOException e) {
      throw RingbenchException.badInput("Cannot read " + file + ": " + e.getMessage() + ".", e);
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
   * Documents of which only one half is there; only a directory can have any.
   *
   * @param notIndexed how many files the index does not know: of processes killed, or of an index
   *     that was lost
   * @param withoutFile how many documents of the index have no file
   */
  public record Halves(int notIndexed, int withoutFile) {}

  /** What does not fit together. */
  public Halves halves() {
    if (files == null) {
      return new Halves(0, 0);
    }
    Set<String> kept = files.checksums();
    try {
      Set<String> indexed = tables.checksums();
      int both = (int) kept.stream().filter(indexed::contains).count();
      return new Halves(kept.size() - both, indexed.size() - both);
    } catch (SQLException e) {
      throw StoreConnection.failure(location, e);
    }
  }

  @Override
  public void close() {
    StoreConnection.closeQuietly(connection);
  }
}
