// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.visibility;

import dev.ringbench.check.Check;
import dev.ringbench.check.Violations;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What has to hold of a document on what sensors see. */
final class VisibilityChecks {
  private static final Set<Sight> OF_EVENTS =
      EnumSet.of(Sight.RIGHT, Sight.PARTIAL, Sight.WRONG, Sight.UNSEEN);

  private final VisibilityDocument document;

  VisibilityChecks(VisibilityDocument document) {
    this.document = document;
  }

  List<Check> all() {
    return List.of(complete(), canaries(), cells(), predictions());
  }

  private Check complete() {
    return document.status().equals("partial")
        ? Check.warning("complete", "partial: " + document.statusReason())
        : Check.ok("complete", document.watches().size() + " starts of sensors");
  }

  /** No canary, no result. */
  private Check canaries() {
    Violations violations = new Violations();
    for (Watch watch : document.watches()) {
      violations.require(
          !watch.measured()
              || (watch.frontCanaries() > 0
                  && watch.endCanaries() > 0
                  && watch.frontSeen() == watch.frontCanaries()
                  && watch.endSeen() == watch.endCanaries()),
          () ->
              "%s, %s %s: %d of %d front and %d of %d end canaries were seen"
                  .formatted(
                      watch.sensor(),
                      watch.operation(),
                      watch.asked(),
                      watch.frontSeen(),
                      watch.frontCanaries(),
                      watch.endSeen(),
                      watch.endCanaries()));
    }
    for (SightCell cell : document.cells()) {
      violations.require(
          cell.tries() == 0 || document.watch(cell).filter(Watch::measured).isPresent(),
          () -> cell.form() + " before " + cell.sensor() + " has a result without a canary");
    }
    return violations.check(
        "canaries", "each result is between canaries, the last of them on each CPU");
  }

  private Check cells() {
    Violations violations = new Violations();
    for (SightCell cell : document.cells()) {
      String where = cell.form() + " before " + cell.sensor() + ", " + cell.asked();
      int most = document.form(cell.form()).race() ? document.raceTries() : document.tries();
      violations.require(
          cell.tries() + cell.failed() <= most,
          () -> "%s: %d tries, planned %d".formatted(where, cell.tries() + cell.failed(), most));
      violations.require(
          cell.counts().there().stream()
              .allMatch(sight -> OF_EVENTS.contains(sight) == (cell.asked() == Asked.NAMES)),
          () -> where + ": " + cell.text() + " answers another question");
      violations.require(
          cell.reason() == null ? cell.tries() > 0 : cell.tries() == 0,
          () -> where + ": a result and a reason exclude each other");
    }
    return violations.check("cells", document.cells().size() + " cells, each with its tries");
  }

  private Check predictions() {
    List<SightCell> other = document.cells().stream().filter(SightCell::disagrees).toList();
    return other.isEmpty()
        ? Check.ok("predictions", "every result is as predicted, or was not predicted")
        : Check.warning(
            "predictions",
            other.size()
                + " cells are not as predicted: "
                + other.stream()
                    .limit(3)
                    .map(cell -> cell.form() + " before " + cell.sensor())
                    .collect(Collectors.joining(", ")));
  }
}
