// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.faults;

import dev.ringbench.check.Check;
import dev.ringbench.check.Violations;
import dev.ringbench.model.RingbenchException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Whether the classes of a document follow from the raw runs beside it. */
final class RawRunsCheck {
  private static final String NAME = "raw runs";
  private static final int MOST_NAMED = 5;

  private RawRunsCheck() {}

  static Check of(Path document, FaultDocument stored) {
    Path directory = Files.isDirectory(document) ? document : document.toAbsolutePath().getParent();
    Path file = directory.resolve(CampaignArchive.FILE);
    if (!Files.exists(file)) {
      return Check.notApplicable(
          NAME, "there is no " + CampaignArchive.FILE + " beside it: nobody can class them again");
    }
    try {
      return compare(CampaignArchive.open(file), stored);
    } catch (RingbenchException e) {
      return Check.failed(NAME, e.getMessage());
    }
  }

  private static Check compare(CampaignArchive runs, FaultDocument stored) {
    Violations violations = new Violations();
    violations.require(
        runs.plan().equals(stored.plan()), () -> "they are of another plan than the document");
    if (violations.any()) {
      return violations.check(NAME, "");
    }
    List<GradedRun> graded = new Grading(runs).graded();
    Map<Integer, Kept> kept = new HashMap<>();
    runs.classes().forEach(one -> kept.put(one.number(), one));
    List<Integer> otherwise =
        graded.stream()
            .filter(run -> run.outcome() != null)
            .filter(run -> kept.get(run.run().number()) != null)
            .filter(run -> !kept.get(run.run().number()).agrees(run))
            .map(run -> run.run().number())
            .toList();
    violations.require(
        otherwise.isEmpty(),
        () ->
            "%d runs come to another class than was kept: %s"
                .formatted(
                    otherwise.size(),
                    otherwise.subList(0, Math.min(MOST_NAMED, otherwise.size()))));
    violations.require(
        runs.shards() == (stored.shards() == null ? 0 : stored.shards().of()),
        () -> "they are of another number of shards than the document");
    compare(violations, "", new FaultMatrix(runs.plan(), graded), stored.cells());
    if (!stored.machines().isEmpty() && runs.shards() > 0) {
      Map<Integer, Integer> dealt = runs.plan().shardsOf(runs.shards());
      for (MachineRuns machine : stored.machines()) {
        List<GradedRun> its = CampaignDocument.of(machine, graded, dealt);
        compare(
            violations, machine.name() + ": ", new FaultMatrix(runs.plan(), its), machine.cells());
      }
    }
    return violations.check(
        NAME, graded.size() + " runs, classed again: each cell is what the document has");
  }

  private static void compare(
      Violations violations, String where, FaultMatrix matrix, List<FaultDocument.Cell> cells) {
    Map<String, FaultDocument.Cell> again = new HashMap<>();
    matrix.cells().forEach(cell -> again.put(key(cell), cell));
    for (FaultDocument.Cell cell : cells) {
      FaultDocument.Cell made = again.get(key(cell));
      violations.require(
          made != null
              && made.runs() == cell.runs()
              && made.activated() == cell.activated()
              && made.outcomes().equals(cell.outcomes())
              && made.security().equals(cell.security()),
          () ->
              "%s%s: the document has %s of %d runs, the raw runs give %s"
                  .formatted(
                      where,
                      key(cell),
                      cell.outcomes(),
                      cell.runs(),
                      made == null ? "none" : made.outcomes() + " of " + made.runs()));
    }
  }

  private static String key(FaultDocument.Cell cell) {
    return cell.fault() + " in " + cell.sensor() + ", machine " + cell.machineProfile();
  }
}
