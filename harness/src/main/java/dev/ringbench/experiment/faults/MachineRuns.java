// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.faults;

import dev.ringbench.experiment.faults.FaultDocument.Cell;
import dev.ringbench.experiment.faults.FaultDocument.Detection;
import dev.ringbench.experiment.faults.FaultDocument.Form;
import dev.ringbench.fault.Band;
import dev.ringbench.fault.Guest;
import dev.ringbench.model.Environment;
import java.util.List;
import java.util.Map;

/**
 * What machines that are alike gave of a campaign whose shards were merged. Alike are machines of
 * the same CPU model, number of CPUs, architecture, hypervisor and kernel, with the same engine of
 * guests. Classes are counts, which the document adds up; times stand here alone where machines are
 * unlike.
 *
 * @param name "machine 1", in the order of the first shards
 * @param shards numbers of the shards that they conducted, ascending; the plan gives the runs of
 *     each
 * @param startedAt when the first of these shards was begun, by the clock of its machine; UTC, ISO
 *     8601; null: not kept
 * @param environment of the first of these shards
 * @param guest null: none was used
 * @param bands the fault-free band of each place, the worst of these shards
 * @param cells every cell of the plan, with the runs of these shards
 * @param forms see {@link FaultDocument}, of these runs
 * @param detections see {@link FaultDocument}, of these runs
 */
public record MachineRuns(
    String name,
    List<Integer> shards,
    String startedAt,
    Environment environment,
    Guest guest,
    Map<String, Band> bands,
    List<Cell> cells,
    List<Form> forms,
    List<Detection> detections) {
  /** Defensive copy. */
  public MachineRuns {
    shards = List.copyOf(shards);
  }

  /** One whose runs are not counted yet. */
  static MachineRuns empty(
      String name, List<Integer> shards, String startedAt, Environment environment, Guest guest) {
    return new MachineRuns(
        name, shards, startedAt, environment, guest, Map.of(), List.of(), List.of(), List.of());
  }

  /** The same with what its graded runs give. */
  MachineRuns with(CampaignPlan plan, Grading grading, List<GradedRun> graded) {
    FaultMatrix matrix = new FaultMatrix(plan, graded);
    return new MachineRuns(
        name,
        shards,
        startedAt,
        environment,
        guest,
        CampaignDocument.bands(plan, place -> grading.band(place, shards)),
        matrix.cells(),
        matrix.forms(),
        matrix.detections());
  }

  /** Runs with a fault. */
  int runs() {
    return cells.stream().mapToInt(Cell::runs).sum();
  }

  /** Its cell of the same fault, sensor and machine profile. */
  Cell cell(Cell same) {
    return cells.stream()
        .filter(cell -> cell.fault().equals(same.fault()))
        .filter(cell -> cell.sensor().equals(same.sensor()))
        .filter(cell -> cell.machineProfile().equals(same.machineProfile()))
        .findFirst()
        .orElseThrow();
  }
}
