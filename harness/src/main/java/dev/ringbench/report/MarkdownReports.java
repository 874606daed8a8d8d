// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.report;

import dev.ringbench.document.StoredDocument;

/** The report of a document of any kind, as Markdown: the same text whoever asks for it. */
public final class MarkdownReports {
  private MarkdownReports() {}

  /** To be committed beside the document. */
  public static String of(StoredDocument document) {
    if (document instanceof StoredDocument.Run run) {
      return new MarkdownReport(Comparison.of(run.document())).render();
    }
    if (document instanceof StoredDocument.Capacity capacity) {
      return SectionTexts.markdown(
          "What sensors take before they lose events",
          new CapacityReport(capacity.document()).sections());
    }
    if (document instanceof StoredDocument.Macro macro) {
      return SectionTexts.markdown(
          "What sensors cost whole programs", new MacroReport(macro.document()).sections());
    }
    if (document instanceof StoredDocument.Faults faults) {
      return SectionTexts.markdown(
          "What the same fault takes down, by architecture",
          FaultReport.forMarkdown(faults.document()).sections());
    }
    return SectionTexts.markdown(
        "19 July 2024, replayed",
        new ReplayReport(((StoredDocument.Replay) document).document()).sections());
  }
}
