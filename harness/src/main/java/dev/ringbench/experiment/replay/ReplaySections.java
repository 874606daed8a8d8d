// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.replay;

import dev.ringbench.experiment.replay.ReplayDocument.Exhibit;
import dev.ringbench.experiment.replay.ReplayDocument.Moment;
import dev.ringbench.section.Column;
import dev.ringbench.section.Section;
import dev.ringbench.section.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a replay of an incident showed. */
final class ReplaySections {
  private static final String UNKNOWN = "-";

  private final ReplayDocument document;

  /** Of one replay. */
  ReplaySections(ReplayDocument document) {
    this.document = document;
  }

  /** In the order of reading. */
  List<Section> sections() {
    List<Section> sections = new ArrayList<>();
    sections.add(
        Section.of(
            "19 July 2024, with one defect in each architecture",
            List.of(
                "Rules may look at 21 fields, and events have 20. Content with a wildcard in the 21st field worked for months; then new content looked at it. The validator has the same defect and accepts the content; the file stays on the disk; the sensor loads at boot. The machine panics on an oops, as Windows stops on a bug check.",
                document.environment().cpu().model()
                    + ", kernel "
                    + document.environment().kernel().release()
                    + "; guest: kernel "
                    + document.guest().kernel()
                    + ", "
                    + document.guest().accelerator()
                    + " (emulated boots take longer than real ones).")));
    sections.add(summary());
    document.exhibits().forEach(exhibit -> sections.add(timeline(exhibit)));
    sections.add(rollout());
    return sections;
  }

  private Section summary() {
    List<List<String>> rows = new ArrayList<>();
    for (Exhibit exhibit : document.exhibits()) {
      rows.add(
          List.of(
              exhibit.sensor(),
              exhibit.policy(),
              exhibit.boots() == null ? UNKNOWN : exhibit.boots().toString(),
              exhibit.wellAfterMs() == null ? "never" : duration(exhibit.wellAfterMs()),
              exhibit.unprotectedMs() == null ? UNKNOWN : duration(exhibit.unprotectedMs()),
              exhibit.eventsLost() == null ? UNKNOWN : exhibit.eventsLost().toString(),
              exhibit.failing()));
    }
    return Section.of(
        "In short",
        Table.of(
            List.of(
                Column.text("sensor"),
                Column.text("policy"),
                Column.number("boots").droppedAs(2),
                Column.number("recovered"),
                Column.number("open for"),
                Column.number("lost").droppedAs(1),
                Column.text("fails")),
            rows),
        List.of(
            "boots: boots that failed after the first crash. recovered: time to the first lasting correct answer; never: only a person can repair it. open for: how long denied requests succeeded. lost: events that did not arrive. fails: open, closed, both, or the machine is down. Policies: none; last-known-good: after two failed boots or starts the earlier content, after three no sensor; both-bad: the same, and the earlier content is bad, too."));
  }

  private static Section timeline(Exhibit exhibit) {
    List<List<String>> rows = new ArrayList<>();
    for (Moment moment : exhibit.moments()) {
      rows.add(List.of("+" + duration(moment.ms()), moment.what()));
    }
    return Section.of(
        exhibit.sensor() + ", " + exhibit.policy() + ": " + exhibit.end(),
        Table.of(List.of(Column.number("after"), Column.text("what happens")), rows));
  }

  private Section rollout() {
    List<List<String>> rows = new ArrayList<>();
    for (ReplayDocument.Rollout row : document.rollout()) {
      rows.add(
          List.of(
              row.sensor(),
              row.stages(),
              duration(row.seenAfterSeconds() * 1000),
              String.format(Locale.ROOT, "%,d", row.hitWhenSeen()),
              String.format(Locale.ROOT, "%,d", row.hitByPeople())));
    }
    return Section.of(
        "How many of 8,500,000 machines load it: a model",
        Table.of(
            List.of(
                Column.text("sensor"),
                Column.text("stages"),
                Column.number("seen after"),
                Column.number("machines"),
                Column.number("after 78 min")),
            rows),
        List.of(
            String.format(
                Locale.ROOT,
                "In each stage machines ask for content at times spread evenly over %.0f s. The rollout stops when the first crash is detected, as fast as here, or after the 78 minutes of the incident. A stage begins after the stage before was quiet for %.0f s. The model leaves out machines that are switched off and reports that are not read.",
                RolloutModel.CHECK_IN_SECONDS,
                RolloutModel.CHECK_IN_SECONDS)));
  }

  private static String duration(double ms) {
    return ms < 1000
        ? String.format(Locale.ROOT, "%.0f ms", ms)
        : String.format(Locale.ROOT, "%,.1f s", ms / 1000);
  }
}
