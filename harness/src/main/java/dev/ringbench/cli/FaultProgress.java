// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.experiment.faults.measure.Campaign;
import dev.ringbench.fault.Place;
import dev.ringbench.fault.StoredRun;
import dev.ringbench.model.TerminalText;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar a place with the time left, and how fast it went. */
final class FaultProgress implements Campaign.Listener, AutoCloseable {
  private static final int UPDATE_MILLIS = 500;

  private final boolean visible = Terminal.isInteractive();
  private final Map<String, Double> perHour = new LinkedHashMap<>();
  private ProgressBar bar;
  private Place place;
  private long beganNs;
  private long lastNs;
  private int done;
  private int tried;
  private int planned;
  private ProgressLines lines;

  @Override
  public synchronized void begins(Place next, int runs) {
    close();
    place = next;
    done = 0;
    tried = 0;
    planned = runs;
    beganNs = 0;
    lines = visible ? null : new ProgressLines(System.err, System::nanoTime);
    System.err.println("ringbench: " + runs + " runs in the " + next.label() + ".");
    if (visible) {
      bar =
          new ProgressBarBuilder()
              .setTaskName("faults, " + next.label())
              .setInitialMax(runs)
              .setUpdateIntervalMillis(UPDATE_MILLIS)
              .setStyle(ProgressBarStyle.ASCII)
              .setMaxRenderedLength(Terminal.width())
              .setConsumer(new ConsoleProgressBarConsumer(Terminal.CONTROLLED, Terminal.width()))
              .build();
    }
  }

  @Override
  public synchronized void done(StoredRun run) {
    lastNs = System.nanoTime();
    if (beganNs == 0) {
      beganNs = lastNs; // what came before it was preparing
    } else if (run.trouble() == null) {
      done++;
    }
    tried++;
    if (lines != null) {
      lines.say("faults in the " + place.label(), tried, planned);
    }
    if (bar != null) {
      bar.setExtraMessage(TerminalText.line(run.run().fault() + " " + run.run().sensor()));
      bar.step();
    }
  }

  /** Runs an hour, by place. */
  synchronized Map<String, Double> pace() {
    note();
    return perHour;
  }

  private void note() {
    if (done > 0) {
      perHour.put(place.label(), done * (double) TimeUnit.HOURS.toNanos(1) / (lastNs - beganNs));
    }
  }

  @Override
  public synchronized void close() {
    note();
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
