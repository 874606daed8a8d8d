// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The sensor of SubjectIT, which is not Ringbench's: compiled where a test needs it. */
final class Agent {
  private static final Path SOURCE = Path.of("src/test/resources/subject/agent.c");

  private final Path directory;
  private final Path program;

  /** {@code directory}: of the test, which nobody else may write. */
  Agent(Path directory) throws Exception {
    this.directory = directory;
    this.program = directory.resolve("agent");
    Process compiler =
        new ProcessBuilder("cc", "-O2", "-o", program.toString(), SOURCE.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(compiler.waitFor()).as(said).isZero();
  }

  /** A description of an agent that behaves so, which gets no more than what is said. */
  Path describe(String mode) throws IOException {
    return describe(mode, mode, "");
  }

  /**
   * A description.
   *
   * @param id of the subject
   * @param mode of the agent
   * @param more lines of the description
   */
  Path describe(String id, String mode, String more) throws IOException {
    return write(
        id,
        """
        subject: %s
        title: An agent that is %s
        placement: user-async
        mode: notify
        mechanism: inotify
        scope: directory
        operations:
          open: {event: '^OPEN {target}$'}
        merges: true
        start: ['%s', '{work}', %s]
        log: stdout
        ready: {within-s: 3}
        stop: {signal: TERM, within-s: 2}
        %s"""
            .formatted(id, mode, program, mode, more));
  }

  Path write(String id, String text) throws IOException {
    return Files.writeString(directory.resolve(id + ".yaml"), text);
  }

  /** Whether a process of it is there. */
  boolean runs() {
    return ProcessHandle.allProcesses()
        .anyMatch(
            handle ->
                handle
                    .info()
                    .command()
                    .map(command -> command.equals(program.toString()))
                    .orElse(false));
  }
}
