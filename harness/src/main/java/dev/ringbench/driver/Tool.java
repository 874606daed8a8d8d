// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.driver;

import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Programs of the system that we use. */
public final class Tool {
  /** Ordinary users' paths lack these, and what we need is in them. */
  private static final List<String> SYSTEM = List.of("/usr/sbin", "/sbin", "/usr/bin", "/bin");

  private Tool() {}

  /** The program's file, if it is installed. */
  public static Optional<Path> find(String name) {
    return named(name).findFirst();
  }

  /** Every program of that name, in the order in which they are looked for. */
  static List<Path> all(String name) {
    return named(name).distinct().toList();
  }

  private static Stream<Path> named(String name) {
    String path = System.getenv("PATH");
    Stream<String> directories =
        Stream.concat(
            Stream.of((path == null ? "" : path).split(":", -1)).filter(d -> !d.isEmpty()),
            SYSTEM.stream());
    return directories.map(d -> Path.of(d, name)).filter(Files::isExecutable);
  }

  /**
   * The program's file.
   *
   * @throws RingbenchException naming the Debian package that has it
   */
  public static Path require(String name, String debianPackage) {
    return find(name)
        .orElseThrow(
            () ->
                RingbenchException.machine(
                    "There is no "
                        + name
                        + ". Install it: apt-get install -y --no-install-recommends "
                        + debianPackage));
  }

  /**
   * What a finished program left.
   *
   * @param output standard output and error together
   */
  public record Result(int exitCode, String output) {
    /** The last line that says something. */
    public String lastLine() {
      return output.strip().lines().reduce((a, b) -> b).orElse("no output");
    }
  }

  /** Runs a program to its end; what it needs of time is its own affair. */
  public static Result run(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Result(process.waitFor(), output);
    } catch (IOException e) {
      throw RingbenchException.machine(
          "Cannot run " + command.get(0) + ": " + e.getMessage() + ".", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw RingbenchException.machine("Interrupted while " + command.get(0) + " ran.", e);
    }
  }
}
