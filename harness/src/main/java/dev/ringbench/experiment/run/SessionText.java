// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import dev.ringbench.check.Check;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether a side of `pair` began when its session did, with its seed: "TIME, seed N" is the
 * session's name. That two documents of one session belong together, verify finds when it sees
 * both.
 */
final class SessionText {
  private static final String NAME = "session";
  private static final Pattern TEXT = Pattern.compile("(\\S+), seed (-?\\d+)");

  /** Sides are started at once; a slow machine needs seconds until a JVM says its time. */
  private static final Duration START = Duration.ofMinutes(10);

  private SessionText() {}

  static Check check(RunDocument.Run run) {
    if (run.session() == null) {
      return Check.notApplicable(NAME, "measured alone");
    }
    Matcher text = TEXT.matcher(run.session());
    if (!text.matches()) {
      return Check.warning(NAME, "\"" + run.session() + "\" does not say when it began");
    }
    if (!text.group(2).equals(Long.toString(run.seed()))) {
      return Check.failed(
          NAME, "session \"" + run.session() + "\" has another seed than the run: " + run.seed());
    }
    try {
      Instant began = Instant.parse(text.group(1));
      // Written in whole seconds, rounded down.
      Duration after = Duration.between(began, Instant.parse(run.startedAt()).plusSeconds(1));
      return after.isNegative() || after.compareTo(START) > 0
          ? Check.failed(
              NAME,
              "started_at %s does not belong to session \"%s\""
                  .formatted(run.startedAt(), run.session()))
          : Check.ok(NAME, run.session());
    } catch (DateTimeException e) {
      return Check.warning(NAME, "\"" + run.session() + "\" does not say when it began");
    }
  }
}
