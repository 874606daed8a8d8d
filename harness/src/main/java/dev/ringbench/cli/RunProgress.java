// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.experiment.run.Plan;
import dev.ringbench.experiment.run.Slot;
import dev.ringbench.model.Cell;
import dev.ringbench.model.TerminalText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * A bar with what is being measured and the time left; where no terminal shows it, a line each 30
 * seconds. A guest has no terminal: there it is lines in a file, for the host to show.
 */
final class RunProgress implements AutoCloseable {
  private static final int UPDATE_MILLIS = 500;

  /** Of commands that show a line and count nothing. */
  private static final ProgressLines LINES = new ProgressLines(System.err, System::nanoTime);

  private final boolean visible;
  private final Path file;
  private ProgressLines lines;
  private ProgressBar bar;
  private int done;
  private int planned;

  private RunProgress(boolean visible, Path file) {
    this.visible = visible;
    this.file = file;
  }

  /** {@code file}: where lines go instead of a bar; null: to the terminal. */
  static RunProgress to(Path file) {
    return new RunProgress(file == null && Terminal.isInteractive(), file);
  }

  /** Shows a line in the place of the line before it. */
  static void showLine(String line) {
    if (Terminal.isInteractive()) {
      Terminal.CONTROLLED.printf("\r\033[K%s", TerminalText.line(line));
    } else {
      LINES.say(TerminalText.line(line));
    }
  }

  private void write(String line) {
    if (file == null) {
      return;
    }
    try {
      Files.write(
          file,
          (line + "\n").getBytes(StandardCharsets.UTF_8),
          StandardOpenOption.CREATE,
          StandardOpenOption.TRUNCATE_EXISTING,
          StandardOpenOption.WRITE,
          LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      throw new UncheckedIOException("write " + file, e);
    }
  }

  /** What is done now, of commands that count nothing. */
  void step(String line) {
    write(line);
    if (file == null) {
      showLine(line);
    }
  }

  void probing(Cell cell) {
    write("trying " + cell);
    if (visible) {
      Terminal.CONTROLLED.printf("\r\033[Ktrying %s", cell);
    }
  }

  void start(Plan plan) {
    planned = plan.slotCount();
    lines = visible || file != null ? null : new ProgressLines(System.err, System::nanoTime);
    if (visible) {
      Terminal.CONTROLLED.print("\r\033[K");
      bar =
          new ProgressBarBuilder()
              .setTaskName("measuring")
              .setInitialMax(plan.slotCount())
              .setUpdateIntervalMillis(UPDATE_MILLIS)
              .setStyle(ProgressBarStyle.ASCII)
              .setMaxRenderedLength(Terminal.width())
              .setConsumer(new ConsoleProgressBarConsumer(Terminal.CONTROLLED, Terminal.width()))
              .build();
    }
  }

  void measuring(Slot slot) {
    write("measuring " + done + "/" + planned + " " + slot);
    if (bar != null) {
      bar.setExtraMessage(slot.toString());
    }
  }

  /** {@code session}: the number of the one that begins after the pause. */
  void waitingForSession(int session) {
    write("waiting for session " + session);
    if (bar != null) {
      bar.setExtraMessage("waiting for session " + session);
    }
  }

  void measured() {
    done++;
    if (lines != null) {
      lines.say("measuring", done, planned);
    }
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
