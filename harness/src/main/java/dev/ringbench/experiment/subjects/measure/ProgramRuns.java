// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.subjects.measure;

import dev.ringbench.experiment.subjects.SubjectBlock;
import dev.ringbench.experiment.subjects.SubjectProgram;
import dev.ringbench.platform.LoadBench;
import dev.ringbench.programs.MacroWorkload;
import dev.ringbench.programs.SourceTree;
import dev.ringbench.subject.running.Actor;
import dev.ringbench.subject.running.RunningSubject;
import dev.ringbench.subject.running.SubjectFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Whole programs, with a subject and without one. */
final class ProgramRuns {
  private final Actor actor;
  private final List<MacroWorkload> programs;
  private final Path tree;
  private final Consumer<SubjectProgram> to;

  /** {@code files}: where what they work on is packed. */
  ProgramRuns(Actor actor, List<MacroWorkload> programs, Path files, Consumer<SubjectProgram> to) {
    this.actor = actor;
    this.programs = List.copyOf(programs);
    this.tree = programs.isEmpty() ? null : SourceTree.pack(files);
    this.to = to;
  }

  /** Each once, without anything. */
  void without(String beside, int round) {
    for (MacroWorkload program : programs) {
      add(run(SubjectBlock.WITHOUT, beside, program, List.of(), round));
    }
  }

  /** Each once, with nothing as if it were a row. */
  void placebo(String row, int round) {
    for (MacroWorkload program : programs) {
      add(run(row, row, program, List.of(), round));
    }
  }

  /** Each once, with a subject. Not added yet: whether it saw anything is known at its end. */
  List<SubjectProgram> with(String row, RunningSubject running, int round) throws SubjectFailure {
    List<SubjectProgram> runs = new ArrayList<>();
    for (MacroWorkload program : programs) {
      runs.add(run(row, row, program, running.wrap(), round));
    }
    return runs;
  }

  /**
   * Each once, with a sensor of ours. Not added yet: whether it saw anything is known at its end.
   */
  List<SubjectProgram> with(String row, int round) {
    return programs.stream().map(program -> run(row, row, program, List.of(), round)).toList();
  }

  void add(SubjectProgram run) {
    to.accept(run);
  }

  private SubjectProgram run(
      String row, String beside, MacroWorkload program, List<String> wrap, int round) {
    int port = freePort();
    try {
      actor.program(List.of(), program.before(tree.toString(), port));
      LoadBench.Programs took = actor.program(wrap, program.timed(tree.toString(), port));
      return new SubjectProgram(
          row,
          beside,
          program.toString(),
          round,
          took.elapsedNs() / 1e6,
          (took.userNs() + took.systemNs()) / 1e6,
          null);
    } catch (SubjectFailure e) {
      return new SubjectProgram(row, beside, program.toString(), round, 0, 0, e.getMessage());
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("find a free port", e);
    }
  }
}
