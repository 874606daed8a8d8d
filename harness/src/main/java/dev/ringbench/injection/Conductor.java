// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.injection;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** A native process that conducts one run after another; see native/fault/serve.h. */
public final class Conductor implements AutoCloseable {
  private static final String END = "end ";
  private static final int KEPT_CHARACTERS = 4000;
  private static final int PATIENCE_MILLIS = 200;

  private final Process process;
  private final BufferedReader output;
  private final OutputStream input;

  /** A thread that waits can be interrupted, one that reads cannot. */
  private final ExecutorService reader =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread thread = new Thread(work, "read what a conductor says");
            thread.setDaemon(true);
            return thread;
          });

  private final StringBuilder complaints = new StringBuilder();

  /**
   * Starts one.
   *
   * @param directory of content and of the runs' own directories: a run names what is in it
   */
  Conductor(Path nativeDir, Path directory) throws IOException {
    process =
        new ProcessBuilder(
                nativeDir.resolve("ringbench-fault").toString(),
                "serve",
                nativeDir.toString(),
                directory.toString())
            .start();
    output = process.inputReader(StandardCharsets.UTF_8);
    input = process.getOutputStream();
    // Always, and not only for who asks: what dies says so, and must not wait for a reader.
    Thread drain = new Thread(this::readComplaints, "read what a conductor complains of");
    drain.setDaemon(true);
    drain.start();
  }

  private void readComplaints() {
    try (BufferedReader said = process.errorReader(StandardCharsets.UTF_8)) {
      said.lines().forEach(this::complained);
    } catch (IOException | UncheckedIOException e) {
      // Closed with the process.
    }
  }

  private void complained(String line) {
    synchronized (complaints) {
      complaints.append(line).append('\n');
      complaints.delete(0, Math.max(0, complaints.length() - KEPT_CHARACTERS));
    }
  }

  /** Why a run was not conducted. */
  public static final class ConductorException extends Exception {
    private static final long serialVersionUID = 1L;

    ConductorException(String message) {
      super(message);
    }
  }

  /**
   * One run.
   *
   * @return the line that it printed
   * @throws ConductorException it failed, and said why; see {@link #isAlive}
   * @throws TimeoutException it did not come to an end; the conductor is to be closed
   */
  String run(List<String> words, long limitMs)
      throws InterruptedException, TimeoutException, ConductorException {
    synchronized (complaints) {
      complaints.setLength(0);
    }
    try {
      input.write(ConductorOrder.of(words));
      input.flush();
      return reader.submit(this::answer).get(limitMs, TimeUnit.MILLISECONDS);
    } catch (IOException e) {
      throw ended();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ConductorException failed) {
        throw failed;
      }
      throw ended();
    }
  }

  /** Whether it can conduct another. */
  boolean isAlive() {
    return process.isAlive();
  }

  private String answer() throws IOException, ConductorException {
    StringBuilder printed = new StringBuilder();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (!line.startsWith(END)) {
        printed.append(line).append('\n');
      } else if (line.equals(END + "0")) {
        return printed.toString();
      } else {
        throw new ConductorException(complaint(line.substring(END.length())));
      }
    }
    throw new EOFException();
  }

  /** What the last run said, which comes by another pipe than its end. */
  private String complaint(String code) {
    for (int i = 0; i < PATIENCE_MILLIS && said().isEmpty(); i++) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
    return said().isEmpty() ? "it ended with " + code + " and said nothing" : said();
  }

  private String said() {
    synchronized (complaints) {
      return complaints.toString().strip();
    }
  }

  private ConductorException ended() throws InterruptedException {
    process.destroyForcibly().waitFor();
    return new ConductorException(
        "the conductor itself ended: " + complaint(Integer.toString(process.exitValue())));
  }

  /** Ends it, and what it is conducting. */
  @Override
  public void close() {
    reader.shutdownNow();
    process.destroyForcibly();
  }
}
