// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.fault;

import dev.ringbench.model.Environment;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.result.DocumentSchema;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** From a campaign's directory to its document, as often as one likes. */
public final class FaultReading {
  /** The document's name in the directory. */
  public static final String DOCUMENT = "faults.json";

  private static final String GENERATOR = "ringbench";

  private FaultReading() {}

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
      FaultDocument.Guest guest,
      Map<String, Double> pace) {
    FaultMatrix matrix = new FaultMatrix(plan, graded);
    Map<String, Band> bands = new LinkedHashMap<>();
    for (Place place : Place.values()) {
      if (plan.sensors().stream().anyMatch(sensor -> sensor.place() == place)) {
        grading.band(place).ifPresent(band -> bands.put(place.label(), band));
      }
    }
    return new FaultDocument(
        GENERATOR,
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
    Path file = Files.isDirectory(path) ? path.resolve(DOCUMENT) : path;
    try {
      String text = Files.readString(file, StandardCharsets.UTF_8);
      JsonNode tree = FaultJson.SNAKE.readTree(text);
      int version = tree.path("fault_schema_version").asInt(0);
      if (!GENERATOR.equals(tree.path("generator").asString("")) || version == 0) {
        throw RingbenchException.badInput(file + " is JSON, but no fault matrix of ours.");
      }
      if (version > FaultDocument.SCHEMA_VERSION) {
        throw RingbenchException.badInput(
            file
                + " has fault schema version "
                + version
                + ", this Ringbench reads up to "
                + FaultDocument.SCHEMA_VERSION
                + ". Use a newer Ringbench.");
      }
      String broken = SchemaHolder.SCHEMA.firstError(tree);
      if (broken != null) {
        throw RingbenchException.badInput(
            file + " breaks the schema of fault matrices: " + broken + ". Use an unchanged copy.");
      }
      FaultDocument document = FaultJson.SNAKE.treeToValue(tree, FaultDocument.class);
      // What a newer catalogue has is unknown here, and is said to be so by who needs it.
      if (document.plan().catalogueVersion() <= Catalogue.load().version()) {
        CampaignForm.check(document.plan());
      }
      return document;
    } catch (CampaignForm.FormException e) {
      throw RingbenchException.badInput(
          file + ": its plan " + e.getMessage() + ". Use an unchanged copy.", e);
    } catch (JacksonException e) {
      throw RingbenchException.badInput(
          file + " is no whole fault matrix: " + e.getOriginalMessage() + ".", e);
    } catch (IOException e) {
      throw RingbenchException.badInput(
          "Cannot read "
              + file
              + ". `ringbench faults` makes one; a campaign that was cut off has"
              + " none yet: `ringbench faults --resume DIR`.",
          e);
    }
  }

  /**
   * As it is kept.
   *
   * @throws IllegalStateException when it breaks its own schema; the campaign's runs are kept
   *     anyway
   */
  public static String text(FaultDocument document) {
    String text = FaultJson.SNAKE.writeValueAsString(document) + "\n";
    String broken = SchemaHolder.SCHEMA.firstError(text);
    if (broken != null) {
      throw new IllegalStateException("this campaign's own document breaks the schema: " + broken);
    }
    return text;
  }

  private static final class SchemaHolder {
    static final DocumentSchema SCHEMA = DocumentSchema.named("ringbench-faults-1.schema.json");
  }
}
