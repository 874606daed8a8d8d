// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process ends with when it runs out of something, in a Java of its own. */
class ExitCodesTest {
  @TempDir Path directory;

  private record Ended(int exitCode, String output) {}

  private Ended ringbench(String heap, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                heap,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                RingbenchCommand.class.getName()));
    command.addAll(List.of(arguments));
    Path output = directory.resolve("output");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
    return new Ended(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
  }

  @Test
  void aHeapThatIsTooSmallIsNoFailedGate() throws Exception {
    Path original = Path.of("../results/published/2026-11-23-kvm-amd-epyc-2cpu-quick/result.json");
    Ended ended = ringbench("-Xmx8m", "report", original.toString());
    assertThat(ended.exitCode()).as(ended.output()).isEqualTo(3);
    assertThat(ended.output()).contains("heap of").doesNotContain("\tat ");
  }

  @Test
  void whatIsLargerThanTheHeapAllowsIsRefusedBeforeItIsRead() throws Exception {
    Path file = directory.resolve("large.json");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(1L << 30);
    }
    Ended ended = ringbench("-Xmx160m", "report", file.toString());
    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.output()).contains("has more than the 6").contains("-Xmx");
  }
}
