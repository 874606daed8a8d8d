// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.faults;

import dev.ringbench.document.DocumentForm;
import dev.ringbench.document.DocumentHead;
import dev.ringbench.fault.Band;
import dev.ringbench.fault.Catalogue;
import dev.ringbench.fault.FormException;
import dev.ringbench.fault.Guest;
import dev.ringbench.fault.Place;
import dev.ringbench.files.AtomicFile;
import dev.ringbench.files.InputFile;
import dev.ringbench.model.Environment;
import dev.ringbench.model.RingbenchException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** From a campaign's directory to its document, as often as one likes. */
public final class CampaignDocument {
  /** The document's name in the directory. */
  public static final String DOCUMENT = "faults.json";

  /** How it is read and written. */
  static final DocumentForm<FaultDocument> FORM =
      new DocumentForm<>(
          FaultDocument.class,
          "ringbench faults",
          "fault_schema_version",
          FaultDocument.SCHEMA_VERSION,
          "ringbench-faults-1.schema.json",
          FaultDocument::firstContradiction);

  private CampaignDocument() {}

  /**
   * From graded runs.
   *
   * @param startedAt UTC, ISO 8601
   * @param partialReason null: nothing is missing
   */
  public static FaultDocument document(
      CampaignPlan plan,
      Grading grading,
      List<GradedRun> graded,
      String version,
      String startedAt,
      String partialReason,
      Environment environment,
      Guest guest,
      Map<String, Double> pace) {
    FaultMatrix matrix = new FaultMatrix(plan, graded);
    Map<String, Band> bands = new LinkedHashMap<>();
    for (Place place : Place.values()) {
      if (plan.sensors().stream().anyMatch(sensor -> sensor.place() == place)) {
        grading.band(place).ifPresent(band -> bands.put(place.label(), band));
      }
    }
    return new FaultDocument(
        DocumentHead.GENERATOR,
        FaultDocument.SCHEMA_VERSION,
        version,
        startedAt,
        partialReason == null ? "complete" : "partial",
        partialReason,
        plan,
        environment,
        guest,
        bands,
        pace,
        matrix.cells(),
        matrix.forms(),
        matrix.selfChecks(),
        matrix.detections(),
        matrix.unavailable());
  }

  /**
   * The document that a directory has, or that a file is.
   *
   * @throws RingbenchException when there is none, or it is of a newer version
   */
  public static FaultDocument read(Path path) {
    if (!Files.isDirectory(path)) {
      return read(InputFile.document(path));
    }
    Path file = path.resolve(DOCUMENT);
    if (!Files.exists(file)) {
      throw RingbenchException.badInput(
          "Cannot read "
              + file
              + ". `ringbench faults` makes one; a campaign that was cut off has"
              + " none yet: `ringbench faults --resume DIR`.");
    }
    return read(InputFile.document(file));
  }

  /** The same of an opened file. */
  public static FaultDocument read(InputFile input) {
    FaultDocument document = FORM.read(input);
    try {
      // What a newer catalogue has is unknown here, and is said to be so by who needs it.
      if (document.plan().catalogueVersion() <= Catalogue.load().version()) {
        CampaignForm.check(document.plan());
      }
      return document;
    } catch (FormException e) {
      throw RingbenchException.badInput(
          input.path() + ": its plan " + e.getMessage() + ". Use an unchanged copy.", e);
    }
  }

  /**
   * As it is kept.
   *
   * @throws IllegalStateException when it breaks its own schema; the campaign's runs are kept
   *     anyway
   */
  public static AtomicFile.Content content(FaultDocument document) {
    AtomicFile.Content json = FORM.content(document);
    return out -> {
      json.writeTo(out);
      out.write('\n');
    };
  }
}
