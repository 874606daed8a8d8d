// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/** A line of progress now and then, where no terminal shows a bar: in the log of a CI job. */
final class ProgressLines {
  private static final long EVERY_NS = Duration.ofSeconds(30).toNanos();
  private static final int PERCENT = 100;

  private final PrintStream out;
  private final LongSupplier clockNs;
  private final long beganNs;
  private long lastNs;

  /** {@code clockNs}: as {@link System#nanoTime}. */
  ProgressLines(PrintStream out, LongSupplier clockNs) {
    this.out = out;
    this.clockNs = clockNs;
    this.beganNs = clockNs.getAsLong();
    this.lastNs = beganNs;
  }

  /** Prints it if the last line is 30 seconds old; an empty line is none. */
  synchronized void say(String line) {
    long now = clockNs.getAsLong();
    if (!line.isEmpty() && now - lastNs >= EVERY_NS) {
      lastNs = now;
      out.println("ringbench: " + line);
    }
  }

  /** The same with how much is done, and how long the rest takes at this pace. */
  synchronized void say(String what, int done, int planned) {
    if (planned <= 0) {
      say(what);
      return;
    }
    String left = "";
    if (done > 0) {
      double perStepNs = (double) (clockNs.getAsLong() - beganNs) / done;
      Duration rest = Duration.ofNanos((long) (perStepNs * (planned - done)));
      left =
          String.format(
              Locale.ROOT, ", about %d min %02d s left", rest.toMinutes(), rest.toSecondsPart());
    }
    say(
        String.format(
            Locale.ROOT,
            "%s: %d of %d (%d %%)%s",
            what,
            done,
            planned,
            PERCENT * done / planned,
            left));
  }
}
