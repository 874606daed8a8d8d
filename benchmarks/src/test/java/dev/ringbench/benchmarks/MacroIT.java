// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ringbench.experiment.macro.MacroDocument;
import dev.ringbench.experiment.macro.MacroSample;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real programs under real sensors. */
@Measures
class MacroIT {
  private static final int UNPACKED_FILES = 50 * 31 + 16 + 1;

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void needsRoot() {
    assumeTrue("root".equals(System.getProperty("user.name")), "kernel sensors need root");
    file = directory.resolve("macro.json");
  }

  private static List<MacroSample> samples(MacroDocument document, String workload, String sensor) {
    return document.samples().stream()
        .filter(sample -> sample.workload().equals(workload) && sample.sensor().equals(sensor))
        .toList();
  }

  @Test
  void sensorsSeeWhatProgramsDo() throws Exception {
    MachineState before = MachineState.cleaned(directory);
    Ringbench.Result result =
        Ringbench.run(
            directory,
            "macro",
            "--sensors",
            "bpf-tracepoint,fanotify-permission,seccomp-notify,process-connector",
            "--rounds",
            "1",
            "--out",
            file.toString());
    assertThat(result.exitCode()).as(result.output() + result.error()).isZero();
    MacroDocument document = MacroDocument.FORM.read(file);
    assertThat(document.status()).isEqualTo("complete");
    assertThat(document.samples()).allMatch(sample -> sample.reason() == null);
    assertThat(samples(document, "unpack", "none"))
        .hasSizeGreaterThan(1)
        .allSatisfy(sample -> assertThat(sample.elapsedMs()).isPositive());
    for (String sensor : List.of("bpf-tracepoint", "fanotify-permission", "seccomp-notify")) {
      assertThat(samples(document, "unpack", sensor))
          .as(sensor)
          .allMatch(sample -> sample.events() >= UNPACKED_FILES);
    }
    assertThat(samples(document, "spawn", "process-connector"))
        .allMatch(sample -> sample.events() >= 500);
    assertThat(result.output()).contains("compile", "Slow-down of each program");
    Ringbench.Result report =
        Ringbench.run(directory, "report", file.toString(), "--format", "markdown");
    assertThat(report.output()).contains("## search", "| fanotify-permission |");
    assertThat(MachineState.now()).isEqualTo(before);
  }

  @Test
  void badInputIsNamedBeforeAnythingIsRun() throws Exception {
    assertBadInput("--workloads: unknown workload 'play'. Known: unpack", "--workloads", "play");
    assertBadInput("--rounds 0: use 1 to 1000", "--rounds", "0");
    assertBadInput("interposition cannot watch whole programs", "--sensors", "interposition");
    assertThat(file).doesNotExist();
  }

  private void assertBadInput(String message, String option, String value) throws Exception {
    Ringbench.Result result = Ringbench.run(directory, "macro", option, value);
    assertThat(result.exitCode()).as(result.output() + result.error()).isEqualTo(2);
    assertThat(result.error()).contains(message);
  }
}
