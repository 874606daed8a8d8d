// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.html;

import com.samskivert.mustache.Mustache;
import dev.ringbench.report.Section;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The report as one HTML file that needs nothing else: no network, no other file. All texts of
 * documents are escaped by the template; charts are drawn in the reader's browser by Apache
 * ECharts, which is inlined.
 */
public final class ReportPage {
  private static final String TITLE = "What security sensors cost, and what they take down";

  private final Archive archive;
  private final String version;

  /** {@code version}: of this Ringbench. */
  public ReportPage(Archive archive, String version) {
    this.archive = archive;
    this.version = version;
  }

  /** The file's text. */
  public String render() {
    List<Archive.Shown> shown = archive.whole();
    Answer answer = new Answer(shown.stream().map(Archive.Shown::document).toList());
    List<Map<String, Object>> parts = new ArrayList<>();
    List<Chart> series = SeriesCharts.of(archive);
    if (archive.entries().size() > 1 || !archive.damaged().isEmpty()) {
      parts.add(index(series, shown.size()));
    }
    for (int i = 0; i < shown.size(); i++) {
      parts.add(part(shown.get(i), "d" + (i + 1)));
    }
    parts.add(method());
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("title", TITLE);
    page.put(
        "subtitle",
        "Measured by Ringbench, "
            + archive.entries().size()
            + " documents; made by "
            + version
            + ".");
    page.put("answers", answer.sentences());
    page.put("missing", answer.missing());
    page.put("parts", parts);
    page.put(
        "footer",
        "Every figure comes from the documents named above and can be recomputed from them:"
            + " ringbench report FILE. What the classes and intervals mean, and what these figures"
            + " cannot say: docs/method.md and docs/faults.md.");
    page.put("css", Assets.text("page.css"));
    page.put("echarts", Assets.echarts());
    page.put("chartsScript", Assets.text("charts.js"));
    page.put("pageScript", Assets.text("page.js"));
    return Mustache.compiler().compile(Assets.text("page.mustache")).execute(page);
  }

  private Map<String, Object> index(List<Chart> series, int whole) {
    List<List<String>> rows = new ArrayList<>();
    for (Archive.Entry entry : archive.entries()) {
      rows.add(
          List.of(
              entry.file().toString(),
              entry.kind().toString(),
              entry.startedAt() == null ? "-" : entry.startedAt(),
              entry.version(),
              entry.machine(),
              entry.partialReason() == null ? "complete" : "partial: " + entry.partialReason()));
    }
    List<String> sentences = new ArrayList<>();
    archive.damaged().forEach(complaint -> sentences.add("Not read: " + complaint));
    if (whole < archive.entries().size()) {
      sentences.add(
          "Shown whole below: the newest of each kind and machine, at most 12; here "
              + whole
              + " of "
              + archive.entries().size()
              + ".");
    }
    Map<String, Object> part =
        part(
            "documents",
            "Documents",
            series,
            List.of(
                new Section(
                    "All documents",
                    List.of("file", "kind", "started", "Ringbench", "machine", "status"),
                    rows,
                    sentences)),
            "./ringbench trend");
    part.put("hasRerun", !series.isEmpty());
    return part;
  }

  private static Map<String, Object> part(Archive.Shown shown, String id) {
    List<Section> sections = new ArrayList<>(shown.parts().sections());
    sections.add(EnvironmentTable.of(shown.document().environment()));
    return part(
        id, shown.parts().title(), shown.parts().charts(), sections, Rerun.of(shown.document()));
  }

  private static Map<String, Object> method() {
    Map<String, Object> part =
        part(
            "method",
            "How it was measured, and what it cannot say",
            List.of(),
            Method.SECTIONS,
            "");
    part.put("hasRerun", false);
    return part;
  }

  private static Map<String, Object> part(
      String id, String title, List<Chart> charts, List<Section> sections, String rerun) {
    Map<String, Object> part = new LinkedHashMap<>();
    part.put("id", id);
    part.put("title", title);
    part.put("rerun", rerun);
    part.put("rerunId", id + "-rerun");
    part.put("hasRerun", true);
    part.put("charts", charts.stream().map(ReportPage::chart).toList());
    part.put("sections", sections.stream().map(ReportPage::section).toList());
    return part;
  }

  private static Map<String, Object> chart(Chart chart) {
    Map<String, Object> drawn = new LinkedHashMap<>();
    drawn.put("id", chart.id());
    drawn.put("title", chart.title());
    drawn.put("captions", chart.captions());
    drawn.put("header", chart.header());
    drawn.put("rows", chart.rows());
    drawn.put("json", chart.json());
    return drawn;
  }

  private static Map<String, Object> section(Section section) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("title", section.title());
    shown.put("header", section.header());
    shown.put("rows", section.rows());
    shown.put("sentences", section.sentences());
    shown.put("hasRows", !section.rows().isEmpty());
    shown.put("hasSentences", !section.sentences().isEmpty());
    return shown;
  }
}
