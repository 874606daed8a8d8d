// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.experiment.claims.measure.PlanStep;
import dev.ringbench.measure.RunLock;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.model.VisibleText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Runs a step of a plan by this very jar, in a process of its own, which ends with us. What it
 * prints is beside its document, in a file that ends with .log.
 */
final class ChildStep implements PlanStep, AutoCloseable {
  private static final Duration LIMIT = Duration.ofHours(2);
  private static final Duration TURN = Duration.ofHours(1);
  private static final int MILLIS_BETWEEN_LOOKS = 2000;
  private static final int SECONDS_TO_END = 30;
  private static final String BUSY = "Another run is measuring";
  private static final Path SETPRIV = Path.of("/usr/bin/setpriv");

  private final Path jar;
  private final Consumer<String> says;
  private final Thread onSignal = new Thread(this::end, "end a step of a plan");
  private volatile Process running;

  /** {@code says}: hears why it waits. */
  ChildStep(Consumer<String> says) {
    this.says = says;
    this.jar = Path.of(System.getProperty("java.class.path"));
    if (!Files.isRegularFile(jar)) {
      throw RingbenchException.machine(
          "`claims run` runs from ringbench.jar alone, not from " + jar + ".");
    }
    Runtime.getRuntime().addShutdownHook(onSignal);
  }

  @Override
  public String run(List<String> command, Path document) {
    Path log = document.resolveSibling(document.getFileName() + ".log");
    long end = System.nanoTime() + TURN.toNanos();
    while (true) {
      waitForTurn(end);
      try {
        int code = child(command, document, log);
        String why = code == 0 ? null : lastWord(log, code);
        if (why == null || !why.contains(BUSY) || System.nanoTime() > end) {
          return why;
        }
      } catch (IOException e) {
        return "it could not be started: " + e.getMessage();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return "it was interrupted";
      }
    }
  }

  /** Other runs of this machine end sooner or later. */
  private void waitForTurn(long end) {
    boolean said = false;
    while (System.nanoTime() < end && !RunLock.unlessHeld(() -> {})) {
      if (!said) {
        says.accept("waiting for another run on this machine");
        said = true;
      }
      try {
        Thread.sleep(MILLIS_BETWEEN_LOOKS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private int child(List<String> command, Path document, Path log)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>();
    if (Files.isExecutable(SETPRIV)) {
      words.addAll(List.of(SETPRIV.toString(), "--pdeathsig", "TERM"));
    }
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(List.of("-jar", jar.toString()));
    words.addAll(command);
    words.addAll(List.of("--out", document.toString(), "--force"));
    Process process =
        new ProcessBuilder(words)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    running = process;
    try {
      if (!process.waitFor(LIMIT.toMinutes(), TimeUnit.MINUTES)) {
        end();
        throw new IOException("it took more than " + LIMIT.toMinutes() + " minutes");
      }
      return process.exitValue();
    } finally {
      running = null;
    }
  }

  /** The last complaint of the log. */
  private static String lastWord(Path log, int code) {
    String ended = "it ended with exit code " + code;
    try {
      return Files.readString(log, StandardCharsets.UTF_8)
          .lines()
          .filter(line -> line.startsWith("ringbench: "))
          .reduce((first, second) -> second)
          .map(line -> ended + ": " + shortened(line.substring("ringbench: ".length())))
          .orElse(ended);
    } catch (IOException e) {
      return ended;
    }
  }

  private static String shortened(String text) {
    int most = 400;
    String line = VisibleText.line(text);
    return line.length() <= most ? line : line.substring(0, most) + " ...";
  }

  private void end() {
    Process process = running;
    if (process != null) {
      process.destroy();
      try {
        process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    end();
    try {
      Runtime.getRuntime().removeShutdownHook(onSignal);
    } catch (IllegalStateException e) {
      // The process is ending by a signal, and the hook does its work.
    }
  }
}
