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
import java.util.Optional;
import java.util.function.Function;

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
        bands(plan, grading::band),
        pace,
        matrix.cells(),
        matrix.forms(),
        matrix.selfChecks(),
        matrix.detections(),
        matrix.unavailable());
  }

  /**
   * From the graded runs of merged shards. Classes and shares are of all runs; times are of each
   * kind of machine alone, unless there is one kind.
   *
   * @param machines see {@link MachineRuns}; what is computed of runs is made here
   */
  static FaultDocument merged(
      FaultDocument all,
      Grading grading,
      List<GradedRun> graded,
      MergedShards shards,
      List<MachineRuns> machines) {
    Map<Integer, Integer> dealt = all.plan().shardsOf(shards.of());
    List<MachineRuns> filled =
        machines.stream()
            .map(machine -> machine.with(all.plan(), grading, of(machine, graded, dealt)))
            .toList();
    FaultDocument merged = all.mergedFrom(shards, filled);
    return filled.size() == 1 ? merged : merged.withoutTimes();
  }

  /** The runs of a kind of machine; {@code dealt}: the shard of each run. */
  static List<GradedRun> of(
      MachineRuns machine, List<GradedRun> graded, Map<Integer, Integer> dealt) {
    return graded.stream()
        .filter(run -> dealt.containsKey(run.run().number()))
        .filter(run -> machine.shards().contains(dealt.get(run.run().number())))
        .toList();
  }

  /** The fault-free bands of these shards, by place. */
  static Map<String, Band> bands(CampaignPlan plan, Function<Place, Optional<Band>> band) {
    Map<String, Band> bands = new LinkedHashMap<>();
    for (Place place : Place.values()) {
      if (plan.sensors().stream().anyMatch(sensor -> sensor.place() == place)) {
        band.apply(place).ifPresent(found -> bands.put(place.label(), found));
      }
    }
    return bands;
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
