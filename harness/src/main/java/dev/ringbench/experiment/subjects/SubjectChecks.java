// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.subjects;

import dev.ringbench.check.Check;
import dev.ringbench.check.Copies;
import dev.ringbench.check.Violations;
import dev.ringbench.figure.Histograms;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.HdrHistogram.Histogram;

/** What has to hold of a run of subjects. */
final class SubjectChecks {
  private final SubjectsDocument document;

  SubjectChecks(SubjectsDocument document) {
    this.document = document;
  }

  List<Check> all() {
    return List.of(complete(), pairs(), histograms(), accounting(), faults(), copies());
  }

  private static String place(SubjectBlock block) {
    return "%s beside %s, %s, round %d, step %d"
        .formatted(block.row(), block.beside(), block.operation(), block.round(), block.step());
  }

  private Check complete() {
    if (document.status().equals("partial")) {
      return Check.warning("complete", "partial: " + document.statusReason());
    }
    Violations violations = new Violations();
    Set<String> ready = new HashSet<>();
    document.trials().stream()
        .filter(SubjectTrial::available)
        .forEach(trial -> ready.add(trial.row()));
    for (String row : ready) {
      long rounds =
          document.blocks().stream()
              .filter(block -> block.row().equals(row))
              .map(SubjectBlock::round)
              .distinct()
              .count();
      violations.require(
          rounds == document.rounds(),
          () -> row + " has blocks in " + rounds + " of " + document.rounds() + " rounds");
    }
    return violations.check("complete", ready.size() + " rows in " + document.rounds() + " rounds");
  }

  private Check pairs() {
    Violations violations = new Violations();
    Map<String, Integer> without = new HashMap<>();
    int before = -1;
    for (SubjectBlock block : document.blocks()) {
      int last = before;
      violations.require(block.step() > last, () -> place(block) + " comes after step " + last);
      before = block.step();
      violations.require(
          block.without() || block.row().equals(block.beside()),
          () -> place(block) + " is beside another row than its own");
      if (block.without()) {
        without.merge(key(block), 1, Integer::sum);
      }
    }
    for (SubjectBlock block : document.blocks()) {
      violations.require(
          block.without()
              || without.getOrDefault(key(block), 0) == 1
              || document.status().equals("partial"),
          () -> place(block) + " has not one block without it in its round");
    }
    return violations.check("pairs", "each block has one without its row in the same round");
  }

  private static String key(SubjectBlock block) {
    return block.beside() + " " + block.operation() + " " + block.round();
  }

  private Check histograms() {
    Violations violations = new Violations();
    for (SubjectBlock block : document.blocks()) {
      boolean good = block.reason() == null;
      violations.require(
          good == (block.figures() != null) && good == (block.histogram() != null),
          () -> place(block) + (good ? " has no figures" : " has failed, and has figures"));
      if (block.measured() && block.histogram() != null) {
        Histogram histogram = Histograms.decode(block.histogram());
        violations.require(
            block.figures().equals(Histograms.figures(histogram)),
            () -> place(block) + ": its figures are not those of its histogram");
        violations.require(
            histogram.getTotalCount() == block.issued() && block.refused() <= block.issued(),
            () -> place(block) + ": its histogram has another count than its operations");
        violations.require(
            block.elapsedNs() >= block.figures().maxNs() / 2,
            () -> place(block) + ": it was shorter than its longest operation");
      }
    }
    return violations.check("histograms", document.blocks().size() + " blocks as they say");
  }

  private Check accounting() {
    Violations violations = new Violations();
    for (SubjectAccount account : document.accounts()) {
      String place = account.row() + ", " + account.operation();
      violations.require(
          account.paced().counted() <= account.paced().issued()
              && account.flood().counted() <= account.flood().issued(),
          () -> place + ": more targets were counted than issued");
      violations.require(
          account.pidsRight() == null || account.pidsRight() <= account.paced().counted(),
          () -> place + ": more processes are right than events were counted");
    }
    return violations.check(
        "accounting",
        "none of " + document.accounts().size() + " accounts counts more than was issued");
  }

  private Check faults() {
    Violations violations = new Violations();
    Set<String> done = new HashSet<>();
    for (SubjectFault fault : document.faults()) {
      String place = fault.row() + ", " + fault.fault();
      violations.require(
          (fault.reason() == null) == (fault.outcome() != null),
          () -> place + " has neither an outcome nor a reason, or both");
      violations.require(
          fault.counted() <= fault.issued() && fault.countedAfter() <= fault.issuedAfter(),
          () -> place + ": more events were counted than issued");
      violations.require(
          document.asked().contains(fault.fault()), () -> place + " was not asked for");
      violations.require(
          fault.turn() < document.faultRuns(), () -> place + " was done more often than planned");
      violations.require(
          done.add(place + fault.turn()), () -> place + ", run " + fault.turn() + " comes twice");
    }
    return violations.check("faults", document.faults().size() + " faults with their figures");
  }

  private Check copies() {
    Copies copies = new Copies();
    for (SubjectBlock block : document.blocks()) {
      if (block.measured() && Copies.isRich(block.figures())) {
        copies.add(block.row() + " " + block.operation(), place(block), block.figures());
      }
    }
    return copies.check("copies", "no two blocks have the same figures");
  }
}
