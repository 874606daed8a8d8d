// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.html;

import dev.ringbench.document.StoredDocument;
import dev.ringbench.report.CapacityReport;
import dev.ringbench.report.Comparison;
import dev.ringbench.report.FaultReport;
import dev.ringbench.report.MacroReport;
import dev.ringbench.report.ReplayReport;
import dev.ringbench.report.RunSections;
import dev.ringbench.report.Section;
import java.util.List;

/** What there is to show of a document: its charts, and its tables and sentences. */
public record DocumentParts(String title, List<Chart> charts, List<Section> sections) {
  /** {@code prefix}: of the charts' ids, unique in a report. */
  public static DocumentParts of(StoredDocument document, String prefix) {
    if (document instanceof StoredDocument.Run run) {
      Comparison comparison = Comparison.of(run.document());
      return new DocumentParts(
          (run.counted() ? "Guest instructions" : "Latency") + where(document),
          new RunCharts(prefix, comparison).charts(),
          new RunSections(comparison).sections());
    }
    if (document instanceof StoredDocument.Capacity capacity) {
      return new DocumentParts(
          "Capacity and loss" + where(document),
          new CapacityCharts(prefix, capacity.document()).charts(),
          new CapacityReport(capacity.document()).sections());
    }
    if (document instanceof StoredDocument.Macro macro) {
      return new DocumentParts(
          "Whole programs" + where(document),
          new MacroCharts(prefix, macro.document()).charts(),
          new MacroReport(macro.document()).sections());
    }
    if (document instanceof StoredDocument.Faults faults) {
      return new DocumentParts(
          "Fault isolation" + where(document),
          new FaultCharts(prefix, faults.document()).charts(),
          FaultReport.forMarkdown(faults.document()).sections());
    }
    StoredDocument.Replay replay = (StoredDocument.Replay) document;
    return new DocumentParts(
        "19 July 2024, replayed",
        new ReplayCharts(prefix, replay.document()).charts(),
        new ReplayReport(replay.document()).sections());
  }

  private static String where(StoredDocument document) {
    return ", "
        + document.environment().cpu().model()
        + (document.emulated() ? ", EMULATED" : "")
        + (document.startedAt() == null ? "" : ", " + document.startedAt().replaceFirst("T.*", ""));
  }
}
