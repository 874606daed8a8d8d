// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import dev.ringbench.check.Check;
import dev.ringbench.check.Violations;
import dev.ringbench.experiment.run.RunDocument.BlockSettings;
import dev.ringbench.model.Operation;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Whether the times of the blocks leave room for what they measured, and no room for a fork that is
 * not there. A clock that is set back makes the gap after one block too short, and a machine that
 * sleeps makes one too long; so a few short ones are a warning, and a long end fails only where the
 * run has not the forks of its profile besides.
 */
final class PaceCheck {
  private static final String NAME = "pace";
  private static final double NS = 1e-9;

  /** Of clocks that are slewed, and of times in whole milliseconds. */
  private static final double SLACK_SHARE = 0.01;

  private static final double SLACK_SECONDS = 0.005;
  private static final int STEPS_OF_A_CLOCK = 3;

  /** What follows the last block may take as long as between two forks, and this. */
  private static final double END_FACTOR = 3;

  private static final double END_SECONDS = 10;

  private final RunDocument document;
  private final List<Instant> starts = new ArrayList<>();

  private PaceCheck(RunDocument document) {
    this.document = document;
  }

  static Check of(RunDocument document) {
    if (document.blocks().isEmpty()) {
      return Check.notApplicable(NAME, "there are no blocks");
    }
    PaceCheck check = new PaceCheck(document);
    try {
      document.blocks().forEach(block -> check.starts.add(Instant.parse(block.startedAt())));
      return check.check(
          Instant.parse(document.run().startedAt()), Instant.parse(document.run().finishedAt()));
    } catch (DateTimeException e) {
      return Check.notApplicable(NAME, "a time is not in ISO 8601; see times");
    }
  }

  private double gap(int block) {
    return seconds(starts.get(block), starts.get(block + 1));
  }

  private static double seconds(Instant from, Instant to) {
    return Duration.between(from, to).toNanos() * NS;
  }

  private Check check(Instant begun, Instant finished) {
    List<String> shorter = tooShort(finished);
    Violations violations = new Violations();
    if (shorter.size() > STEPS_OF_A_CLOCK) {
      shorter.forEach(place -> violations.require(false, () -> place));
    }
    String end = longEnd(begun, finished);
    violations.require(end == null, () -> end);
    return violations.any() || shorter.isEmpty()
        ? violations.check(NAME, "each block had the time for what it measured")
        : Check.warning(NAME, shorter.get(0) + ": the clock was set back there");
  }

  private List<String> tooShort(Instant finished) {
    Map<Operation, BlockSettings> settings = new EnumMap<>(Operation.class);
    document.run().blockSettings().forEach(size -> settings.put(size.operation(), size));
    List<String> found = new ArrayList<>();
    for (int i = 0; i < starts.size(); i++) {
      Block block = document.blocks().get(i);
      boolean last = i == starts.size() - 1;
      // Written in whole seconds, rounded down.
      double there = last ? seconds(starts.get(i), finished) + 1 : gap(i);
      double needed = needed(block, settings.get(block.operation()));
      // A clock that was set back: see times.
      if (there >= 0 && there * (1 + SLACK_SHARE) + SLACK_SECONDS < needed) {
        found.add(
            "%s had %.3f s, and measured for %.3f s"
                .formatted(BlockChecks.place(block), there, needed));
      }
    }
    return found;
  }

  /** Seconds of the closed loop, and of the open one where events are reported. */
  private static double needed(Block block, BlockSettings size) {
    double seconds = 0;
    if (block.cost() != null) {
      seconds += block.cost().count() * block.cost().meanNs() * NS;
    }
    if (block.accounting() != null && size != null && size.openRatePerSecond() > 0) {
      seconds += Math.max(0, size.openCount() - 1.0) / size.openRatePerSecond();
    }
    return seconds;
  }

  /** Null: the run ended when its last block did, or nobody can tell. */
  private String longEnd(Instant begun, Instant finished) {
    RunDocument.Run run = document.run();
    boolean asProfiled =
        java.util.Arrays.stream(Profile.values())
            .anyMatch(
                profile ->
                    profile.toString().equals(run.profile())
                        && profile.forks() == run.forks()
                        && profile.rounds() == run.rounds());
    if (asProfiled || run.status() == RunDocument.Status.PARTIAL) {
      return null;
    }
    int last = starts.size() - 1;
    double usual = 0;
    int firstOfFork = 0;
    double longestFork = 0;
    for (int i = 0; i < last; i++) {
      usual = Math.max(usual, gap(i));
      if (document.blocks().get(i).fork() != document.blocks().get(i + 1).fork()) {
        longestFork = Math.max(longestFork, seconds(starts.get(firstOfFork), starts.get(i)));
        firstOfFork = i + 1;
      }
    }
    longestFork = Math.max(longestFork, seconds(starts.get(firstOfFork), starts.get(last)));
    if (firstOfFork == 0) {
      usual = Math.max(usual, seconds(begun, starts.get(0)));
    }
    double end = seconds(starts.get(last), finished);
    return end > END_FACTOR * usual + END_SECONDS && end > longestFork / 2
        ? ("finished_at is %.0f s after the last block, and a fork took %.0f s: blocks at the end"
                + " are missing, and forks or rounds are not those of the profile")
            .formatted(end, longestFork)
        : null;
  }
}
