// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.subjects.measure;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.ringbench.document.Rerun;
import dev.ringbench.experiment.subjects.OutsideFault;
import dev.ringbench.files.PrivateDirectory;
import dev.ringbench.model.Operation;
import dev.ringbench.platform.ControlGroup;
import dev.ringbench.platform.LoadBench;
import dev.ringbench.subject.Subject;
import dev.ringbench.subject.Template;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A subject from its start to its end, in the bench's mount name space and a control group of its
 * own. {@link #close} ends it and undoes it whatever happened.
 */
final class RunningSubject implements AutoCloseable {
  /** File with what it prints. */
  static final String OUT = "stdout";

  /** File with what it prints as errors. */
  static final String ERR = "stderr";

  private static final int COMMAND_SECONDS = 30;
  private static final int READ_SECONDS = 60;
  private static final int POLL_MILLIS = 2;
  private static final int CANARY_MILLIS = 200;

  /** What cannot be read while it runs is given so long. */
  private static final int OFFLINE_MILLIS = 1500;

  private static final int CANARY_LIMIT_MILLIS = 5000;
  private static final int MANY_DESCRIPTORS = 1024;

  private final Subject subject;
  private final LoadBench bench;
  private final Actor actor;
  private final ControlGroup group;
  private final Path dir;
  private final EventLog log;
  private final List<Actor.Batch> unseen = new ArrayList<>();
  private Template template;
  private Process process;
  private boolean on;
  private long counterBefore;

  /**
   * Not started yet.
   *
   * @param dir its private directory, which the actor's files are in, too
   */
  RunningSubject(Subject subject, LoadBench bench, Actor actor, ControlGroup group, Path dir) {
    this.subject = subject;
    this.bench = bench;
    this.actor = actor;
    this.group = group;
    this.dir = dir;
    this.template = Template.of(dir.toString(), actor.work().toString());
    Path out = dir.resolve(OUT);
    Path err = dir.resolve(ERR);
    Path events =
        subject.log().equals(Subject.STDOUT)
            ? out
            : subject.log().equals(Subject.STDERR) ? err : Path.of(template.fill(subject.log()));
    // What it prints elsewhere may tell of loss.
    this.log =
        new EventLog(
            subject,
            actor.run(),
            subject.isOffline() ? dir.resolve("not-while-it-runs") : events,
            List.of(out, err).stream().filter(file -> !file.equals(events)).toList());
  }

  /** What stands before the next command that it is to see; empty: nothing. */
  List<String> wrap() throws SubjectFailure {
    if (!subject.action().isWrapper()) {
      return List.of();
    }
    log.begin();
    List<String> words =
        new ArrayList<>(
            List.of(
                "sh",
                "-c",
                "exec \"$@\" >>"
                    + Rerun.quoted(dir.resolve(OUT).toString())
                    + " 2>>"
                    + Rerun.quoted(dir.resolve(ERR).toString()),
                "sh",
                "env"));
    subject.environment().forEach((name, value) -> words.add(name + "=" + template.fill(value)));
    words.addAll(template.fill(subject.action().wrap()));
    return words;
  }

  EventLog log() {
    return log;
  }

  ControlGroup group() {
    return group;
  }

  /** CPU time of its processes; empty: it has none of its own, or nobody counts it. */
  Optional<Long> cpuNs() {
    return subject.action().isProcess() ? group.cpuNs() : Optional.empty();
  }

  /** Starts it, and waits until it reports an operation of each kind. Returns the time, ms. */
  double start() throws SubjectFailure {
    try {
      for (Map.Entry<String, String> file : subject.files().entrySet()) {
        Files.writeString(dir.resolve(file.getKey()), template.fill(file.getValue()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("write the files of " + subject.id(), e);
    }
    if (subject.denied() != null) {
      actor.write(subject.denied().file(), template.fill(subject.denied().content()));
    }
    for (List<String> command : subject.prepare()) {
      command(command, "cannot be prepared");
    }
    return begin();
  }

  /** The same without files and preparation, for one that was stopped. */
  double begin() throws SubjectFailure {
    long began = System.nanoTime();
    if (subject.action().isProcess()) {
      spawn();
    }
    on = true;
    for (List<String> command : subject.action().on()) {
      command(command, "cannot be turned on");
    }
    awaitReady(began);
    counterBefore = counter();
    return (System.nanoTime() - began) / 1e6;
  }

  private void spawn() throws SubjectFailure {
    List<String> words = new ArrayList<>(bench.inside());
    words.addAll(group.enter());
    words.addAll(List.of("setpriv", "--pdeathsig", "KILL", "--"));
    words.addAll(template.fill(subject.action().start()));
    try {
      process =
          builder(words)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(dir.resolve(OUT).toFile()))
              .redirectError(ProcessBuilder.Redirect.appendTo(dir.resolve(ERR).toFile()))
              .start();
      process.getOutputStream().close();
    } catch (IOException e) {
      throw new SubjectFailure("it cannot be started: " + e.getMessage(), remedy());
    }
    template = template.withPid(process.pid());
  }

  private ProcessBuilder builder(List<String> words) {
    ProcessBuilder builder = new ProcessBuilder(words).directory(dir.toFile());
    Map<String, String> inherited = new TreeMap<>(builder.environment());
    builder.environment().clear();
    builder.environment().put("PATH", inherited.getOrDefault("PATH", "/usr/sbin:/usr/bin"));
    builder.environment().put("HOME", dir.toString());
    builder.environment().put("LC_ALL", "C.UTF-8");
    subject
        .environment()
        .forEach((name, value) -> builder.environment().put(name, template.fill(value)));
    return builder;
  }

  private String remedy() {
    return subject.needs().packages().isEmpty()
        ? "walk through it by `ringbench subject check " + subject.id() + "`"
        : "install "
            + String.join(", ", subject.needs().packages())
            + ", or walk through it by `ringbench subject check "
            + subject.id()
            + "`";
  }

  /** What a command of the description prints. */
  private String command(List<String> words, String otherwise) throws SubjectFailure {
    return command(words, otherwise, COMMAND_SECONDS);
  }

  private String command(List<String> words, String otherwise, int seconds) throws SubjectFailure {
    List<String> filled = template.fill(words);
    List<String> inside = new ArrayList<>(bench.inside());
    inside.addAll(filled);
    Path out = dir.resolve("command-output");
    try {
      Process command =
          builder(inside).redirectErrorStream(true).redirectOutput(out.toFile()).start();
      command.getOutputStream().close();
      if (!command.waitFor(seconds, TimeUnit.SECONDS)) {
        command.destroyForcibly();
        throw new SubjectFailure(
            otherwise + ": `" + Actor.quoted(filled) + "` did not end in " + seconds + " s",
            remedy());
      }
      String printed = Files.readString(out, StandardCharsets.ISO_8859_1);
      if (command.exitValue() != 0) {
        throw new SubjectFailure(
            otherwise
                + ": `"
                + Actor.quoted(filled)
                + "` ended with exit status "
                + command.exitValue()
                + lastLine(printed),
            remedy());
      }
      return printed;
    } catch (IOException e) {
      throw new SubjectFailure(otherwise + ": " + e.getMessage(), remedy());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SubjectFailure("interrupted", "run again");
    }
  }

  private static String lastLine(String printed) {
    List<String> lines = printed.lines().filter(line -> !line.isBlank()).toList();
    if (lines.isEmpty()) {
      return "";
    }
    String last = lines.get(lines.size() - 1).strip();
    return ": " + last.substring(0, Math.min(200, last.length()));
  }

  private void awaitReady(long began) throws SubjectFailure {
    long deadline = began + TimeUnit.SECONDS.toNanos(subject.readyWithinSeconds());
    if (subject.isOffline()) {
      pause(OFFLINE_MILLIS);
      canaries(actor.cpu());
      requireAlive();
      return;
    }
    for (Operation operation : subject.operations().keySet()) {
      while (!awaitEvent(canary(operation, actor.cpu()), CANARY_MILLIS)) {
        requireAlive();
        if (System.nanoTime() > deadline) {
          throw new SubjectFailure(
              "it reported no "
                  + operation
                  + " of ours within "
                  + subject.readyWithinSeconds()
                  + " s"
                  + (log.lastComplaint() == null ? "" : ": " + log.lastComplaint()),
              remedy());
        }
      }
    }
    while (!log.saidReady()) {
      if (System.nanoTime() > deadline) {
        throw new SubjectFailure(
            "the line that says that it is ready did not come", "mend `ready` in its description");
      }
      pause(POLL_MILLIS);
      log.poll();
    }
    awaitRefusal(deadline);
  }

  private void awaitRefusal(long deadline) throws SubjectFailure {
    if (subject.denied() == null) {
      return;
    }
    while (!refuses()) {
      if (System.nanoTime() > deadline) {
        throw new SubjectFailure(
            "it does not refuse what it has to refuse",
            "mend `denied` in its description, or its configuration");
      }
      pause(CANARY_MILLIS);
    }
  }

  /** Whether it refuses now what it has to refuse. */
  boolean refuses() throws SubjectFailure {
    int error = actor.open(wrap(), actor.work().resolve(subject.denied().file()));
    return (error == Errno.EPERM && subject.denied().errors().contains("EPERM"))
        || (error == Errno.EACCES && subject.denied().errors().contains("EACCES"));
  }

  /** What the caller of a refused operation sees. */
  private static final class Errno {
    static final int EPERM = 1;
    static final int EACCES = 13;
  }

  private Actor.Batch canary(Operation operation, int cpu) throws SubjectFailure {
    Actor.Batch batch = actor.prepare(operation, 1);
    actor.act(wrap(), new Actor.Work(batch, 1, 0, CANARY_LIMIT_MILLIS, cpu), null);
    return batch;
  }

  private void canaries(int cpu) throws SubjectFailure {
    for (Operation operation : subject.operations().keySet()) {
      unseen.add(canary(operation, cpu));
    }
  }

  private boolean awaitEvent(Actor.Batch batch, int millis) throws SubjectFailure {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    do {
      log.poll();
      if (!log.of(batch).isEmpty()) {
        return true;
      }
      pause(POLL_MILLIS);
    } while (System.nanoTime() < deadline);
    return false;
  }

  /** An operation on each CPU: buffers of a CPU tell of their loss with the next event there. */
  boolean tail(Operation operation, int millis) throws SubjectFailure {
    List<Actor.Batch> sent = new ArrayList<>();
    for (int cpu : actor.cpus()) {
      sent.add(canary(operation, cpu));
    }
    if (subject.isOffline()) {
      unseen.addAll(sent);
      return true;
    }
    boolean all = true;
    for (Actor.Batch batch : sent) {
      all &= awaitEvent(batch, millis);
    }
    return all;
  }

  /** Until it has named nothing new for a while. */
  void settle(int quietMillis, int mostMillis) throws SubjectFailure {
    long begin = System.nanoTime();
    long last = begin;
    while (System.nanoTime() - last < TimeUnit.MILLISECONDS.toNanos(quietMillis)
        && System.nanoTime() - begin < TimeUnit.MILLISECONDS.toNanos(mostMillis)) {
      if (log.poll()) {
        last = System.nanoTime();
      }
      pause(POLL_MILLIS);
    }
  }

  static void pause(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Whether its process is there, where it has one. */
  boolean isAlive() {
    return !subject.action().isProcess() || (process != null && process.isAlive());
  }

  void requireAlive() throws SubjectFailure {
    if (!isAlive()) {
      log.poll();
      throw new SubjectFailure(
          "it ended with exit status "
              + process.exitValue()
              + (log.lastComplaint() == null ? "" : ": " + log.lastComplaint()),
          remedy());
    }
  }

  /** Its exit status; null: it has not ended, or has no process. */
  Integer exitStatus() {
    return process == null || process.isAlive() ? null : process.exitValue();
  }

  private long counter() throws SubjectFailure {
    if (subject.lost() == null || subject.lost().command().isEmpty()) {
      return 0;
    }
    String printed = command(subject.lost().command(), "its counter of loss cannot be read");
    Matcher found = Pattern.compile(subject.lost().pattern()).matcher(printed);
    if (!found.find()) {
      throw new SubjectFailure(
          "its counter of loss is not in what `"
              + Actor.quoted(template.fill(subject.lost().command()))
              + "` prints",
          "mend `lost` in its description");
    }
    try {
      return Long.parseLong(found.group("count"));
    } catch (NumberFormatException e) {
      throw new SubjectFailure(
          "its counter of loss is no number: " + found.group("count"),
          "mend `lost` in its description");
    }
  }

  /** What it says that it lost since its start; null: it reports no loss. */
  Long reportedLost() throws SubjectFailure {
    if (subject.lost() == null) {
      return null;
    }
    if (subject.lost().command().isEmpty()) {
      return log.lost();
    }
    long now = counter();
    if (now < counterBefore) {
      throw new SubjectFailure(
          "its counter of loss went back from " + counterBefore + " to " + now,
          "nobody else may reset it while it is measured");
    }
    return now - counterBefore;
  }

  /** Stops it as it is stopped in the field. Returns the time, ms; null: it has no process. */
  Double stop() throws SubjectFailure {
    if (!on) {
      return null;
    }
    on = false;
    long began = System.nanoTime();
    for (List<String> command : subject.action().off()) {
      command(command, "cannot be turned off");
    }
    boolean running = process != null && process.isAlive();
    if (running) {
      stopProcess();
    }
    double took = (System.nanoTime() - began) / 1e6;
    if (subject.isOffline()) {
      log.read(command(subject.read(), "its log cannot be read", READ_SECONDS));
      for (Actor.Batch canary : unseen) {
        if (log.of(canary).isEmpty()) {
          throw new SubjectFailure("its log does not name the canary " + canary.name(), remedy());
        }
      }
    }
    log.poll();
    return running ? took : null;
  }

  private void stopProcess() throws SubjectFailure {
    Subject.Stop how = subject.stop();
    command(
        how.command().isEmpty()
            ? List.of("kill", "-" + how.signal(), Long.toString(process.pid()))
            : how.command(),
        "cannot be stopped");
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(how.withinSeconds());
    while (process.isAlive() && System.nanoTime() < deadline) {
      if (how.nudge()) {
        canary(subject.operations().keySet().iterator().next(), actor.cpu());
      }
      pause(POLL_MILLIS);
    }
    if (process.isAlive()) {
      group.kill();
      process.destroyForcibly();
      throw new SubjectFailure(
          "it did not end within " + how.withinSeconds() + " s and was killed",
          "give it longer by `stop`, or another signal");
    }
  }

  /**
   * Does a fault to it. Returns false where this machine cannot.
   *
   * @param share of a CPU, or of its memory, that it keeps
   */
  boolean inject(OutsideFault fault, double share) throws SubjectFailure {
    return switch (fault) {
      case KILL -> {
        group.kill();
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
        stop();
        respawn();
        yield true;
      }
    };
  }

  /** Ends a fault; whoever has ended is started again, as a supervisor would. */
  void undo(OutsideFault fault) throws SubjectFailure {
    switch (fault) {
      case STOP -> signal("CONT");
      case FREEZE -> group.thaw();
      case STARVE, MEMORY -> group.unlimited();
      case DESCRIPTORS -> descriptors(MANY_DESCRIPTORS);
      default -> {}
    }
    if (!isAlive()) {
      respawn();
    }
  }

  /** Without waiting: operations are going on. */
  private void respawn() throws SubjectFailure {
    spawn();
    on = true;
    for (List<String> command : subject.action().on()) {
      command(command, "cannot be turned on");
    }
  }

  private boolean signal(String name) throws SubjectFailure {
    List<String> words = new ArrayList<>(List.of("kill", "-" + name));
    group.processes().forEach(pid -> words.add(Long.toString(pid)));
    command(words, "cannot be sent a signal");
    return true;
  }

  private boolean descriptors(int most) throws SubjectFailure {
    for (long pid : group.processes()) {
      command(
          List.of("prlimit", "--pid", Long.toString(pid), "--nofile=" + most + ":"),
          "cannot be limited");
    }
    return true;
  }

  /** Whether what it has to refuse can be opened now; who gets no answer cannot. */
  boolean opensDenied() {
    List<String> words = new ArrayList<>(bench.inside());
    words.addAll(
        List.of(
            "timeout",
            "-s",
            "KILL",
            "0.5",
            "cat",
            actor.work().resolve(subject.denied().file()).toString()));
    try {
      Process opened =
          builder(words)
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

  /** Processes that outlived it; empty: none. */
  List<Long> outlived() {
    return group.processes();
  }

  @Override
  public void close() {
    try {
      stop();
    } catch (SubjectFailure e) {
      // Whatever it was: it is killed below.
    }
    if (process != null) {
      process.destroyForcibly();
    }
    group.close();
    for (List<String> command : subject.cleanup()) {
      try {
        command(command, "cannot be cleaned up");
      } catch (SubjectFailure e) {
        // The others still may.
      }
    }
    log.close();
    try {
      PrivateDirectory.delete(dir);
    } catch (IOException e) {
      throw new UncheckedIOException("remove " + dir, e);
    }
  }
}
