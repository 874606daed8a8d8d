// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The built jar, started as the launcher starts it. */
final class Ringbench {
  private static final String JAR = System.getProperty("ringbench.jar");
  private static final long LIMIT_SECONDS = 480;

  /** Of the product: one measurement at a time on a machine. */
  private static final Path RUN_LOCK = Path.of("/tmp/ringbench.lock");

  private static final Set<String> TAKE_THE_LOCK =
      Set.of("run", "guest", "faults", "capacity", "macro", "pair", "doctor", "subject");

  private static final String REFUSAL = "Another run is measuring on this machine";

  /** A suite of somebody else takes as long. */
  private static final long LOCK_LIMIT_NS = TimeUnit.MINUTES.toNanos(30);

  /** Who has started which process: tests run beside each other. */
  private static final Map<Long, Thread> STARTED = new ConcurrentHashMap<>();

  /** Classes as they are in memory, as the launcher keeps them; empty where that does not work. */
  private static final List<String> ARCHIVE = archive();

  private final Process process;
  private final Path output;
  private final Path error;

  private Ringbench(Process process, Path output, Path error) {
    this.process = process;
    this.output = output;
    this.error = error;
  }

  /** What a finished command left. */
  record Result(int exitCode, String output, String error) {}

  static Path jar() {
    return Path.of(JAR);
  }

  private static List<String> archive() {
    if (JAR == null) {
      return List.of(); // a unit test: there is none yet
    }
    Path archive = Path.of(JAR).resolveSibling("ringbench-tests.jsa");
    try {
      Files.deleteIfExists(archive);
      int status =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx160m",
                  "-XX:+UseSerialGC",
                  "-XX:TieredStopAtLevel=1",
                  "-XX:ArchiveClassesAtExit=" + archive,
                  "-jar",
                  JAR,
                  "report",
                  Repository.TIMED.toString())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor();
      return status == 0 && Files.exists(archive)
          ? List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:cds*=off")
          : List.of();
    } catch (IOException e) {
      return List.of();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Ends the commands of this test that still run; their guests and sensors end with them. */
  static void endOwn() {
    for (Map.Entry<Long, Thread> started : STARTED.entrySet()) {
      Optional<ProcessHandle> running =
          ProcessHandle.of(started.getKey()).filter(Ringbench::isOurs);
      if (started.getValue() == Thread.currentThread() && running.isPresent()) {
        running.get().destroyForcibly();
        running.get().onExit().orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
      }
    }
  }

  /** Whether that process is, or was, a command of a test that runs beside this one. */
  static boolean isOfAnotherTest(long pid) {
    Thread starter = STARTED.get(pid);
    return starter != null && starter != Thread.currentThread();
  }

  /** Whether a test that runs beside this one has started it, or what started it. */
  static boolean isBelowAnotherTest(ProcessHandle process) {
    return ancestry(Optional.of(process)).anyMatch(one -> isOfAnotherTest(one.pid()));
  }

  private static boolean isOurs(ProcessHandle process) {
    return ancestry(Optional.of(process))
        .anyMatch(one -> one.pid() == ProcessHandle.current().pid());
  }

  private static Stream<ProcessHandle> ancestry(Optional<ProcessHandle> process) {
    return Stream.iterate(process, Optional::isPresent, one -> one.get().parent())
        .map(Optional::orElseThrow);
  }

  /** Whether somebody else holds the run lock, whose end is to be waited for. */
  private static boolean isMeasuredByStrangers() throws IOException {
    if (!Files.exists(RUN_LOCK)) {
      return false;
    }
    String inode = ":" + Files.getAttribute(RUN_LOCK, "unix:ino");
    try (Stream<String> locks = Files.lines(Path.of("/proc/locks"))) {
      return locks
          .filter(line -> !line.contains("->"))
          .map(line -> line.strip().split("\\s+"))
          .filter(words -> words.length > 5 && words[5].endsWith(inode))
          .map(words -> ProcessHandle.of(Long.parseLong(words[4])))
          .anyMatch(holder -> !holder.map(Ringbench::isOurs).orElse(false));
    }
  }

  /** On a machine that somebody else measures, a refusal would be no answer to the test. */
  private static void awaitStrangers() throws IOException {
    long deadline = System.nanoTime() + LOCK_LIMIT_NS;
    while (isMeasuredByStrangers()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("somebody else holds " + RUN_LOCK + " for too long");
      }
      try {
        Thread.sleep(200);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** A launcher of the jar, for what calls Ringbench by a name. */
  static void launcher(Path file) throws IOException {
    executable(
        file,
        "#!/bin/sh\nexec '%s' -Xmx160m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 %s -jar '%s' \"$@\"\n"
            .formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                ARCHIVE.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" ")),
                JAR));
  }

