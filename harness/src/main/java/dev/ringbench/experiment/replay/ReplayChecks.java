// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.replay;

import dev.ringbench.check.Check;
import dev.ringbench.check.Violations;
import dev.ringbench.experiment.replay.ReplayDocument.Exhibit;
import dev.ringbench.experiment.replay.ReplayDocument.Moment;
import java.util.ArrayList;
import java.util.List;

/** What has to hold of the replay of an incident. */
public final class ReplayChecks {
  private static final double MS_OF_A_SECOND = 1000;

  private final ReplayDocument document;

  public ReplayChecks(ReplayDocument document) {
    this.document = document;
  }

  public List<Check> all() {
    return List.of(moments(), exhibits(), rollout());
  }

  private static String place(Exhibit exhibit) {
    return exhibit.sensor() + ", " + exhibit.policy();
  }

  /** One at 0 begins another run of the same exhibit, with a clock of its own. */
  private Check moments() {
    Violations violations = new Violations();
    List<String> again = new ArrayList<>();
    int count = 0;
    for (Exhibit exhibit : document.exhibits()) {
      double before = 0;
      for (Moment moment : exhibit.moments()) {
        double last = before;
        if (moment.ms() == 0 && last > 0) {
          again.add(place(exhibit) + ": \"" + moment.what() + "\"");
        } else {
          violations.require(
              moment.ms() >= last,
              () ->
                  "%s: \"%s\" at %.3f ms comes after %.3f ms"
                      .formatted(place(exhibit), moment.what(), moment.ms(), last));
        }
        before = moment.ms();
        count++;
      }
    }
    if (!violations.any() && !again.isEmpty()) {
      return Check.warning("moments", "the clock begins again at " + String.join(", ", again));
    }
    return violations.check(
        "moments", count + " in " + document.exhibits().size() + " exhibits, in order");
  }

  private Check exhibits() {
    Violations violations = new Violations();
    for (Exhibit exhibit : document.exhibits()) {
      violations.require(
          exhibit.unavailable() != null || !exhibit.moments().isEmpty(),
          () -> place(exhibit) + ": nothing happened, for no reason");
      violations.require(
          isMoment(exhibit, exhibit.firstCrashMs()),
          () -> place(exhibit) + ": its first crash is none of its moments");
      violations.require(
          isMoment(exhibit, exhibit.wellAfterMs()),
          () -> place(exhibit) + ": that it was well is none of its moments");
      violations.require(
          exhibit.wellAfterMs() == null
              || exhibit.firstCrashMs() == null
              || exhibit.wellAfterMs() >= exhibit.firstCrashMs(),
          () -> place(exhibit) + " was well before it crashed");
      violations.require(
          !exhibit.operatorNeeded() || exhibit.wellAfterMs() == null,
          () -> place(exhibit) + " was well by itself, and needed an operator");
      violations.require(
          (exhibit.unprotectedMs() == null || exhibit.unprotectedMs() >= 0)
              && (exhibit.eventsLost() == null || exhibit.eventsLost() >= 0)
              && (exhibit.boots() == null || exhibit.boots() >= 0),
          () -> place(exhibit) + ": a negative count or time");
    }
    return violations.check("exhibits", "each agrees with its moments");
  }

  private static boolean isMoment(Exhibit exhibit, Double ms) {
    return ms == null || exhibit.moments().stream().anyMatch(moment -> moment.ms() == ms);
  }

  private Check rollout() {
    List<ReplayDocument.Rollout> modelled = new ArrayList<>();
    for (Exhibit exhibit : document.exhibits()) {
      if (exhibit.policy().equals("none") && exhibit.firstCrashMs() != null) {
        modelled.addAll(RolloutModel.of(exhibit.sensor(), exhibit.firstCrashMs() / MS_OF_A_SECOND));
      }
    }
    Violations violations = new Violations();
    violations.require(
        modelled.size() == document.rollout().size(),
        () -> document.rollout().size() + " rows, the model gives " + modelled.size());
    for (int i = 0; i < Math.min(modelled.size(), document.rollout().size()); i++) {
      ReplayDocument.Rollout expected = modelled.get(i);
      ReplayDocument.Rollout found = document.rollout().get(i);
      violations.require(
          expected.equals(found), () -> found + " is stored, the model gives " + expected);
    }
    return violations.check("rollout", modelled.size() + " rows as the model gives them");
  }
}
