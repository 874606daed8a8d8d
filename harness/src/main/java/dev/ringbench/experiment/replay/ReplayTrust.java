// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.replay;

import dev.ringbench.check.Build;
import dev.ringbench.check.Check;
import dev.ringbench.check.Copies;
import dev.ringbench.check.Violations;
import dev.ringbench.experiment.replay.ReplayDocument.Exhibit;
import dev.ringbench.experiment.replay.ReplayDocument.Moment;
import java.util.ArrayList;
import java.util.List;

/** Whether a replay shows what every replay shows, each exhibit with times of its own. */
final class ReplayTrust {
  private static final String PANIC = "kernel panic";
  private static final String MODULE = "module-ftrace-auth";
  private static final int FEWEST_MOMENTS = 2;

  /** As measure.Replay shows them. */
  private static final List<String> SHOWN =
      List.of(
          MODULE + ", guest, none",
          MODULE + ", guest, last-known-good",
          MODULE + ", guest, both-bad",
          "bpf-lsm-auth, guest, none",
          "fanotify-permission, host, none",
          "fanotify-permission, host, last-known-good",
          "seccomp-notify, host, none",
          "fanotify-notify-fd, host, none",
          "fanotify-notify-fd, host, last-known-good",
          "interposition, host, none");

  private final ReplayDocument document;

  ReplayTrust(ReplayDocument document) {
    this.document = document;
  }

  List<Check> all() {
    return List.of(shown(), boots(), copies());
  }

  private static String place(Exhibit exhibit) {
    return exhibit.sensor() + ", " + exhibit.place() + ", " + exhibit.policy();
  }

  private Check shown() {
    String name = "complete";
    List<String> found = document.exhibits().stream().map(ReplayTrust::place).toList();
    if (found.equals(SHOWN)) {
      return Check.ok(name, found.size() + " exhibits, as each replay shows them");
    }
    List<String> missing = new ArrayList<>(SHOWN);
    missing.removeAll(found);
    if (missing.isEmpty() && !document.version().equals(Build.ownText())) {
      return Check.warning(name, "exhibits that this build does not show: another build's");
    }
    return Check.failed(
        name,
        missing.isEmpty()
            ? "exhibits are not those of a replay, in their order"
            : "exhibits are missing: " + String.join("; ", missing));
  }

  /** Of a machine that may do nothing but boot, as measure.Replay counts. */
  private Check boots() {
    Violations violations = new Violations();
    for (Exhibit exhibit : document.exhibits()) {
      if (!exhibit.sensor().equals(MODULE) || exhibit.unavailable() != null) {
        continue;
      }
      List<Double> panics =
          exhibit.moments().stream()
              .filter(moment -> moment.what().contains(PANIC))
              .map(Moment::ms)
              .toList();
      violations.require(
          exhibit.boots() != null && exhibit.boots() == Math.max(0, panics.size() - 1),
          () ->
              "%s: boots is %s, and %d panics follow the first"
                  .formatted(place(exhibit), exhibit.boots(), Math.max(0, panics.size() - 1)));
      violations.require(
          panics.isEmpty()
              ? exhibit.firstCrashMs() == null
              : panics.get(0).equals(exhibit.firstCrashMs()),
          () -> place(exhibit) + ": first_crash_ms is not that of its first panic");
      violations.require(
          exhibit.operatorNeeded() == (exhibit.wellAfterMs() == null),
          () -> place(exhibit) + ": operator_needed does not follow from well_after_ms");
    }
    return violations.check("boots", "panics and boots agree with what happened");
  }

  private Check copies() {
    Copies copies = new Copies();
    for (Exhibit exhibit : document.exhibits()) {
      List<Double> times =
          exhibit.moments().stream().map(Moment::ms).filter(ms -> ms > 0).distinct().toList();
      if (times.size() >= FEWEST_MOMENTS) {
        copies.addCertain(place(exhibit), times);
      }
    }
    return copies.check("copies", "no two exhibits have the same times");
  }
}
