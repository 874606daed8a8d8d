// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.experiment.faults.CampaignDirectory;
import dev.ringbench.experiment.faults.CampaignDocument;
import dev.ringbench.experiment.faults.FaultDocument;
import dev.ringbench.experiment.faults.FaultsReading;
import dev.ringbench.experiment.faults.GradedRun;
import dev.ringbench.files.AtomicFile;
import dev.ringbench.render.MarkdownReport;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Keeps what a campaign gave, beside its runs. */
final class CampaignResult {
  private CampaignResult() {}

  /** Writes what is made of a campaign's runs; returns 0, or 3 when it is not all there. */
  static int keep(CampaignDirectory directory, List<GradedRun> graded, FaultDocument document) {
    Consumer<String> complaints = complaint -> System.err.println("ringbench: " + complaint);
    return IntStream.of(
            directory.keep(
                CampaignDocument.DOCUMENT, CampaignDocument.content(document), complaints),
            directory.keepClasses(graded, complaints),
            directory.keepArchive(graded, complaints),
            directory.keep(
                "faults.md",
                AtomicFile.Content.of(
                    MarkdownReport.of(new FaultsReading(directory.path(), document))),
                complaints))
        .max()
        .orElseThrow();
  }
}
