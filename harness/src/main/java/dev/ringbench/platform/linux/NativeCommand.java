// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs one of our own executables to its end, within a time limit. */
final class NativeCommand {
  private NativeCommand() {}

  /** What it left; exit code -1 when it had to be killed at the time limit. */
  record Output(int exitCode, String standardOutput, String standardError) {
    String describe() {
      String how = exitCode < 0 ? "no answer in time (killed)" : "exit status " + exitCode;
      return standardError.isBlank() ? how : how + ": " + standardError.strip();
    }
  }

  static Output run(int timeoutSeconds, Object program, Object... arguments) {
    List<String> command = new ArrayList<>();
    command.add(program.toString());
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    try {
      Process process = new ProcessBuilder(command).start();
      process.getOutputStream().close();
      // Our executables print one short line: it fits the pipe, so reading after the end is safe.
      boolean ended = process.waitFor(timeoutSeconds, TimeUnit.SECONDS);
      if (!ended) {
        process.destroyForcibly().waitFor();
      }
      return new Output(
          ended ? process.exitValue() : -1,
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8),
          new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw RingbenchException.machine("Cannot run " + program + ": " + e.getMessage() + ".", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw RingbenchException.machine("Interrupted while " + program + " ran.", e);
    }
  }
}
