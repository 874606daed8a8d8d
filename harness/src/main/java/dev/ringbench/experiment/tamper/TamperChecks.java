// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.tamper;

import dev.ringbench.check.Check;
import dev.ringbench.check.Violations;
import java.util.List;
import java.util.stream.Collectors;

/** What has to hold of a document on attacks. */
final class TamperChecks {
  private final TamperDocument document;

  TamperChecks(TamperDocument document) {
    this.document = document;
  }

  List<Check> all() {
    return List.of(complete(), canaries(), controls(), counts(), predictions());
  }

  private Check complete() {
    return document.status().equals("partial")
        ? Check.warning("complete", "partial: " + document.statusReason())
        : Check.ok("complete", document.trials().size() + " trials");
  }

  /** No canary, no result. */
  private Check canaries() {
    Violations violations = new Violations();
    for (TamperTrial trial : document.trials()) {
      ProbeCounts before = trial.before();
      violations.require(
          !trial.measured()
              || (before.asked() > 0
                  && before.done() == before.asked()
                  && before.passed() == 0
                  && (!document.defender(trial.defender()).reports() || before.unreported() == 0)),
          () ->
              where(trial)
                  + ": before the attack "
                  + before.text(document.defender(trial.defender()).reports()));
    }
    return violations.check(
        "canaries", "before each attack every operation was reported, or refused");
  }

  private Check controls() {
    List<String> without =
        document.defenders().stream()
            .map(Defender::id)
            .filter(id -> document.trials().stream().anyMatch(one -> one.defender().equals(id)))
            .filter(id -> !document.isControlled(id))
            .toList();
    return without.isEmpty()
        ? Check.ok("controls", "without an attack nothing happened")
        : Check.warning(
            "controls",
            "also without an attack something happened to " + String.join(", ", without));
  }

  private Check counts() {
    Violations violations = new Violations();
    for (TamperTrial trial : document.trials()) {
      for (ProbeCounts counts : List.of(trial.before(), trial.during(), trial.after())) {
        violations.require(
            counts.done() + counts.failed() <= counts.asked()
                && counts.reported() <= counts.done()
                && counts.passed() <= counts.denied()
                && counts.stalled() <= counts.asked() + counts.denied(),
            () -> where(trial) + ": more operations came out in some way than were tried");
      }
      violations.require(
          !trial.measured() || trial.effects().equals(trial.effects().stream().sorted().toList()),
          () -> where(trial) + ": effects are not in their order");
    }
    return violations.check("counts", "no more operations came out in any way than were tried");
  }

  private static String where(TamperTrial trial) {
    return trial.attack() + " on " + trial.defender() + ", run " + trial.run();
  }

  private Check predictions() {
    List<TamperTrial> other = document.trials().stream().filter(TamperTrial::disagrees).toList();
    return other.isEmpty()
        ? Check.ok("predictions", "every result is as predicted, or was not predicted")
        : Check.warning(
            "predictions",
            other.size()
                + " trials are not as predicted: "
                + other.stream()
                    .limit(3)
                    .map(trial -> trial.attack() + " on " + trial.defender())
                    .collect(Collectors.joining(", ")));
  }
}
