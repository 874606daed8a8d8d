// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringbench.counted.InstructionCount;
import dev.ringbench.experiment.matrix.MatrixDocument;
import dev.ringbench.experiment.matrix.MatrixKernel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One kernel of this machine, as a matrix of one. */
@Measures
class GuestMatrixIT {
  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void needsAnEmulatorAndAKernel() throws Exception {
    file = directory.resolve("matrix.json");
    Guests.need(directory);
  }

  private static Path kernel() throws Exception {
    try (Stream<Path> images = Files.list(Path.of("/boot"))) {
      return images
          .filter(image -> image.getFileName().toString().startsWith("vmlinuz-"))
          .filter(
              image ->
                  Files.isReadable(
                      Path.of("/lib/modules", image.getFileName().toString().substring(8))
                          .resolve("build/Makefile")))
          .findFirst()
          .orElseThrow();
    }
  }

  @Test
  void whatSensorsAddIsCountedInAKernelThatIsNamed() throws Exception {
    MachineState before = MachineState.cleaned(directory);
    Ringbench.Result result =
        Ringbench.run(
            directory,
            "guest",
            "matrix",
            "--kernel",
            kernel().toString(),
            "--sensors",
            "module-ftrace,bpf-lsm",
            "--boots",
            "1",
            "--out",
            file.toString());
    assertThat(result.exitCode()).as(result.output() + result.error()).isZero();
    assertThat(MachineState.now()).isEqualTo(before);
    assertThat(Guests.emulators()).isEmpty();
    assertThat(result.error()).contains("plan: 1 kernels, 1 boots of each");

    MatrixDocument document = MatrixDocument.FORM.read(file);
    assertThat(document.status()).isEqualTo("complete");
    MatrixKernel kernel = document.kernels().get(0);
    assertThat(kernel.status()).as(kernel.reason()).isEqualTo(MatrixKernel.Status.COMPLETE);
    assertThat(kernel.driverReason()).isNull();
    assertThat(kernel.files()).isEqualTo("9p");
    assertThat(kernel.versionLine()).contains(kernel.release());
    assertThat(kernel.config()).containsKey("CONFIG_HZ");
    for (String sensor : List.of("none", "placebo", "module-ftrace", "bpf-lsm")) {
      assertThat(kernel.counts())
          .filteredOn(count -> count.sensor().equals(sensor))
          .as(sensor)
          .isNotEmpty()
          .extracting(InstructionCount::medians)
          .allMatch(medians -> !medians.isEmpty());
    }
    Ringbench.Result verified = Ringbench.run(directory, "verify", file.toString());
    assertThat(verified.exitCode()).as(verified.output() + verified.error()).isZero();
  }

  @Test
  void whatIsNoKernelIsRefusedBeforeAnythingBoots() throws Exception {
    Path text = Files.writeString(directory.resolve("no-kernel"), "no kernel");
    for (String named : List.of(text.toString(), directory.resolve("missing").toString())) {
      Ringbench.Result result = Ringbench.run(directory, "guest", "matrix", "--kernel", named);
      assertThat(result.exitCode()).as(named + result.error()).isEqualTo(2);
      assertThat(result.error()).contains("--kernel " + named);
    }
    Ringbench.Result words =
        Ringbench.run(directory, "guest", "matrix", "--cmdline", "a;b", "--dry-run");
    assertThat(words.exitCode()).isEqualTo(2);
    assertThat(words.error()).contains("--cmdline 'a;b'");
  }
}
