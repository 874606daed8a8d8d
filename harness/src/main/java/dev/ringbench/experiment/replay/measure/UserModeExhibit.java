// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.replay.measure;

import dev.ringbench.experiment.replay.ReplayDocument.Exhibit;
import dev.ringbench.experiment.replay.ReplayDocument.Moment;
import dev.ringbench.fault.Facts;
import dev.ringbench.fault.Place;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What the replay showed of a sensor in user mode, from the facts of its two runs. */
final class UserModeExhibit {
  private UserModeExhibit() {}

  static Exhibit of(String sensor, String policy, Facts before, Facts facts) {
    List<Moment> moments = new ArrayList<>();
    moments.add(
        new Moment(0, "the content before, with its wildcard: " + Exhibits.verdicts(before)));
    moments.add(new Moment(0, "the content after is loaded; the validator takes it"));
    List<Facts.Exit> exits = facts.sensorProcess().exits();
    for (Facts.Exit exit : exits) {
      moments.add(
          new Moment(exit.atMs(), "an event meets the rule: the sensor ends" + signal(exit)));
    }
    long killed = facts.tasks().stream().filter(task -> task.signal() != null).count();
    if (killed > 0) {
      moments.add(
          new Moment(
              facts.activatedMs() == null ? 0 : facts.activatedMs(),
              killed + " of " + facts.tasks().size() + " monitored processes are killed"));
    }
    Double recoveredMs = facts.timeline().recoveredMs();
    boolean rolledBack = policy.equals(Replay.LAST_KNOWN_GOOD) && recoveredMs != null;
    if (recoveredMs != null) {
      moments.add(
          new Moment(
              recoveredMs,
              rolledBack
                  ? "rolled back to the content before: the first right answer"
                  : "restarted: the first right answer, until the next event meets the rule"));
    }
    if (facts.sensorProcess().givenUp()) {
      Facts.Exit last = exits.isEmpty() ? null : exits.get(exits.size() - 1);
      moments.add(new Moment(last == null ? 0 : last.atMs(), "the supervisor gives up"));
    }
    moments.sort(Comparator.comparingDouble(Moment::ms));
    boolean closed =
        killed > 0 || facts.tasks().stream().anyMatch(task -> !task.unexpected().isEmpty());
    boolean open = facts.verdicts().deniedSucceeded() > 0;
    boolean never = !rolledBack;
    return new Exhibit(
        sensor,
        Place.HOST.label(),
        policy,
        rolledBack
            ? "well again with the content before; the machine never went down"
            : killed > 0
                ? "every monitored process that meets the rule dies; the machine stays up"
                : facts.sensorProcess().givenUp()
                    ? "given up after "
                        + exits.size()
                        + (exits.size() == 1 ? " end" : " ends")
                        + "; the machine stays up"
                    : "still tried when the replay ended",
        moments,
        null,
        exits.isEmpty() ? facts.activatedMs() : Double.valueOf(exits.get(0).atMs()),
        rolledBack ? recoveredMs : null,
        facts.probe() == null ? null : facts.probe().unprotectedMs(),
        facts.events().delivered() == null || facts.events().lostUnknown()
            ? null
            : Long.valueOf(facts.events().silentlyLost() + lostByItself(facts)),
        open ? (closed ? "both" : "open") : closed ? "closed" : "neither",
        never,
        null);
  }

  private static long lostByItself(Facts facts) {
    return facts.events().lostReported() == null ? 0 : facts.events().lostReported();
  }

  private static String signal(Facts.Exit exit) {
    return exit.signal() == null ? "" : " (signal " + exit.signal() + ")";
  }
}
