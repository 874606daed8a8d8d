// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run.measure;

import dev.ringbench.experiment.run.Plan;
import dev.ringbench.experiment.run.Precision;
import dev.ringbench.experiment.run.RunDocument;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/**
 * When a run measures, and how long: once; several times with a pause between them, so that its
 * intervals are of the machine and not of the moment; or until its rows are as precise as was asked
 * for.
 *
 * @param count how many sessions
 * @param pause between them
 * @param precision the part of its latency that half of each row's interval may be; null: the
 *     profile's forks are enough
 * @param mostForks where it stops though it is not reached
 */
public record Sessions(int count, Duration pause, Double precision, int mostForks) {
  /** The same forks once for each session. */
  public Plan planOf(Plan ofOne) {
    return ofOne.withForks(ofOne.forks() * count);
  }

  /**
   * Measures.
   *
   * @param plan of all sessions
   * @param waiting hears the number of the session that is waited for, from 1
   */
  public void run(
      JmhForks forks, Plan plan, RunInProgress run, BlockListener listener, IntConsumer waiting) {
    int ofEach = plan.forks() / count;
    for (int session = 0; session < count; session++) {
      if (session > 0) {
        waiting.accept(session + 1);
        rest();
      }
      if (count > 1) {
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        run.sessionBegins(new RunDocument.Session(session * ofEach, now));
      }
      forks.run(plan, session * ofEach, (session + 1) * ofEach, listener);
    }
    Plan longer = plan;
    while (precision != null && longer.forks() < mostForks && !isPrecise(run)) {
      longer = longer.withForks(longer.forks() + 1);
      run.goOn(longer);
      forks.run(longer, longer.forks() - 1, longer.forks(), listener);
    }
  }

  private boolean isPrecise(RunInProgress run) {
    return Precision.of(run.document("measuring on"), precision).wider() == 0;
  }

  private void rest() {
    long until = System.nanoTime() + pause.toNanos();
    for (long left = pause.toNanos(); left > 0; left = until - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
