// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.report;

import dev.ringbench.render.Page;
import dev.ringbench.section.Chart;
import dev.ringbench.section.Column;
import dev.ringbench.section.Section;
import dev.ringbench.section.Table;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The report of documents as one HTML file. */
public final class ReportPage {
  private static final String TITLE = "What security sensors cost, and what they take down";

  private static final int MOST_BYTES = 3 << 20;

  private final Archive archive;
  private final String version;

  /** {@code version}: of this Ringbench. */
  public ReportPage(Archive archive, String version) {
    this.archive = archive;
    this.version = version;
  }

  /**
   * The file's text, of at most 3 MB: with as many documents whole as fit, those first that are
   * worth most, and at least one. The answer is that of all that would be shown whole; the table of
   * placements is of those that are, so that each of its figures can be looked up.
   */
  public String render() {
    List<Archive.Shown> all = archive.whole();
    AnswerSentences answer =
        new AnswerSentences(all.stream().map(Archive.Shown::document).toList());
    List<Chart> series = SeriesCharts.of(archive);
    String page = page(answer, series, all, false);
    if (all.size() < 2 || isSmall(page)) {
      return page;
    }
    Set<String> fitting = new HashSet<>();
    for (Archive.Shown next : archive.byWorth(all)) {
      fitting.add(next.id());
      List<Archive.Shown> shown = all.stream().filter(each -> fitting.contains(each.id())).toList();
      String with = page(answer, series, shown, true);
      if (fitting.size() == 1 || isSmall(with)) {
        page = with;
      } else {
        fitting.remove(next.id());
      }
    }
    return page;
  }

  private static boolean isSmall(String page) {
    return page.getBytes(StandardCharsets.UTF_8).length <= MOST_BYTES;
  }

  private String page(
      AnswerSentences answer, List<Chart> series, List<Archive.Shown> shown, boolean tooLarge) {
    VerdictTable verdict = new VerdictTable(shown);
    Questions questions = new Questions(shown);
    Page.Part first = questions.first();
    List<Page.Part> parts = new ArrayList<>(questions.parts());
    if (archive.entries().size() > 1 || !archive.damaged().isEmpty()) {
      parts.add(index(series, shown, tooLarge));
    }
    shown.forEach(document -> parts.add(part(document)));
    parts.add(
        new Page.Part(
            "method",
            "How it was measured, and what it cannot say",
            List.of(),
            Method.SECTIONS,
            null));
    SensorPlaces sensors = new SensorPlaces(shown);
    Set<String> present = shown.stream().map(Archive.Shown::id).collect(Collectors.toSet());
    int count = archive.entries().size();
    return new Page(
            TITLE,
            "Measured by Ringbench, "
                + (count == 1 ? "1 document" : count + " documents")
                + "; made by "
                + version
                + ".",
            new Page.Front(verdict.isEmpty() ? null : verdict.table(present), first),
            answer.sentences(),
            answer.missing(),
            parts,
            sensors.places(charts(first, parts)),
            sensors.colours(),
            "Every figure comes from the documents named above and can be recomputed from them:"
                + " ringbench report FILE. What the classes and intervals mean, and what these"
                + " figures cannot say: docs/method.md and docs/faults.md.")
        .render();
  }

  private static List<Chart> charts(Page.Part first, List<Page.Part> parts) {
    List<Page.Part> all = new ArrayList<>(parts);
    if (first != null) {
      all.add(0, first);
    }
    return all.stream()
        .flatMap(part -> part.plots().stream())
        .flatMap(List::stream)
        .map(Page.Plot::chart)
        .toList();
  }

  private Page.Part index(List<Chart> series, List<Archive.Shown> shown, boolean tooLarge) {
    List<List<String>> rows = new ArrayList<>();
    for (Archive.Entry entry : archive.entries()) {
      rows.add(
          List.of(
              entry.file().toString(),
              entry.kind(),
              entry.startedAt() == null ? "-" : entry.startedAt(),
              entry.version(),
              entry.machine(),
              entry.partialReason() == null ? "complete" : "partial: " + entry.partialReason()));
    }
    List<String> sentences = new ArrayList<>();
    archive.damaged().forEach(complaint -> sentences.add("Not read: " + complaint));
    if (shown.size() < archive.entries().size()) {
      sentences.add(whole(shown, tooLarge));
    }
    return new Page.Part(
        "documents",
        "Documents",
        series,
        List.of(
            Section.of(
                "All documents",
                Table.of(
                    List.of(
                        Column.text("file"),
                        Column.text("kind"),
                        Column.text("started"),
                        Column.text("Ringbench"),
                        Column.text("machine"),
                        Column.text("status")),
                    rows),
                sentences)),
        series.isEmpty() ? null : "./ringbench trend add FILE... && ./ringbench trend");
  }

  private String whole(List<Archive.Shown> shown, boolean tooLarge) {
    int all = archive.entries().size();
    Set<Path> whole =
        shown.stream().map(each -> each.document().head().file()).collect(Collectors.toSet());
    long series =
        SeriesCharts.drawn(archive).values().stream()
            .flatMap(List::stream)
            .filter(entry -> !whole.contains(entry.file()))
            .count();
    long named = all - shown.size() - series;
    return "Shown whole below: "
        + shown.size()
        + " of "
        + all
        + " documents, the newest"
        + (all > Archive.MOST_WHOLE
            ? " of each kind and machine, at most " + Archive.MOST_WHOLE
            : "")
        + (tooLarge ? ", as many as a page of 3 MB holds" : "")
        + (archive.exceedsMemory() ? ", as many as Java's heap holds" : "")
        + ". Shown only as series over time: "
        + series
        + (named > 0 ? "; named in this table alone: " + named : "")
        + ".";
  }

  /** Without the charts that the chapters of questions have. */
  private static Page.Part part(Archive.Shown shown) {
    List<Section> sections = new ArrayList<>(shown.sections());
    sections.add(EnvironmentTable.of(shown.document().head().environment()));
    List<List<Page.Plot>> plots = new ArrayList<>();
    for (Chart chart : shown.charts()) {
      if (shown.document().topicOf(chart).isEmpty()) {
        plots.add(List.of(Page.Plot.of(chart)));
      }
    }
    return new Page.Part(
        shown.id(),
        shown.title(),
        Page.Part.Kind.DOCUMENT,
        List.of(),
        plots,
        sections,
        shown.document().rerun());
  }
}
