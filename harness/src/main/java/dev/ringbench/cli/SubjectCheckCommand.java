// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.experiment.subjects.measure.SubjectWalk;
import dev.ringbench.measure.RunLock;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.model.TerminalText;
import dev.ringbench.platform.Platforms;
import dev.ringbench.platform.SensorPlatform;
import dev.ringbench.subject.Subject;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One description, step by step. */
@Command(
    name = "check",
    description = {
      "Walks through a description slowly and says what it sees at each step.",
      "Starts the sensor, waits for its canary, does operations, counts its events, stops it, and looks for what it left."
    })
final class SubjectCheckCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "NAME",
      description = "A name of `ringbench subject list`, or a file of your own.")
  private String name;

  @Option(
      names = "--dry-run",
      description = "Print the commands that would run on this machine, and start nothing.")
  private boolean dryRun;

  @Override
  public Integer call() {
    SensorPlatform platform = Platforms.current();
    Subject subject = SubjectOptions.find(platform, name);
    if (dryRun) {
      SubjectWalk.commands(subject).forEach(SubjectCheckCommand::print);
      return 0;
    }
    return RunLock.holding(
        () -> {
          Leftovers.remove(platform.changes(), System.err);
          boolean good =
              new SubjectWalk(
                      platform,
                      subject,
                      SubjectOptions.directory(platform.files()),
                      Instant.now().getEpochSecond(),
                      SubjectCheckCommand::print)
                  .walk();
          return good ? 0 : RingbenchException.Kind.MACHINE.exitCode();
        });
  }

  private static void print(String line) {
    System.out.println(TerminalText.line(line));
  }
}
