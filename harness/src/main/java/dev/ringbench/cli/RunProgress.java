// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.measure.Plan;
import dev.ringbench.measure.Slot;
import dev.ringbench.model.Cell;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar with what is being measured and the time left; nothing where nobody looks. */
final class RunProgress implements AutoCloseable {
  private static final int UPDATE_MILLIS = 500;

  private final boolean visible;
  private ProgressBar bar;

  private RunProgress(boolean visible) {
    this.visible = visible;
  }

  static RunProgress forTerminal() {
    return new RunProgress(Terminal.isInteractive());
  }

  void probing(Cell cell) {
    if (visible) {
      System.err.printf("\r\033[Ktrying %s", cell);
    }
  }

  void start(Plan plan) {
    if (visible) {
      System.err.print("\r\033[K");
      bar =
          new ProgressBarBuilder()
              .setTaskName("measuring")
              .setInitialMax((long) plan.slotCount() + plan.forks())
              .setUpdateIntervalMillis(UPDATE_MILLIS)
              .setStyle(ProgressBarStyle.ASCII)
              .setMaxRenderedLength(Terminal.width())
              .build();
    }
  }

  void measuring(Slot slot) {
    if (bar != null) {
      bar.setExtraMessage(slot.toString());
    }
  }

  void measured() {
    if (bar != null) {
      bar.step();
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
