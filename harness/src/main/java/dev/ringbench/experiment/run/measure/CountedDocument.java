// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run.measure;

import dev.ringbench.counted.InstructionCount;
import dev.ringbench.counting.InstructionCounting;
import dev.ringbench.document.DocumentHead;
import dev.ringbench.experiment.run.RunDocument;
import dev.ringbench.guest.GuestJob;
import dev.ringbench.model.Availability;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Environment;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Sensor;
import dev.ringbench.platform.linux.HostFacts;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The result document of a counting guest, made on the host: no JVM ran in the guest.
 *
 * @param version of Ringbench
 * @param sensors that were asked for
 * @param cells that were to be counted
 * @param boots of the guest, each of which counts every cell
 * @param startedAt UTC, ISO 8601
 */
public record CountedDocument(
    String version,
    List<Sensor> sensors,
    List<Cell> cells,
    List<Operation> operations,
    Map<Integer, String> content,
    int boots,
    String startedAt) {
  /** Value of the document's profile. */
  public static final String PROFILE = "deterministic";

  /**
   * For every cell of the sensors that a counting guest can run.
   *
   * @param content see {@link RunDocument.Run}
   */
  public static CountedDocument begin(
      String version,
      List<Sensor> sensors,
      List<Operation> operations,
      List<Integer> ruleCounts,
      Map<Integer, String> content,
      int boots) {
    return new CountedDocument(
        version,
        sensors,
        InstructionCounting.cells(sensors, operations, ruleCounts),
        operations,
        content,
        boots,
        now());
  }

  /** Where a guest has not yet said anything of its machine. */
  private static final Path NOTHING = Path.of("/nonexistent");

  private static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /**
   * From what the guest left so far.
   *
   * @param earlier counts of the boots before
   * @param boot that the guest is in
   * @param trouble why it ended early, null when it did not
   */
  public RunDocument of(GuestJob job, List<InstructionCount> earlier, int boot, String trouble) {
    List<InstructionCount> counts = new ArrayList<>(earlier);
    counts.addAll(InstructionCounting.read(job, boot));
    Path facts = job.result(InstructionCounting.FACTS_FOLDER);
    Environment environment = new HostFacts(facts == null ? NOTHING : facts).read();
    List<Availability> availability = new ArrayList<>();
    for (Cell cell : cells) {
      counts.stream()
          .filter(count -> count.cell().equals(cell))
          // One that any boot could count is there.
          .min(Comparator.comparing(count -> count.reason() != null))
          .ifPresent(
              count ->
                  availability.add(
                      count.reason() == null
                          ? Availability.of(cell)
                          : Availability.refused(cell, count.reason(), count.remedy())));
    }
    boolean complete = counts.size() == boots * cells.size();
    return new RunDocument(
        RunDocument.SCHEMA_VERSION,
        DocumentHead.GENERATOR,
        version,
        new RunDocument.Run(
            complete ? RunDocument.Status.COMPLETE : RunDocument.Status.PARTIAL,
            complete ? null : trouble == null ? "the guest ended early" : trouble,
            startedAt,
            now(),
            PROFILE,
            boots,
            1,
            0,
            true,
            operations,
            InstructionCounting.handoffs(),
            List.of(),
            null,
            content),
        environment,
        List.of(),
        sensors,
        availability,
        List.of(),
        List.of(),
        List.of(),
        counts,
        List.of());
  }
}
