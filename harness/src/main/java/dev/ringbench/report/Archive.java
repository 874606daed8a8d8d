// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.report;

import dev.ringbench.document.Experiment;
import dev.ringbench.document.Experiments;
import dev.ringbench.document.Head;
import dev.ringbench.document.Reading;
import dev.ringbench.figure.Figure;
import dev.ringbench.figure.Metric;
import dev.ringbench.files.InputFile;
import dev.ringbench.files.InputLimits;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.section.Chart;
import dev.ringbench.section.Section;
import java.nio.file.Files;
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

  /** All of them, where they are few and small; pipes always, which are read only once. */
  private final List<Reading> kept = new ArrayList<>();

  private boolean small;
  private boolean exceedsMemory;

  /**
   * A document in short.
   *
   * @param characters of its text
   * @param machine what must be equal for figures to be of one series
   * @param figures main ones, by row
   * @param asked what another of the series may not have measured
   */
  record Entry(
      Path file,
      long characters,
      String kind,
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
    archive.small = InputFile.mostBytes(files) <= InputLimits.documentBytes() / 2;
    boolean keepAll = archive.small && files.size() <= MOST_WHOLE;
    // Reading is the work here, and no file needs another; large ones need the memory.
    (archive.small ? files.parallelStream() : files.stream())
        .map(file -> read(file, keepAll || isPipe(file)))
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

  private static boolean isPipe(Path file) {
    return Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file);
  }

  private record Read(Entry entry, Reading document, String complaint) {}

  private static Read read(Path file, boolean keep) {
    try {
      if (Files.isDirectory(file)) {
        Reading document = Experiments.read(file);
        return new Read(entry(document, 0), keep ? document : null, null);
      }
      InputFile input = InputFile.document(file);
      Reading document = Experiments.read(input);
      return new Read(entry(document, input.characters()), keep ? document : null, null);
    } catch (RingbenchException e) {
      return new Read(null, null, e.getMessage());
    } catch (RuntimeException | StackOverflowError e) { // whatever no check has foreseen
      return new Read(null, null, file + " is damaged (" + e + "). Use an unchanged copy.");
    }
  }

  private static Entry entry(Reading document, long characters) {
    Map<String, Double> figures = new LinkedHashMap<>();
    Metric metric = null;
    for (Figure figure : document.figures()) {
      if (MAIN.contains(figure.key().metric()) && figure.hasValue()) {
        metric = figure.key().metric();
        figures.put(figure.row().text(), figure.value());
      }
    }
    Head head = document.head();
    return new Entry(
        head.file(),
        characters,
        head.kind(),
        head.startedAt(),
        head.version(),
        String.join(", ", head.machine()),
        head.partialReason(),
        metric,
        figures,
        document.basis().scope());
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
   * @param title the chapter's heading, with whose figures it has
   * @param charts of the document
   * @param sections of the document
   */
  public record Shown(
      String id, String title, Reading document, List<Chart> charts, List<Section> sections) {
    private Shown titled(String other) {
      return new Shown(id, other, document, charts, sections);
    }
  }

  /** Where two would have the same title, their files are in it. */
  private static List<Shown> told(List<Shown> shown) {
    return shown.stream()
        .map(
            each ->
                shown.stream().filter(other -> other.title().equals(each.title())).count() == 1
                    ? each
                    : each.titled(each.title() + ", " + file(each.document().head().file())))
        .toList();
  }

  /** With its directory, which often says more than the name. */
  private static String file(Path path) {
    int names = path.getNameCount();
    return path.subpath(Math.max(0, names - 2), names).toString();
  }

  /**
   * Those that are shown whole: all if they are few, else the newest of each series, and of these
   * the newest of each kind first. One that turns out to be damaged joins {@link #damaged}.
   */
  public List<Shown> whole() {
    List<Shown> shown = new ArrayList<>();
    List<Entry> chosen = chosen();
    IntStream all = IntStream.range(0, chosen.size());
    (small ? all.parallel() : all)
        .mapToObj(i -> show(chosen.get(i), "d" + (i + 1)))
        .forEachOrdered(
            result -> {
              if (result.shown() != null) {
                shown.add(result.shown());
              } else {
                damaged.add(result.complaint());
              }
            });
    return told(shown);
  }

  /** Those that a page should have first where it cannot have all. */
  List<Shown> byWorth(List<Shown> shown) {
    Map<Path, Shown> byFile = new HashMap<>();
    shown.forEach(each -> byFile.put(each.document().head().file(), each));
    return worthiest(entries.stream().filter(entry -> byFile.containsKey(entry.file())).toList())
        .stream()
        .map(entry -> byFile.get(entry.file()))
        .toList();
  }

  /**
   * First the newest of each kind, in the order of reports, then the newest of each series, then
   * the others.
   */
  private static List<Entry> worthiest(List<Entry> entries) {
    List<List<Entry>> worth = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    Set<String> kinds = new HashSet<>();
    Set<String> series = new HashSet<>();
    for (Entry entry : newestFirst(entries)) {
      boolean isFirstOfKind = kinds.add(entry.kind());
      boolean isFirstOfSeries = series.add(sameAs(entry));
      worth.get(isFirstOfKind ? 0 : isFirstOfSeries ? 1 : 2).add(entry);
    }
    List<String> order = Experiments.all().stream().map(Experiment::id).toList();
    worth.get(0).sort(Comparator.comparingInt(entry -> order.indexOf(entry.kind())));
    return worth.stream().flatMap(List::stream).toList();
  }

  private static List<Entry> newestFirst(List<Entry> entries) {
    return entries.stream()
        .sorted(
            Comparator.comparing(
                (Entry entry) -> started(entry.startedAt()), Comparator.reverseOrder()))
        .toList();
  }

  /** Unknown times are the oldest. */
  private static String started(String startedAt) {
    return startedAt == null ? "" : startedAt;
  }

  private record Showing(Shown shown, String complaint) {}

  private Showing show(Entry entry, String id) {
    try {
      Reading document =
          kept.stream()
              .filter(read -> read.head().file().equals(entry.file()))
              .findFirst()
              .orElseGet(() -> Experiments.read(entry.file()));
      return new Showing(
          new Shown(
              id,
              document.chapter() + ", " + document.head().where(),
              document,
              document.charts(id),
              document.sections()),
          null);
    } catch (RuntimeException e) {
      return new Showing(
          null, entry.file() + " cannot be shown (" + e + "). Use an unchanged copy.");
    }
  }

  private List<Entry> chosen() {
    if (entries.size() <= MOST_WHOLE) {
      Set<Entry> fitting = Set.copyOf(fitting(worthiest(entries)));
      return entries.stream().filter(fitting::contains).toList();
    }
    Set<String> seen = new HashSet<>();
    return newestFirst(
        fitting(
            worthiest(entries).stream()
                .filter(entry -> seen.add(sameAs(entry)))
                .limit(MOST_WHOLE)
                .toList()));
  }

  /** The first ones: beside their text a page has their tables and charts in memory, twice. */
  private List<Entry> fitting(List<Entry> wanted) {
    long characters = 0;
    int fitting = 0;
    for (Entry entry : wanted) {
      characters += entry.characters();
      if (fitting > 0 && characters > InputLimits.documentBytes() / 2) {
        break;
      }
      fitting++;
    }
    exceedsMemory = fitting < wanted.size();
    return wanted.subList(0, fitting);
  }

  /** Whether memory is why no more are shown whole. */
  boolean exceedsMemory() {
    return exceedsMemory;
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
