// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.subject.running;

import dev.ringbench.document.Rerun;
import dev.ringbench.files.PrivateDirectory;
import dev.ringbench.model.Operation;
import dev.ringbench.platform.LoadBench;
import dev.ringbench.platform.SensorException;
import dev.ringbench.platform.SubjectHosting;
import dev.ringbench.subject.TargetName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Does operations by {@code ringbench-act}, which every row has in the same way: as a program of
 * the load bench, on targets that nobody else uses.
 */
public final class Actor implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 20;
  private static final int PROGRAM_SECONDS = 120;
  private static final int MILLIS = 1000;
  private static final int LISTENER_POLLS = 200;
  private static final int LISTENER_PAUSE_MILLIS = 10;

  /** Of connects: indices are never used twice, as there are no names. */
  private static final int MOST_CONNECTS = 90_000;

  private final LoadBench bench;
  private final SubjectHosting hosting;
  private final Path files;
  private final Path work;
  private final TargetName names;
  private int nextConnect;
  private int calls;
  private int port;
  private Process listener;

  /**
   * For one bench.
   *
   * @param files for what it says, outside of the bench's mount
   * @param work directory of the targets, inside
   */
  public Actor(LoadBench bench, SubjectHosting hosting, Path files, Path work, long seed) {
    this.bench = bench;
    this.hosting = hosting;
    this.files = files;
    this.work = work;
    this.names = new TargetName(seed);
  }

  /**
   * Targets of a name.
   *
   * @param first index
   */
  public record Batch(Operation operation, String name, int first, int targets) {
    /** Whether an event's index is one of them. */
    public boolean has(int index) {
      return index >= first && index < first + targets;
    }
  }

  /**
   * What to do with a batch.
   *
   * @param count operations; those beyond the targets use them again
   * @param ratePerSecond 0: as fast as they come
   * @param limitMillis after which no further one begins
   * @param cpu where
   */
  public record Work(Batch batch, int count, double ratePerSecond, int limitMillis, int cpu) {}

  /** What all names begin with. */
  public String run() {
    return names.run();
  }

  public Path work() {
    return work;
  }

  /** The CPU of operations. */
  public int cpu() {
    return hosting.cpus().get(0);
  }

  public List<Integer> cpus() {
    return hosting.cpus();
  }

  /** Makes targets, before anybody watches. */
  public Batch prepare(Operation operation, int targets) throws SubjectFailure {
    Batch batch = new Batch(operation, names.nextBatch(), first(operation, targets), targets);
    if (hasTargets(operation)) {
      call(List.of(), "prepare", batch, List.of(), PATIENCE_SECONDS);
    } else if (operation == Operation.CONNECT && port == 0) {
      listen();
    }
    return batch;
  }

  private static boolean hasTargets(Operation operation) {
    return operation != Operation.CONNECT && operation != Operation.NULL_CALL;
  }

  private int first(Operation operation, int targets) {
    if (operation != Operation.CONNECT) {
      return 0;
    }
    int first = nextConnect + targets > MOST_CONNECTS ? 0 : nextConnect;
    nextConnect = first + targets;
    return first;
  }

  /** Ends with this process, or when the actor is closed. */
  private void listen() throws SubjectFailure {
    Path out = files.resolve("listener");
    try {
      listener =
          new ProcessBuilder(hosting.actor(), "listen", "--out", out.toString())
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException("start " + hosting.actor(), e);
    }
    for (int i = 0; i < LISTENER_POLLS && !Files.exists(out); i++) {
      RunningSubject.pause(LISTENER_PAUSE_MILLIS);
    }
    port = ActResult.portOf(out);
  }

  @Override
  public void close() {
    if (listener != null) {
      listener.destroyForcibly();
    }
  }

  public void remove(Batch batch) throws SubjectFailure {
    if (hasTargets(batch.operation())) {
      call(List.of(), "remove", batch, List.of(), PATIENCE_SECONDS);
    }
  }

  /** Where the place is still there; else it went with its mount. */
  public void removeQuietly(Batch batch) {
    try {
      remove(batch);
    } catch (SubjectFailure e) {
      // The bench was lost with all that was in it.
    }
  }

  /**
   * Does operations.
   *
   * @param wrap what stands before the command; empty: nothing
   * @param stamps where each operation's times go; null: nowhere
   */
  public ActResult act(List<String> wrap, Work what, Path stamps) throws SubjectFailure {
    Path out = files.resolve("act-" + calls++);
    List<String> more = options(what, out);
    if (stamps != null) {
      more.addAll(List.of("--stamps", stamps.toString()));
    }
    call(wrap, "run", what.batch(), more, PATIENCE_SECONDS + what.limitMillis() / MILLIS);
    ActResult result = ActResult.read(out);
    forget(out);
    return result;
  }

  private static void forget(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException("remove " + file, e);
    }
  }

  /**
   * The command that does operations, for whoever runs it beside others; nobody reads its result.
   */
  public List<String> words(Work what) {
    List<String> words = new ArrayList<>(command("run", what.batch()));
    words.addAll(options(what, files.resolve("beside-result")));
    return words;
  }

  private List<String> options(Work what, Path out) {
    List<String> more =
        new ArrayList<>(
            List.of(
                "--count",
                Integer.toString(what.count()),
                "--limit-ms",
                Integer.toString(what.limitMillis()),
                "--cpu",
                Integer.toString(what.cpu()),
                "--out",
                out.toString()));
    if (what.ratePerSecond() > 0) {
      more.addAll(List.of("--rate", String.format(Locale.ROOT, "%.3f", what.ratePerSecond())));
    }
    if (what.batch().operation() == Operation.CONNECT) {
      more.addAll(List.of("--listener", Integer.toString(port)));
    }
    return more;
  }

  private void call(
      List<String> wrap, String how, Batch batch, List<String> more, int timeoutSeconds)
      throws SubjectFailure {
    List<String> words = new ArrayList<>(wrap);
    words.addAll(command(how, batch));
    words.addAll(more);
    shell("exec " + quoted(words), timeoutSeconds);
  }

  private List<String> command(String how, Batch batch) {
    return List.of(
        hosting.actor(),
        how,
        "--operation",
        batch.operation().toString(),
        "--directory",
        work.toString(),
        "--nonce",
        batch.name(),
        "--first",
        Integer.toString(batch.first()),
        "--targets",
        Integer.toString(batch.targets()));
  }

  /** The errno that opening a file gives, 0: it can be opened. */
  int open(List<String> wrap, Path file) throws SubjectFailure {
    Path out = files.resolve("open-once");
    List<String> words = new ArrayList<>(wrap);
    // Inside: what a wrapper is started with prints to the wrapper's log.
    words.addAll(
        List.of(
            "sh",
            "-c",
            "exec \"$0\" open-once \"$1\" >\"$2\"",
            hosting.actor(),
            file.toString(),
            out.toString()));
    shell("exec " + quoted(words), PATIENCE_SECONDS);
    try {
      return Integer.parseInt(Files.readString(out).strip());
    } catch (IOException e) {
      throw new UncheckedIOException("read " + out, e);
    } catch (NumberFormatException e) {
      throw new SubjectFailure(
          "the actor did not say what opening " + file + " gives", "run again with --verbose");
    }
  }

  /** Runs a line of shell commands where the targets are. */
  public LoadBench.Programs program(List<String> wrap, String commands) throws SubjectFailure {
    return shell(
        "cd " + Rerun.quoted(work.toString()) + " && " + wrapped(wrap, commands), PROGRAM_SECONDS);
  }

  /** What stands before a line of a shell. */
  private static String wrapped(List<String> wrap, String commands) {
    return wrap.isEmpty() ? commands : quoted(wrap) + " sh -c " + Rerun.quoted(commands);
  }

  private synchronized LoadBench.Programs shell(String commands, int timeoutSeconds)
      throws SubjectFailure {
    try {
      LoadBench.Programs done = bench.runPrograms(commands, timeoutSeconds);
      if (done.status() != 0) {
        throw new SubjectFailure(
            "the operations ended with exit status " + done.status(),
            "run again with --verbose, or try the subject by hand");
      }
      return done;
    } catch (SensorException e) {
      throw new SubjectFailure("the operations did not end: " + e.getMessage(), e.remedy());
    }
  }

  /** Makes a directory in the bench's place. */
  public void makeDirectory() throws SubjectFailure {
    shell("mkdir -p " + Rerun.quoted(work.toString()), PATIENCE_SECONDS);
  }

  /** Writes a file there; {@code content}: any text. */
  void write(String name, String content) throws SubjectFailure {
    try {
      Path staging = PrivateDirectory.create(files, "staged-");
      Path staged = Files.writeString(staging.resolve(name), content);
      shell(
          "cp " + quoted(List.of(staged.toString(), work.resolve(name).toString())),
          PATIENCE_SECONDS);
      PrivateDirectory.delete(staging);
    } catch (IOException e) {
      throw new UncheckedIOException("write " + name, e);
    }
  }

  public static String quoted(List<String> words) {
    return words.stream().map(Rerun::quoted).collect(Collectors.joining(" "));
  }
}
