// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.html;

import dev.ringbench.compare.ComparableFigure;
import dev.ringbench.compare.ComparableFigures;
import dev.ringbench.compare.Metric;
import dev.ringbench.document.StoredDocument;
import dev.ringbench.model.RingbenchException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Any number of documents, of which no more than some are in memory at once: each is read, its main
 * figures are kept, and those that are to be shown whole are read again.
 */
public final class Archive {
  /** Shown whole; of all others the main figures over time. */
  private static final int MOST_WHOLE = 12;

  private static final Set<Metric> MAIN =
      Set.of(Metric.ADDED_P50, Metric.ADDED_INSTRUCTIONS, Metric.CAPACITY, Metric.SLOW_DOWN);

  private final List<Entry> entries = new ArrayList<>();
  private final List<String> damaged = new ArrayList<>();

  /** All of them, where they are few. */
  private final List<StoredDocument> kept = new ArrayList<>();

  /**
   * A document in short.
   *
   * @param machine what must be equal for figures to be of one series
   * @param figures main ones, by row
   */
  record Entry(
      Path file,
      StoredDocument.Kind kind,
      String startedAt,
      String version,
      String machine,
      String partialReason,
      Metric metric,
      Map<String, Double> figures) {}

  /** Reads files; those that cannot be read are named in {@link #damaged}. */
  public static Archive of(List<Path> files) {
    Archive archive = new Archive();
    // Reading is the work here, and no file needs another.
    files.parallelStream()
        .map(file -> read(file, files.size() <= MOST_WHOLE))
        .forEachOrdered(
            read -> {
              if (read.entry() != null) {
                archive.entries.add(read.entry());
                Optional.ofNullable(read.document()).ifPresent(archive.kept::add);
              } else {
                archive.damaged.add(read.complaint());
              }
            });
    return archive;
  }

  private record Read(Entry entry, StoredDocument document, String complaint) {}

  private static Read read(Path file, boolean keep) {
    try {
      StoredDocument document = StoredDocument.read(file);
      return new Read(entry(document), keep ? document : null, null);
    } catch (RingbenchException e) {
      return new Read(null, null, e.getMessage());
    }
  }

  private static Entry entry(StoredDocument document) {
    Map<String, Double> figures = new LinkedHashMap<>();
    Metric metric = null;
    for (ComparableFigure figure : ComparableFigures.of(document)) {
      if (MAIN.contains(figure.key().metric()) && figure.hasValue()) {
        metric = figure.key().metric();
        figures.put(figure.row(), figure.value());
      }
    }
    return new Entry(
        document.file(),
        document.kind(),
        document.startedAt(),
        document.version(),
        document.environment().cpu().model()
            + (document.emulated() ? ", emulated" : "")
            + ", "
            + document.environment().machine().hypervisor(),
        document.partialReason(),
        metric,
        figures);
  }

  /** A sentence for each file that could not be read. */
  public List<String> damaged() {
    return List.copyOf(damaged);
  }

  /** In the order of the command line. */
  List<Entry> entries() {
    return entries;
  }

  /**
   * Those that are shown whole, read again: all if they are few, else the newest of each series.
   */
  public List<StoredDocument> whole() {
    if (!kept.isEmpty()) {
      return kept;
    }
    Set<String> seen = new LinkedHashSet<>();
    return entries.stream()
        .sorted(
            Comparator.comparing(
                (Entry entry) -> entry.startedAt() == null ? "" : entry.startedAt(),
                Comparator.reverseOrder()))
        .filter(entry -> seen.add(seriesOf(entry)))
        .limit(MOST_WHOLE)
        .map(entry -> StoredDocument.read(entry.file()))
        .toList();
  }

  /** Documents whose figures may stand in one line over time. */
  Map<String, List<Entry>> series() {
    Map<String, List<Entry>> series = new LinkedHashMap<>();
    entries.stream()
        .filter(entry -> entry.startedAt() != null && entry.metric() != null)
        .sorted(Comparator.comparing(Entry::startedAt))
        .forEach(
            entry -> series.computeIfAbsent(seriesOf(entry), key -> new ArrayList<>()).add(entry));
    return series;
  }

  private static String seriesOf(Entry entry) {
    return entry.kind() + " (" + entry.metric() + "), " + entry.machine();
  }
}
