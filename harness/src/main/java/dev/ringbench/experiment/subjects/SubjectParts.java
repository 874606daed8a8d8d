// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.subjects;

import dev.ringbench.experiment.subjects.AddedCosts.Added;
import dev.ringbench.experiment.subjects.AddedCosts.Of;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Sensor;
import dev.ringbench.section.Column;
import dev.ringbench.section.Section;
import dev.ringbench.section.Table;
import dev.ringbench.section.Texts;
import dev.ringbench.stats.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Parts of what a subject adds: the hook is what the floor of our sensor of its kind adds, record
 * and wake-up are what our sensor adds beyond it, and the rest is the subject's own work.
 */
final class SubjectParts {
  private final SubjectsDocument document;
  private final AddedCosts costs;

  SubjectParts(SubjectsDocument document, AddedCosts costs) {
    this.document = document;
    this.costs = costs;
  }

  Section of(Operation operation) {
    List<List<String>> rows = new ArrayList<>();
    for (SubjectFacts subject : document.subjects()) {
      Optional<SubjectFacts.Claim> claim =
          subject.claim(operation).filter(of -> of.like() != null && of.pairing().isRanked());
      Optional<Sensor> like = claim.flatMap(of -> sensor(of.like()));
      Optional<Interval> own = like.flatMap(of -> costs.beyond(subject.id(), of.id(), operation));
      if (own.isEmpty()) {
        continue;
      }
      Optional<String> floor =
          like.map(Sensor::floor).filter(id -> costs.added(id, operation, Of.MEAN).isPresent());
      rows.add(
          List.of(
              subject.id(),
              floor
                  .flatMap(id -> costs.added(id, operation, Of.MEAN))
                  .map(hook -> text(hook.ns()))
                  .orElse("not measured"),
              floor
                  .flatMap(id -> costs.beyond(like.get().id(), id, operation))
                  .or(() -> costs.added(like.get().id(), operation, Of.MEAN).map(Added::ns))
                  .map(SubjectParts::text)
                  .orElse("not measured"),
              text(own.get())));
    }
    if (rows.isEmpty()) {
      return Section.of("", List.of());
    }
    return new Section(
        "Where the time added to each " + operation + " goes",
        List.of(),
        Table.of(
            List.of(
                Column.text("subject"),
                Column.number("hook"),
                Column.number("record and wake-up"),
                Column.number("its own work")),
            rows),
        List.of(
            "hook: the floor of our sensor of its kind; record and wake-up: what our sensor adds to"
                + " that, or the hook with them where that was not measured; its own work: what the"
                + " subject adds to ours. Brackets: 95 % intervals over rounds. A negative part means"
                + " that the subject does less than ours."),
        List.of());
  }

  private Optional<Sensor> sensor(String id) {
    return document.sensors().stream().filter(sensor -> sensor.id().equals(id)).findFirst();
  }

  static String text(Interval part) {
    return Double.isNaN(part.low())
        ? Texts.added(part.estimate(), null, null, "ns")
        : Texts.added(part.estimate(), part.low(), part.high(), "ns");
  }
}
