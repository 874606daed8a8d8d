// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.html;

import dev.ringbench.capacity.CapacityRow;
import dev.ringbench.compare.ComparableFigure;
import dev.ringbench.compare.ComparableFigures;
import dev.ringbench.compare.Metric;
import dev.ringbench.document.StoredDocument;
import dev.ringbench.files.InputFile;
import dev.ringbench.files.InputLimits;
import dev.ringbench.model.Environment;
import dev.ringbench.model.RingbenchException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Any number of documents, of which no more than some are in memory at once: each is read, its main
 * figures are kept, and those that are to be shown whole are read again.
 */
public final class Archive {
  /** Shown whole; of all others the main figures over time. */
  static final int MOST_WHOLE = 12;

  private static final Set<Metric> MAIN =
      Set.of(Metric.ADDED_P50, Metric.ADDED_INSTRUCTIONS, Metric.CAPACITY, Metric.SLOW_DOWN);

  private final List<Entry> entries = new ArrayList<>();
  private final Set<String> damaged = new LinkedHashSet<>();

  /** All of them, where they are few and small. */
  private final List<StoredDocument> kept = new ArrayList<>();

  /**
   * A document in short.
   *
   * @param machine what must be equal for figures to be of one series
   * @param figures main ones, by row
   * @param asked what another of the series may not have measured
   */
  record Entry(
      Path file,
      StoredDocument.Kind kind,
      String startedAt,
      String version,
      String machine,
      String partialReason,
      Metric metric,
      Map<String, Double> figures,
      String asked) {}

  /** Reads files; those that cannot be read are named in {@link #damaged}. */
  public static Archive of(List<Path> files) {
    Archive archive = new Archive();
    boolean small = InputFile.mostBytes(files) <= InputLimits.documentBytes() / 2;
    // Reading is the work here, and no file needs another; large ones need the memory.
    (small ? files.parallelStream() : files.stream())
        .map(file -> read(file, small && files.size() <= MOST_WHOLE))
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
    } catch (RuntimeException | StackOverflowError e) { // whatever no check has foreseen
      return new Read(null, null, file + " is damaged (" + e + "). Use an unchanged copy.");
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
        machine(document),
        document.partialReason(),
        metric,
        figures,
        asked(document));
  }

  /** What another document of the series may not have measured: neither stands for the other. */
  private static String asked(StoredDocument document) {
    if (document instanceof StoredDocument.Run run) {
      return run.document().run().profile()
          + run.document().run().operations()
          + run.document().availability().stream()
              .map(tried -> tried.cell().rules())
              .distinct()
              .sorted()
              .toList();
    }
    if (document instanceof StoredDocument.Capacity capacity) {
      return capacity.document().profile()
          + capacity.document().rows().stream()
              .map(CapacityRow::threads)
              .distinct()
              .sorted()
              .toList()
          + (capacity.document().fleet() != null);
    }
    return "";
  }

  /** What figures may not differ in: else they are of two machines. */
  private static String machine(StoredDocument document) {
    Environment environment = document.environment();
    return String.join(
        ", ",
        known(environment.cpu().model()) + (document.emulated() ? ", emulated" : ""),
        known(environment.cpu().onlineCount()) + " CPUs",
        known(environment.kernel().architecture()),
        "hypervisor " + known(environment.machine().hypervisor()));
  }

  private static String known(Object fact) {
    return fact == null ? "unknown" : fact.toString();
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
   * A document that is shown whole.
   *
   * @param id unique in the report; its charts' ids begin with it
   * @param parts what there is to show of it
   */
  public record Shown(String id, StoredDocument document, DocumentParts parts) {}

  /**
   * Those that are shown whole: all if they are few, else the newest of each series. One that turns
   * out to be damaged joins {@link #damaged}.
   */
  public List<Shown> whole() {
    List<Shown> shown = new ArrayList<>();
    List<Entry> chosen = chosen();
    IntStream all = IntStream.range(0, chosen.size());
    (kept.isEmpty() ? all : all.parallel())
        .mapToObj(i -> show(chosen.get(i), "d" + (i + 1)))
        .forEachOrdered(
            result -> {
              if (result.shown() != null) {
                shown.add(result.shown());
              } else {
                damaged.add(result.complaint());
              }
            });
    return shown;
  }

  /**
   * Without one of them: the oldest that has a newer one of its series beside it, else the oldest.
   */
  List<Shown> fewer(List<Shown> shown) {
    Map<Path, String> series = new HashMap<>();
    entries.forEach(entry -> series.put(entry.file(), sameAs(entry)));
    Set<String> seen = new HashSet<>();
    List<Shown> newestFirst =
        shown.stream()
            .sorted(
                Comparator.comparing(
                    (Shown each) -> started(each.document().startedAt()),
                    Comparator.reverseOrder()))
            .toList();
    List<Shown> repeated =
        newestFirst.stream().filter(each -> !seen.add(series.get(each.document().file()))).toList();
    List<Shown> from = repeated.isEmpty() ? newestFirst : repeated;
    Shown left = from.get(from.size() - 1);
    return shown.stream().filter(each -> !each.id().equals(left.id())).toList();
  }

  /** Unknown times are the oldest. */
  private static String started(String startedAt) {
    return startedAt == null ? "" : startedAt;
  }

  private record Showing(Shown shown, String complaint) {}

  private Showing show(Entry entry, String id) {
    try {
      StoredDocument document =
          kept.stream()
              .filter(read -> read.file().equals(entry.file()))
              .findFirst()
              .orElseGet(() -> StoredDocument.read(entry.file()));
      return new Showing(new Shown(id, document, DocumentParts.of(document, id)), null);
    } catch (RuntimeException e) {
      return new Showing(
          null, entry.file() + " cannot be shown (" + e + "). Use an unchanged copy.");
    }
  }

  private List<Entry> chosen() {
    if (entries.size() <= MOST_WHOLE) {
      return entries;
    }
    Set<String> seen = new LinkedHashSet<>();
    return entries.stream()
        .sorted(
            Comparator.comparing(
                (Entry entry) -> started(entry.startedAt()), Comparator.reverseOrder()))
        .filter(entry -> seen.add(sameAs(entry)))
        .limit(MOST_WHOLE)
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

  private static String sameAs(Entry entry) {
    return seriesOf(entry) + entry.asked();
  }

  private static String seriesOf(Entry entry) {
    return entry.kind() + " (" + entry.metric() + "), " + entry.machine();
  }
}
