// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.subject.running;

import dev.ringbench.files.PrivateDirectory;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;
import dev.ringbench.platform.ControlGroup;
import dev.ringbench.platform.LoadBench;
import dev.ringbench.platform.SensorException;
import dev.ringbench.platform.SubjectHosting;
import dev.ringbench.subject.Subject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The place where subjects run: one bench, one actor, a directory and a group for each start. */
public final class SubjectBench implements AutoCloseable {
  /** Name of the directory of the operations, where nobody wants another. */
  public static final String FIELD = "field";

  private static final Cell NOTHING = new Cell("none", Operation.OPEN, Handoff.NONE);

  private final LoadBench bench;
  private final SubjectHosting hosting;
  private final Path files;
  private final Actor actor;
  private final FoundServices services;

  /**
   * Opens it.
   *
   * @param bench with nothing attached yet
   * @param work directory of the operations, in the one that the bench mounts over
   * @param files an existing directory of ours outside of it
   */
  public SubjectBench(LoadBench bench, SubjectHosting hosting, Path work, Path files, long seed) {
    this.bench = bench;
    this.hosting = hosting;
    this.files = files;
    this.services = new FoundServices(hosting);
    this.actor = new Actor(bench, hosting, files, work, seed);
  }

  public LoadBench bench() {
    return bench;
  }

  public Actor actor() {
    return actor;
  }

  public Path files() {
    return files;
  }

  /**
   * Attaches nothing and makes the directory of the operations, also where a sensor has taken the
   * bench's process with it.
   */
  public void makePlace() throws SubjectFailure {
    try {
      bench.attachForPrograms(NOTHING);
    } catch (SensorException e) {
      throw new SubjectFailure(e.getMessage(), e.remedy());
    }
    actor.makeDirectory();
  }

  /** A group for processes that are no subject's; closing it ends them. */
  public ControlGroup group(String name) {
    return hosting.group(name);
  }

  /** Not started yet. */
  public RunningSubject place(Subject subject) throws SubjectFailure {
    return place(subject, false);
  }

  /**
   * Not started yet.
   *
   * @param smallDisk whether its directory is a small file system of its own
   */
  public RunningSubject place(Subject subject, boolean smallDisk) throws SubjectFailure {
    requireNeeds(subject);
    services.turnOff(subject, new SubjectShell(subject, bench, files, actor.work()));
    try {
      Path dir = PrivateDirectory.create(files, subject.id() + "-");
      ControlGroup group = hosting.group(subject.id());
      return new RunningSubject(
          subject,
          bench,
          actor,
          hosting,
          group,
          dir,
          new RunningSubject.Place(smallDisk, services.wasOn(subject)));
    } catch (IOException e) {
      throw new UncheckedIOException("make a directory for " + subject.id(), e);
    }
  }

  /** Whether what its description needs is there. */
  public void requireNeeds(Subject subject) throws SubjectFailure {
    Subject.Needs needs = subject.needs();
    if (needs.root() && !hosting.isRoot()) {
      throw new SubjectFailure("it has to be started by root", "run as root");
    }
    List<String> absent = absentPrograms(subject);
    if (!absent.isEmpty()) {
      throw new SubjectFailure(
          String.join(", ", absent) + (absent.size() == 1 ? " is" : " are") + " not installed",
          needs.packages().isEmpty()
              ? "install it" + (subject.source() == null ? "" : ": " + subject.source())
              : "apt-get install " + String.join(" ", needs.packages()));
    }
    Optional<String> away =
        subject.beside().stream()
            .filter(
                name -> subject.home() == null || !Files.isReadable(subject.home().resolve(name)))
            .findFirst();
    if (away.isPresent()) {
      throw new SubjectFailure(
          "there is no " + away.get() + " beside its description",
          "build it there, or mend `beside`");
    }
    Optional<String> path =
        needs.paths().stream().filter(name -> !Files.exists(Path.of(name))).findFirst();
    if (path.isPresent()) {
      throw new SubjectFailure(
          "there is no " + path.get() + " here", "use a kernel or a guest that has it");
    }
  }

  /** What it needs and nobody has installed. */
  public static List<String> absentPrograms(Subject subject) {
    return subject.needs().programs().stream().filter(program -> !isInstalled(program)).toList();
  }

  private static boolean isInstalled(String program) {
    return program.contains("/")
        ? Files.isExecutable(Path.of(program))
        : Stream.of((System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/sbin").split(":", -1))
            .filter(directory -> !directory.isEmpty())
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }

  @Override
  public void close() {
    services.close();
    actor.close();
    bench.close();
  }
}
