// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.subjects;

import dev.ringbench.experiment.subjects.AddedCosts.Of;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Sensor;
import dev.ringbench.section.Column;
import dev.ringbench.section.Section;
import dev.ringbench.section.Table;
import dev.ringbench.section.Texts;
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
      Optional<Double> all = mean(subject.id(), operation);
      Optional<Double> ours = like.flatMap(of -> mean(of.id(), operation));
      if (all.isEmpty() || ours.isEmpty()) {
        continue;
      }
      Optional<Double> hook =
          like.map(Sensor::floor)
              .filter(floor -> sensor(floor).isPresent())
              .flatMap(floor -> mean(floor, operation));
      rows.add(
          List.of(
              subject.id(),
              hook.map(Texts::ns).orElse("not measured"),
              Texts.ns(ours.get() - hook.orElse(0.0)),
              Texts.ns(all.get() - ours.get()),
              Texts.ns(all.get())));
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
                Column.number("its own work"),
                Column.number("together")),
            rows),
        List.of(
            "hook: the floor of our sensor of its kind; record and wake-up: what our sensor adds to"
                + " that; its own work: what the subject adds to ours. Differences of estimates"
                + " without intervals: those are in the table of costs. A negative part means that"
                + " the subject does less than ours, or that noise is larger than the part."),
        List.of());
  }

  private Optional<Sensor> sensor(String id) {
    return document.sensors().stream().filter(sensor -> sensor.id().equals(id)).findFirst();
  }

  private Optional<Double> mean(String row, Operation operation) {
    return costs.added(row, operation, Of.MEAN).map(added -> added.ns().estimate());
  }
}
