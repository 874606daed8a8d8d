// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.render.MarkdownReport;
import dev.ringbench.section.Section;
import java.util.List;

/** Forms of a report on standard output: what {@code --format} takes. */
enum ReportForm {
  TEXT,
  MARKDOWN;

  /** Explains the option, for each command that has it. */
  static final String DESCRIPTION = "Form of the report: text or markdown. Default: text.";

  /** {@code title}: of the Markdown, which has one. */
  void print(String title, List<Section> sections) {
    if (this == MARKDOWN) {
      System.out.print(MarkdownReport.of(title, sections));
    } else {
      Terminal.print(sections);
    }
  }
}
