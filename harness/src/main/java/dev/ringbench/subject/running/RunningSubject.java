// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.subject.running;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.ringbench.document.Rerun;
import dev.ringbench.files.PrivateDirectory;
import dev.ringbench.platform.ControlGroup;
import dev.ringbench.platform.LoadBench;
import dev.ringbench.platform.MachineChanges;
import dev.ringbench.platform.SubjectHosting;
import dev.ringbench.subject.Subject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A subject from its start to its end, in the bench's mount name space and a control group of its
 * own. {@link #close} ends it and undoes it whatever happened.
 */
public final class RunningSubject implements AutoCloseable {
  /** File with what it prints. */
  static final String OUT = "stdout";

  /** File with what it prints as errors. */
  static final String ERR = "stderr";

  /** Holds the log of one fault, and is filled within a blink. */
  private static final String SMALL_DISK = "size=64m,mode=700";

  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,9}");

  private static final int READ_SECONDS = 60;
  private static final int POLL_MILLIS = 2;
  private static final int NUDGE_MILLIS = 50;
  private static final int IDLE_POLLS = 60;
  private static final int IDLE_MILLIS = 50;

  /** Of 50 ms: what a process uses that only waits. */
  private static final long IDLE_NS = 500_000;

  private final Subject subject;
  private final Actor actor;
  private final ControlGroup group;
  private final Path dir;
  private final Path seen;
  private final Place place;
  private final EventLog log;
  private final SubjectShell shell;
  private final Canaries canaries;
  private final SubjectHosting hosting;
  private MachineChanges.Undo promise;
  private Process process;
  private List<Long> prepared = List.of();
  private boolean on;
  private volatile boolean busy;
  private long counterBefore;
  private byte[] whole = {};
  private Path printed;

  /**
   * What it finds.
   *
   * @param smallDisk whether its directory is a small file system of its own
   * @param wasOn whether it is a service that was on when we came, and is to be on at the end
   */
  public record Place(boolean smallDisk, boolean wasOn) {}

  /**
   * Not started yet.
   *
   * @param dir its private directory
   */
  public RunningSubject(
      Subject subject,
      LoadBench bench,
      Actor actor,
      SubjectHosting hosting,
      ControlGroup group,
      Path dir,
      Place place) {
    this.place = place;
    this.seen = place.smallDisk() ? bench.seen(dir) : dir;
    this.hosting = hosting;
    this.subject = subject;
    this.actor = actor;
    this.group = group;
    this.dir = dir;
    this.shell = new SubjectShell(subject, bench, dir, actor.work());
    Path out = seen.resolve(OUT);
    Path err = seen.resolve(ERR);
    Path events =
        subject.log().equals(Subject.STDOUT)
            ? out
            : subject.log().equals(Subject.STDERR) ? err : seenOf(subject.log());
    // What it prints elsewhere may tell of loss.
    this.log =
        new EventLog(
            subject,
            actor.run(),
            subject.isOffline() ? dir.resolve("not-while-it-runs") : events,
            List.of(out, err).stream().filter(file -> !file.equals(events)).toList());
    this.canaries = new Canaries(subject, actor, log, shell, this::wrap, this::requireAlive);
  }

  /** Of a file in its directory, as its description names it. */
  private Path seenOf(String inDir) {
    return seen.resolve(dir.relativize(Path.of(shell.fill(inDir))));
  }

  /** Known operations before and after. */
  public Canaries canaries() {
    return canaries;
  }

  /** Does faults to it. */
  public FaultHands hands() {
    return new FaultHands(this, shell, group, subject.action().isToggled());
  }

  /** What stands before the next command that it is to see; empty: nothing. */
  public List<String> wrap() throws SubjectFailure {
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
    subject.environment().forEach((name, value) -> words.add(name + "=" + shell.fill(value)));
    words.addAll(shell.fill(subject.action().wrap()));
    return words;
  }

  public EventLog log() {
    return log;
  }

  public ControlGroup group() {
    return group;
  }

  /** CPU time of its processes; empty: it has none of its own, or nobody counts it. */
  Optional<Long> cpuNs() {
    return subject.action().isProcess() ? group.cpuNs() : Optional.empty();
  }

  /** CPU time of kernel threads that work for it; empty: it names none, or they are not visible. */
  public Optional<Long> kernelCpuNs() {
    return subject.kernelThreads().isEmpty()
        ? Optional.empty()
        : hosting.kernelThreadsCpuNs(subject.kernelThreads());
  }

  /** The same once it has nothing more to do, or after some seconds. */
  public Optional<Long> idleCpuNs() {
    Optional<Long> last = cpuNs();
    for (int i = 0; last.isPresent() && i < IDLE_POLLS; i++) {
      pause(IDLE_MILLIS);
      Optional<Long> now = cpuNs();
      if (now.isEmpty() || now.get() - last.get() < IDLE_NS) {
        return now;
      }
      last = now;
    }
    return last;
  }

  /** Starts it, and waits until it reports an operation of each kind. Returns the time, ms. */
  public double start() throws SubjectFailure {
    if (place.smallDisk()) {
      shell.run(
          List.of("mount", "-t", "tmpfs", "-o", SMALL_DISK, "ringbench", dir.toString()),
          "it cannot have a file system of its own");
    }
    try {
      for (String name : subject.beside()) {
        Files.copy(
            subject.home().resolve(name), seen.resolve(name), StandardCopyOption.COPY_ATTRIBUTES);
      }
      for (Map.Entry<String, String> file : subject.files().entrySet()) {
        Files.writeString(seen.resolve(file.getKey()), shell.fill(file.getValue()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("write the files of " + subject.id(), e);
    }
    if (subject.denied() != null) {
      actor.write(subject.denied().file(), shell.fill(subject.denied().content()));
    }
    List<List<String>> undo = new ArrayList<>(place.wasOn() ? List.of() : subject.action().off());
    undo.addAll(subject.cleanup());
    promise = hosting.promise(subject.id(), undo.stream().map(shell::fill).toList());
    for (List<String> command : subject.prepare()) {
      // What it starts is the subject's, too: a scanner behind its watcher.
      shell.runIn(group.enter(), command, "cannot be prepared");
    }
    prepared = group.processes();
    long began = System.nanoTime();
    if (subject.action().isProcess()) {
      spawn();
    }
    on = true;
    for (List<String> command : subject.action().on()) {
      shell.run(command, "cannot be turned on");
    }
    canaries.awaitReady(began);
    counterBefore = counter();
    return (System.nanoTime() - began) / 1e6;
  }

  private void spawn() throws SubjectFailure {
    List<String> before = new ArrayList<>(group.enter());
    before.addAll(List.of("setpriv", "--pdeathsig", "KILL", "--"));
    try {
      process =
          shell
              .inside(before, shell.fill(subject.action().start()))
              .redirectOutput(ProcessBuilder.Redirect.appendTo(seen.resolve(OUT).toFile()))
              .redirectError(ProcessBuilder.Redirect.appendTo(seen.resolve(ERR).toFile()))
              .start();
      process.getOutputStream().close();
    } catch (IOException e) {
      throw new SubjectFailure("it cannot be started: " + e.getMessage(), shell.remedy());
    }
    shell.know(process.pid());
  }

  /** Its processes now, also those of a service of the machine. */
  public List<Long> processes() throws SubjectFailure {
    if (!subject.action().isToggled()) {
      return group.processes();
    }
    String printed = shell.run(subject.action().processes(), "its processes are not known");
    List<Long> pids = new ArrayList<>();
    for (Matcher found = NUMBER.matcher(printed); found.find(); ) {
      pids.add(Long.valueOf(found.group()));
    }
    return pids;
  }

  /** Whether its process is there, where it has one. */
  public boolean isAlive() {
    return !subject.action().isProcess() || (process != null && process.isAlive());
  }

  public void requireAlive() throws SubjectFailure {
    if (!isAlive()) {
      log.poll();
      throw new SubjectFailure(
          "it ended with exit status "
              + process.exitValue()
              + (log.lastComplaint() == null ? "" : ": " + log.lastComplaint()),
          shell.remedy());
    }
  }

  /** Its exit status; null: it has not ended, or has no process. */
  public Integer exitStatus() {
    return process == null || process.isAlive() ? null : process.exitValue();
  }

  private long counter() throws SubjectFailure {
    if (subject.lost() == null || subject.lost().command().isEmpty()) {
      return 0;
    }
    String printed = shell.run(subject.lost().command(), "its counter of loss cannot be read");
    Matcher found = Pattern.compile(subject.lost().pattern()).matcher(printed);
    if (!found.find()) {
      throw new SubjectFailure(
          "its counter of loss is not in what `"
              + Actor.quoted(shell.fill(subject.lost().command()))
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
  public Long reportedLost() throws SubjectFailure {
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

  /**
   * Lines of its events' log, once it has stopped and before it is closed: all of it, which {@link
   * EventLog} has bounded.
   */
  public List<String> printed() throws SubjectFailure {
    Path file = subject.isOffline() ? printed : log.path();
    try {
      return file == null || !Files.exists(file)
          ? List.of()
          : Files.readString(file, StandardCharsets.ISO_8859_1).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("read " + file, e);
    }
  }

  /** Stops it as it is stopped in the field. Returns the time, ms; null: it has no process. */
  public Double stop() throws SubjectFailure {
    if (!on) {
      return null;
    }
    on = false;
    long began = System.nanoTime();
    for (List<String> command : subject.action().off()) {
      shell.run(command, "cannot be turned off");
    }
    boolean running = process != null && process.isAlive();
    if (running) {
      stopProcess();
    }
    double took = (System.nanoTime() - began) / 1e6;
    if (subject.isOffline()) {
      printed = shell.run(subject.read(), "its log cannot be read", READ_SECONDS);
      log.read(printed);
      canaries.requireSeen();
    }
    log.poll();
    return running ? took : null;
  }

  private void stopProcess() throws SubjectFailure {
    Subject.Stop how = subject.stop();
    shell.run(
        how.command().isEmpty()
            ? List.of("kill", "-" + how.signal(), Long.toString(process.pid()))
            : how.command(),
        "cannot be stopped");
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(how.withinSeconds());
    while (process.isAlive() && System.nanoTime() < deadline) {
      if (how.nudge() && !busy) {
        nudge();
      }
      pause(how.nudge() ? NUDGE_MILLIS : POLL_MILLIS);
    }
    if (process.isAlive()) {
      group.kill();
      process.destroyForcibly();
      throw new SubjectFailure(
          "it did not end within " + how.withinSeconds() + " s and was killed",
          "give it longer by `stop`, or another signal");
    }
  }

  private void nudge() {
    try {
      canaries.canary(subject.operations().keySet().iterator().next(), actor.cpu());
    } catch (SubjectFailure e) {
      // It holds or refuses the caller; its limit goes on.
    }
  }

  /** From now on operations go on that somebody else does, and nobody else can. */
  public void operationsGoOn(boolean go) {
    busy = go;
  }

  /** Without waiting: operations are going on. */
  public void respawn() throws SubjectFailure {
    if (subject.action().isProcess()) {
      spawn();
    }
    on = true;
    for (List<String> command : subject.action().on()) {
      shell.run(command, "cannot be turned on");
    }
  }

  /** Takes the second half of its configuration away. */
  void cutConfiguration() throws SubjectFailure {
    try {
      whole = Files.readAllBytes(seenOf(subject.configuration()));
      writeConfiguration(Arrays.copyOf(whole, whole.length / 2));
    } catch (IOException e) {
      throw new SubjectFailure(
          "its configuration cannot be cut: " + e.getMessage(),
          "mend `configuration` in its description");
    }
  }

  /** Gives it back. */
  void mendConfiguration() throws SubjectFailure {
    try {
      writeConfiguration(whole);
    } catch (IOException e) {
      throw new SubjectFailure(
          "its configuration cannot be mended: " + e.getMessage(), shell.remedy());
    }
  }

  /** In place: it may be mounted elsewhere. */
  private void writeConfiguration(byte[] content) throws IOException {
    Files.write(
        seenOf(subject.configuration()),
        content,
        StandardOpenOption.WRITE,
        StandardOpenOption.TRUNCATE_EXISTING);
  }

  public static void pause(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Processes that outlived it, without those that its preparation started; empty: none. */
  public List<Long> outlived() {
    return group.processes().stream().filter(pid -> !prepared.contains(pid)).toList();
  }

  @Override
  public void close() {
    try {
      stop();
    } catch (SubjectFailure e) {
      // Whatever it was: it is killed below.
    } finally {
      end();
    }
  }

  private void end() {
    if (process != null) {
      process.destroyForcibly();
    }
    try {
      group.close();
    } finally {
      undo();
    }
  }

  /** What cannot be undone now is tried again at the end of this process, or by the next one. */
  private void undo() {
    boolean undone = true;
    for (List<String> command : subject.cleanup()) {
      try {
        shell.run(command, "cannot be cleaned up");
      } catch (SubjectFailure e) {
        undone = false;
      }
    }
    if (place.smallDisk()) {
      try {
        shell.run(List.of("umount", "--lazy", dir.toString()), "its file system stays mounted");
      } catch (SubjectFailure e) {
        // It goes with the bench, whose mount name space has it.
      }
    }
    if (promise != null && undone) {
      promise.close();
    }
    log.close();
    try {
      PrivateDirectory.delete(dir);
    } catch (IOException e) {
      throw new UncheckedIOException("remove " + dir, e);
    }
  }
}
