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
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The built jar, started as the launcher starts it. */
final class Ringbench {
  private static final String JAR = System.getProperty("ringbench.jar");
  private static final long LIMIT_SECONDS = 240;

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

  /** A launcher of the jar, for what calls Ringbench by a name. */
  static void launcher(Path file) throws IOException {
    executable(
        file,
        "#!/bin/sh\nexec '%s' -Xmx160m -XX:+UseSerialGC -jar '%s' \"$@\"\n"
            .formatted(Path.of(System.getProperty("java.home"), "bin", "java"), JAR));
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
            "-XX:TieredStopAtLevel=1",
            "-jar",
            jar.toString()));
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile("ringbench-it", ".out");
    Path error = Files.createTempFile("ringbench-it", ".err");
    // Of a command that a test kills nobody asks for the result.
    output.toFile().deleteOnExit();
    error.toFile().deleteOnExit();
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectOutput(output.toFile())
            .redirectError(error.toFile())
            .start();
    return new Ringbench(process, output, error);
  }

  static Result run(Path directory, String... arguments) throws Exception {
    return start(directory, arguments).result();
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
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (System.nanoTime() < deadline) {
      var found =
          process
              .descendants()
              .filter(
                  handle ->
                      handle.info().command().map(c -> c.endsWith("/" + executable)).orElse(false))
              .filter(handle -> startsWith(handle, arguments))
              .findFirst();
      if (found.isPresent()) {
        return found.get();
      }
      Thread.sleep(2);
    }
    throw new AssertionError("no process " + executable + " appeared");
  }

  private static boolean startsWith(ProcessHandle handle, String... arguments) {
    String[] its = handle.info().arguments().orElse(new String[0]);
    return its.length >= arguments.length
        && Arrays.equals(its, 0, arguments.length, arguments, 0, arguments.length);
  }
}
