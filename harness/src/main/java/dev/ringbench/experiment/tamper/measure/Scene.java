// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.tamper.measure;

import dev.ringbench.model.Cell;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;
import dev.ringbench.platform.ControlGroup;
import dev.ringbench.platform.LoadBench;
import dev.ringbench.platform.SensorException;
import dev.ringbench.platform.SensorPlatform;
import dev.ringbench.platform.SubjectHosting;
import dev.ringbench.subject.Subject;
import dev.ringbench.subject.running.Actor;
import dev.ringbench.subject.running.RunningSubject;
import dev.ringbench.subject.running.SubjectBench;
import dev.ringbench.subject.running.SubjectFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/**
 * Where one attack is done: a mount name space of its own with a watched tree on a mount of its
 * own, the sensor in a control group, and the attacker in another. Closing ends all of it.
 */
final class Scene implements AutoCloseable {
  /** Targets that attacks use one by one. */
  static final int TARGETS = 200;

  /** Of connects, behind what canaries use. */
  private static final int FIRST_CONNECT = 50_000;

  /** First targets of a flood, and how many it uses again and again. */
  static final int FLOOD = 300;

  static final int FLOOD_TARGETS = 512;
  private static final int COMMAND_SECONDS = 15;
  private static final int MAKE_MILLIS = 15_000;
  private static final String AS_USER = "65534";

  private final SubjectHosting hosting;
  private final LoadBench bench;
  private final SubjectBench place;
  private final Path tree;
  private final Path files;
  private final Operation operation;
  private RunningSubject running;
  private AttackServer server;
  private ControlGroup attackers;
  private Actor.Batch batch;
  private boolean wraps;
  private int first;

