// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.html;

import dev.ringbench.report.Section;
import java.util.ArrayList;
import java.util.List;

/** The report of documents as one HTML file. */
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
    List<Page.Part> parts = new ArrayList<>();
    List<Chart> series = SeriesCharts.of(archive);
    if (archive.entries().size() > 1 || !archive.damaged().isEmpty()) {
      parts.add(index(series, shown.size()));
    }
    shown.forEach(document -> parts.add(part(document)));
    parts.add(
        new Page.Part(
            "method",
            "How it was measured, and what it cannot say",
            List.of(),
            Method.SECTIONS,
            null));
    return new Page(
            TITLE,
            "Measured by Ringbench, "
                + archive.entries().size()
                + " documents; made by "
                + version
                + ".",
            answer.sentences(),
            answer.missing(),
            parts,
            "Every figure comes from the documents named above and can be recomputed from them:"
                + " ringbench report FILE. What the classes and intervals mean, and what these"
                + " figures cannot say: docs/method.md and docs/faults.md.")
        .render();
  }

  private Page.Part index(List<Chart> series, int whole) {
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
    return new Page.Part(
        "documents",
        "Documents",
        series,
        List.of(
            new Section(
                "All documents",
                List.of("file", "kind", "started", "Ringbench", "machine", "status"),
                rows,
                sentences)),
        series.isEmpty() ? null : "./ringbench trend");
  }

  private static Page.Part part(Archive.Shown shown) {
    List<Section> sections = new ArrayList<>(shown.parts().sections());
    sections.add(EnvironmentTable.of(shown.document().environment()));
    return new Page.Part(
        shown.id(),
        shown.parts().title(),
        shown.parts().charts(),
        sections,
        Rerun.of(shown.document()));
  }
}