  static void executable(Path file, String script) throws IOException {
    Files.writeString(file, script);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  static Ringbench start(Path directory, String... arguments) throws IOException {
    return startUnder(List.of(), directory, arguments);
  }

  /** {@code wrapper} is put before the command, such as another user's identity. */
  static Ringbench startUnder(List<String> wrapper, Path directory, String... arguments)
      throws IOException {
    return startUnder(wrapper, directory, Path.of(JAR), arguments);
  }

  static Ringbench startUnder(List<String> wrapper, Path directory, Path jar, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(wrapper);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx160m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1"));
    if (jar.equals(jar())) {
      command.addAll(ARCHIVE);
    }
    command.addAll(List.of("-jar", jar.toString()));
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile("ringbench-it", ".out");
    Path error = Files.createTempFile("ringbench-it", ".err");
    // Of a command that a test kills nobody asks for the result.
    output.toFile().deleteOnExit();
    error.toFile().deleteOnExit();
    if (TAKE_THE_LOCK.contains(arguments[0])) {
      awaitStrangers();
    }
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectOutput(output.toFile())
            .redirectError(error.toFile())
            .start();
    STARTED.put(process.pid(), Thread.currentThread());
    return new Ringbench(process, output, error);
  }

  static Result run(Path directory, String... arguments) throws Exception {
    return runUnder(List.of(), directory, Path.of(JAR), arguments);
  }

  /** What {@link #startUnder} starts, to its end. */
  static Result runUnder(List<String> wrapper, Path directory, Path jar, String... arguments)
      throws Exception {
    Result result = startUnder(wrapper, directory, jar, arguments).result();
    // Somebody else was faster.
    while (result.exitCode() == 3 && result.error().contains(REFUSAL) && isMeasuredByStrangers()) {
      result = startUnder(wrapper, directory, jar, arguments).result();
    }
    return result;
  }

  /** Where it keeps the files of this run; empty: it has made none yet. */
  Optional<Path> directory() throws IOException {
    String prefix = "ringbench-" + process.pid() + "-";
    try (Stream<Path> all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return all.filter(entry -> entry.getFileName().toString().startsWith(prefix)).findFirst();
    }
  }

  Process process() {
    return process;
  }

  Result result() throws Exception {
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("no end within " + LIMIT_SECONDS + " s");
    }
    Result result =
        new Result(
            process.exitValue(),
            Files.readString(output, StandardCharsets.UTF_8),
            Files.readString(error, StandardCharsets.UTF_8));
    Files.delete(output);
    Files.delete(error);
    return result;
  }

  /**
   * The first process below this one whose executable is so named and whose first arguments are
   * these, waited for.
   */
  ProcessHandle awaitDescendant(String executable, String... arguments)
      throws InterruptedException {
    return awaitDescendant(
        executable, handle -> isNamed(handle, executable) && startsWith(handle, arguments));
  }

  /** The first process below this one that {@code wanted} accepts, waited for. */
  ProcessHandle awaitDescendant(String named, Predicate<ProcessHandle> wanted)
      throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(180);
    while (System.nanoTime() < deadline) {
      Optional<ProcessHandle> found = process.descendants().filter(wanted).findFirst();
      if (found.isPresent()) {
        return found.get();
      }
      Thread.sleep(2);
    }
    throw new AssertionError("no process " + named + " appeared");
  }

  static boolean isNamed(ProcessHandle handle, String executable) {
    return handle.info().command().map(c -> c.endsWith("/" + executable)).orElse(false);
  }

  static List<String> arguments(ProcessHandle handle) {
    return List.of(handle.info().arguments().orElse(new String[0]));
  }

  private static boolean startsWith(ProcessHandle handle, String... arguments) {
    String[] its = handle.info().arguments().orElse(new String[0]);
    return its.length >= arguments.length
        && Arrays.equals(its, 0, arguments.length, arguments, 0, arguments.length);
  }
}