  /**
   * Opens it; nothing runs yet.
   *
   * @param files an existing directory of ours
   */
  Scene(SensorPlatform platform, Path files, long seed, Operation operation) throws SubjectFailure {
    this.hosting = platform.subjects();
    this.files = files;
    this.operation = operation;
    Path outer = hosting.publicPlace();
    this.tree = outer.resolve("tree");
    this.bench = platform.loadBenches().open(ownDirectory(files));
    this.place = new SubjectBench(bench, hosting, tree.resolve(SubjectBench.FIELD), files, seed);
    try {
      bench.attachForPrograms(new Cell("none", Operation.OPEN, Handoff.NONE));
      commands(
          List.of(
              "mount -t tmpfs -o mode=0755,size=256m attacker " + outer,
              "mkdir " + tree,
              // The name by which our fanotify sensors know a private mount.
              "mount -t tmpfs -o mode=1777,size=64m ringbench " + tree,
              "mkdir -m 1777 " + tree + "/field"),
          false);
    } catch (SensorException e) {
      close();
      throw new SubjectFailure(e.getMessage(), e.remedy());
    } catch (SubjectFailure | RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Benches beside each other have nothing in common. */
  private static Path ownDirectory(Path files) {
    try {
      return Files.createDirectory(files.resolve("bench"));
    } catch (IOException e) {
      throw new UncheckedIOException("make a directory for an attack", e);
    }
  }

  /**
   * Starts the sensor and the attacker, and makes the targets.
   *
   * @param subject of the watched directory and the mark of all targets
   * @param smallDisk whether its log is on a small file system
   */
  void start(BiFunction<String, String, Subject> subject, boolean smallDisk) throws SubjectFailure {
    Actor actor = place.actor();
    Actor.Batch named =
        actor.prepare(operation == Operation.CONNECT ? Operation.OPEN : operation, 1);
    first = operation == Operation.CONNECT ? FIRST_CONNECT : 1;
    batch = new Actor.Batch(operation, named.name(), first, FLOOD + FLOOD_TARGETS);
    Subject described = subject.apply(work().toString(), actor.run());
    wraps = described.action().isWrapper();
    attackers = hosting.group(described.id());
    running = place.place(described, smallDisk);
    if (!wraps) {
      serve(List.of());
      make();
    }
    running.start();
    if (wraps) {
      List<String> before = new ArrayList<>(running.group().enter());
      before.addAll(running.wrap());
      serve(before);
      make();
    }
  }

  private void serve(List<String> before) throws SubjectFailure {
    Path commands = files.resolve("orders");
    Path answers = files.resolve("answers");
    List<String> words = new ArrayList<>(bench.inside());
    words.addAll(before);
    words.addAll(attackers.enter());
    words.addAll(
        List.of(
            hosting.attacker(),
            "serve",
            operation.toString(),
            work().toString(),
            batch.name(),
            commands.toString(),
            answers.toString()));
    server = new AttackServer(words, commands, answers, files.resolve("attacker"));
  }

  /** Makes the targets where the watched path leads to now. */
  void make() throws SubjectFailure {
    AttackServer.Answer made = server.begin("make", first, FLOOD + FLOOD_TARGETS);
    if (!server.await(made, MAKE_MILLIS) || made.error() != 0) {
      throw new SubjectFailure(
          "targets cannot be made: "
              + (made.error() == null ? "no answer" : "error number " + made.error()),
          "run with --verbose");
    }
  }

  /** The watched directory. */
  Path work() {
    return tree.resolve("field");
  }

  RunningSubject running() {
    return running;
  }

  AttackServer server() {
    return server;
  }

  List<Integer> cpus() {
    return hosting.cpus();
  }

  /** All targets. */
  Actor.Batch batch() {
    return batch;
  }

  /** Index of the n-th target. */
  int target(int number) {
    return first + number;
  }

  /** Whether the sensor started the attacker's process. */
  boolean wraps() {
    return wraps;
  }

  /** The exit status of the sensor's process; empty: it runs, or has none. */
  Optional<Integer> exitStatus() {
    if (!wraps) {
      return Optional.ofNullable(running.exitStatus());
    }
    return server.process().isAlive()
        ? Optional.empty()
        : Optional.of(server.process().exitValue());
  }

  /**
   * Runs commands of a shell in the scene; {@code asUser}: as an ordinary user. Returns what they
   * print.
   */
  String commands(List<String> lines, boolean asUser) throws SubjectFailure {
    StringBuilder printed = new StringBuilder();
    for (String line : lines) {
      List<String> words = new ArrayList<>(bench.inside());
      if (asUser) {
        words.addAll(
            List.of("setpriv", "--reuid", AS_USER, "--regid", AS_USER, "--clear-groups", "--"));
      }
      words.addAll(List.of("sh", "-c", filled(line)));
      printed.append(run(words, line));
    }
    return printed.toString().strip();
  }

  /** With what a line may name. */
  String filled(String line) throws SubjectFailure {
    String pid =
        !line.contains("{pid}")
            ? ""
            : running.processes().stream().findFirst().map(String::valueOf).orElse("0");
    return line.replace("{tree}", tree.toString())
        .replace("{work}", work().toString())
        .replace("{attacker}", hosting.attacker())
        .replace("{pid}", pid);
  }

  private String run(List<String> words, String line) throws SubjectFailure {
    try {
      Path out = files.resolve("commands");
      Process process =
          new ProcessBuilder(words)
              .directory(Path.of("/").toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.to(out.toFile()))
              .start();
      process.getOutputStream().close();
      if (!process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new SubjectFailure("`" + line + "` did not end", "run again");
      }
      String printed = Files.readString(out, StandardCharsets.ISO_8859_1);
      if (process.exitValue() != 0) {
        throw new SubjectFailure(
            "`" + line + "` is not possible here: " + printed.strip(), "see what it says");
      }
      return printed;
    } catch (IOException e) {
      throw new SubjectFailure("`" + line + "` cannot be run: " + e.getMessage(), "run again");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SubjectFailure("interrupted", "run again");
    }
  }

  @Override
  public void close() {
    try {
      if (server != null) {
        server.close();
      }
      if (attackers != null) {
        attackers.close();
      }
    } finally {
      try {
        if (running != null) {
          running.close();
        }
      } finally {
        place.close();
      }
    }
  }
}
