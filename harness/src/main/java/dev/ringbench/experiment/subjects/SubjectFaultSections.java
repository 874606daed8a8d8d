// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.subjects;

import dev.ringbench.section.Column;
import dev.ringbench.section.Section;
import dev.ringbench.section.Table;
import dev.ringbench.section.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What faults from outside did to subjects, and whether anybody said so. */
final class SubjectFaultSections {
  private final SubjectsDocument document;

  SubjectFaultSections(SubjectsDocument document) {
    this.document = document;
  }

  Section matrix() {
    List<List<String>> rows = new ArrayList<>();
    List<String> sentences = new ArrayList<>();
    for (SubjectFault fault : document.faults()) {
      if (fault.outcome() == null) {
        sentences.add(
            fault.row()
                + ", "
                + fault.fault()
                + ": not done"
                + (fault.reason() == null ? "" : ", " + fault.reason())
                + ".");
        continue;
      }
      rows.add(
          List.of(
              fault.row(),
              fault.fault().toString(),
              outcome(fault.predicted(), fault.predictedEffects()),
              outcome(fault.outcome(), fault.effects())
                  + (fault.outcome().equals(fault.predicted())
                          && fault.effects().equals(fault.predictedEffects())
                      ? ""
                      : " !"),
              Texts.ns((double) fault.longestNs()),
              String.format(
                  Locale.ROOT, "%,d of %,d", fault.missing(), fault.issued() + fault.issuedAfter()),
              fault.recoveredMs() == null
                  ? "not seen"
                  : String.format(Locale.ROOT, "%.0f ms", fault.recoveredMs()),
              fault.told() == null ? "nothing" : fault.told()));
    }
    if (!rows.isEmpty()) {
      sentences.add(
          "Each fault was done once, for 2 s, while operations went on at an even rate. A class of"
              + " one run is what happened, and no share. B1: no effect; B2: only the sensor; B3:"
              + " the workload. ! marks what the placement did not predict.");
    }
    return Section.of(
        "Faults from outside",
        Table.of(
            List.of(
                Column.text("subject"),
                Column.text("fault"),
                Column.text("predicted").droppedAs(1),
                Column.text("observed"),
                Column.number("longest call"),
                Column.number("events missing"),
                Column.number("back after").droppedAs(2),
                Column.text("what it said").droppedAs(3)),
            rows),
        sentences);
  }

  private static String outcome(String outcome, List<String> effects) {
    return outcome + (effects.isEmpty() ? "" : " " + String.join(", ", effects));
  }
}
