// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.subject.running;

import dev.ringbench.platform.ControlGroup;
import dev.ringbench.subject.OutsideFault;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Does faults to a subject's processes, and ends them. */
public final class FaultHands {
  private static final int MANY_DESCRIPTORS = 1024;
  private static final String FILLER = "{dir}/ringbench-filler";

  private final RunningSubject running;
  private final SubjectShell shell;
  private final ControlGroup group;
  private final boolean toggled;

  /** {@code toggled}: it is a service of the machine, in no group of ours. */
  FaultHands(RunningSubject running, SubjectShell shell, ControlGroup group, boolean toggled) {
    this.toggled = toggled;
    this.running = running;
    this.shell = shell;
    this.group = group;
  }

  /**
   * Does a fault to it. Returns false where this machine cannot.
   *
   * @param share of a CPU, or of its memory, that it keeps
   */
  public boolean inject(OutsideFault fault, double share) throws SubjectFailure {
    return switch (fault) {
      case KILL -> {
        if (toggled) {
          signal("KILL");
        } else {
          group.kill();
        }
        yield true;
      }
      case STOP -> signal("STOP");
      case FREEZE -> group.freeze();
      case STARVE -> group.limitCpu(share);
      case MEMORY ->
          group
              .memoryPeakBytes()
              .map(most -> group.limitMemory((long) (most * share)))
              .orElse(false);
      case DESCRIPTORS -> descriptors(0);
      case RESTART -> {
        running.stop();
        running.respawn();
        yield true;
      }
      case DISK -> {
        shell.run(
            List.of("sh", "-c", "cat /dev/zero >" + FILLER + " 2>/dev/null; true"),
            "its disk cannot be filled");
        yield true;
      }
      case CONFIGURATION -> {
        running.stop();
        running.cutConfiguration();
        running.respawn();
        yield true;
      }
      case FLOOD -> throw new IllegalArgumentException("a flood has operations");
    };
  }

  /** Ends a fault, and does nothing for whoever has ended by it. */
  public void release(OutsideFault fault) throws SubjectFailure {
    switch (fault) {
      case STOP -> signal("CONT");
      case FREEZE -> group.thaw();
      case STARVE, MEMORY -> group.unlimited();
      case DESCRIPTORS -> descriptors(MANY_DESCRIPTORS);
      case DISK -> shell.run(List.of("rm", "-f", FILLER), "its disk cannot be emptied");
      case CONFIGURATION -> {
        running.mendConfiguration();
        running.stop();
      }
      default -> {}
    }
  }

  /** Ends a fault; whoever has ended is started again, as a supervisor would. */
  public void undo(OutsideFault fault) throws SubjectFailure {
    release(fault);
    if (!running.isAlive() || (toggled && fault == OutsideFault.KILL)) {
      running.respawn();
    }
  }

  /** Operations beside those that are looked at, until they end by themselves. */
  public boolean flood(List<String> words) throws SubjectFailure {
    try {
      shell
          .inside(List.of(), words)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start();
      return true;
    } catch (IOException e) {
      throw new SubjectFailure("there is no flood: " + e.getMessage(), shell.remedy());
    }
  }

  private boolean signal(String name) throws SubjectFailure {
    List<String> words = new ArrayList<>(List.of("kill", "-" + name));
    List<Long> processes = running.processes();
    processes.forEach(pid -> words.add(Long.toString(pid)));
    if (!processes.isEmpty()) {
      shell.run(words, "cannot be sent a signal");
    }
    return true;
  }

  private boolean descriptors(int most) throws SubjectFailure {
    for (long pid : running.processes()) {
      shell.run(
          List.of("prlimit", "--pid", Long.toString(pid), "--nofile=" + most + ":"),
          "cannot be limited");
    }
    return true;
  }

  /** Whether what it has to refuse can be opened now; who gets no answer cannot. */
  public boolean opens(Path denied) {
    List<String> words = List.of("timeout", "-s", "KILL", "0.5", "cat", denied.toString());
    try {
      Process opened =
          shell
              .inside(List.of(), words)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return opened.waitFor(1, TimeUnit.SECONDS) && opened.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
