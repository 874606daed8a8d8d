// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The scripts of the CI kit, as a forge runs them. */
final class CiKitScript {
  private static final Path KIT = Repository.ROOT.resolve("ci");

  private CiKitScript() {}

  /** How a run of the script ended, and what it said. */
  record Ended(int exitCode, String output) {}

  /**
   * Runs the gate in a directory, which has, or then has, its launcher, its state and its report.
   */
  static Ended run(Path directory, Map<String, String> variables, String... command)
      throws Exception {
    return run("gate-against-base", directory, variables, command);
  }

  static Ended run(String script, Path directory, Map<String, String> variables, String... command)
      throws Exception {
    Path launcher = directory.resolve("ringbench");
    if (!Files.exists(launcher)) {
      Ringbench.launcher(launcher);
    }
    ProcessBuilder builder =
        new ProcessBuilder("sh", KIT.resolve(script).toString())
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile());
    builder.command().addAll(List.of(command));
    builder.environment().keySet().removeIf(name -> name.startsWith("RINGBENCH"));
    builder.environment().put("RINGBENCH", launcher.toString());
    builder.environment().putAll(variables);
    Process process = builder.start();
    assertThat(process.waitFor(4, TimeUnit.MINUTES)).as("ends").isTrue();
    String output = Files.readString(directory.resolve("log"), StandardCharsets.UTF_8);
    return new Ended(process.exitValue(), output);
  }
}
