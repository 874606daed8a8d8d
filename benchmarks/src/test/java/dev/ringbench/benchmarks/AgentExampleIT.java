// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plays docs/examples/agent: a project that gates its own agent on counted instructions. */
@Measures
class AgentExampleIT {
  private static final Path EXAMPLE = Path.of("../docs/examples/agent");

  @TempDir Path directory;

  private void copy(String name) throws IOException {
    Files.copy(EXAMPLE.resolve(name), directory.resolve(name));
  }

  private void make(String... words) throws Exception {
    Process make =
        new ProcessBuilder(
                Stream.concat(Stream.of("make", "--always-make", "agent"), Stream.of(words))
                    .toList())
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(make.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(make.waitFor()).as(said).isZero();
  }

  private String count(String name) throws Exception {
    Ringbench.Result result =
        Ringbench.run(
            directory,
            "guest",
            "run",
            "--subject",
            "./agent.yaml",
            "--operations",
            "open",
            "--deterministic",
            "--boots",
            "1",
            "--rounds",
            "1",
            "--out",
            name);
    assertThat(result.exitCode()).as(result.output() + result.error()).isZero();
    assertThat(result.output()).contains("Instructions added to each open", "agent");
    return name;
  }

  private Ringbench.Result gate(String base, String candidate) throws Exception {
    return Ringbench.run(directory, "gate", base, candidate, "--budget", "budget.yaml");
  }

  @Test
  void aVersionThatCostsTwoPercentMoreFailsTheGateAndTheSameVersionDoesNot() throws Exception {
    for (String name : List.of("agent.c", "agent.yaml", "budget.yaml", "Makefile")) {
      copy(name);
    }
    make();
    String base = count("base.json");
    String again = count("again.json");
    make("CFLAGS=-O2 -DROUNDS=20");
    String dearer = count("dearer.json");
    Ringbench.Result same = gate(base, again);
    assertThat(same.exitCode()).as(same.output() + same.error()).isZero();
    Ringbench.Result worse = gate(base, dearer);
    assertThat(worse.exitCode()).as(worse.output() + worse.error()).isEqualTo(1);
    assertThat(worse.output()).contains("open agent: added_instructions_p50", "budget 1 %");
  }
}
