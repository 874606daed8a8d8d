// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The script of the CI kit, as a forge runs it. */
final class CiKitScript {
  private static final Path SCRIPT = Repository.ROOT.resolve("ci/gate-against-base");

  private CiKitScript() {}

  /** How a run of the script ended, and what it said. */
  record Ended(int exitCode, String output) {}

  /** Runs it in a directory, which has, or then has, its launcher, its store and its report. */
  static Ended run(Path directory, Map<String, String> variables, String... command)
      throws Exception {
    Path launcher = directory.resolve("ringbench");
    if (!Files.exists(launcher)) {
      Ringbench.launcher(launcher);
    }
    ProcessBuilder builder =
        new ProcessBuilder("sh", SCRIPT.toString())
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
