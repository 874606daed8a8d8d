// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ringbench.counted.InstructionCount;
import dev.ringbench.driver.CacheDirectory;
import dev.ringbench.experiment.matrix.MatrixDocument;
import dev.ringbench.experiment.matrix.MatrixKernel;
import dev.ringbench.model.Architecture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

  /** The package of a kernel for arm64 that an earlier command left in the cache. */
  private static Optional<String> fetched() throws Exception {
    try (Stream<Path> kernels = Files.list(CacheDirectory.of("kernels"))) {
      return kernels
          .filter(Files::isDirectory)
          .map(kernel -> kernel.getFileName().toString().split("_", 2)[0])
          .filter(name -> Architecture.inName(name).equals(Optional.of(Architecture.ARM64)))
          .sorted()
          .findFirst();
    }
  }

  private static boolean programsAreBuilt() throws Exception {
    try (Stream<Path> builds = Files.list(CacheDirectory.of("native"))) {
      return builds.anyMatch(
          build -> Files.exists(build.resolve("installed/linux-aarch64/ringbench-sensor")));
    }
  }

  /** Nothing is fetched for a test but lists of packages. */
  @Test
  void aKernelForAnotherArchitectureIsCountedByProgramsForIt() throws Exception {
    assumeTrue(Architecture.ours() != Architecture.ARM64, "this machine is an arm64 one");
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/qemu-system-aarch64")),
        "qemu-system-aarch64 is not installed");
    Optional<String> kernel = fetched();
    assumeTrue(
        kernel.isPresent() && programsAreBuilt(),
        "no kernel for arm64 in the cache; `ringbench guest matrix --kernel linux-image-arm64`"
            + " fetches one");
    Ringbench.Result result =
        Ringbench.run(
            directory,
            "guest",
            "matrix",
            "--kernel",
            kernel.get(),
            "--sensors",
            "seccomp-filter,bpf-tracepoint",
            "--boots",
            "1",
            "--out",
            file.toString());
    assumeTrue(!result.error().contains("cannot be listed"), "Debian's archive is out of reach");
    assertThat(result.exitCode()).as(result.output() + result.error()).isZero();
    MatrixKernel counted = MatrixDocument.FORM.read(file).kernels().get(0);
    assertThat(counted.status()).as(counted.reason()).isEqualTo(MatrixKernel.Status.COMPLETE);
    assertThat(counted.architecture()).isEqualTo("aarch64");
    assertThat(counted.files()).isEqualTo("serial ports");
    for (String sensor : List.of("none", "seccomp-filter", "bpf-tracepoint")) {
      assertThat(counted.counts())
          .filteredOn(count -> count.sensor().equals(sensor))
          .as(sensor)
          .isNotEmpty()
          .extracting(InstructionCount::medians)
          .allMatch(medians -> !medians.isEmpty());
    }
    assertThat(MatrixDocument.FORM.read(file).environment().kernel().architecture())
        .isEqualTo("aarch64");
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
    for (String[] refused :
        new String[][] {
          {"--arch", "sparc", "--arch sparc: use amd64 or arm64"},
          {"--arch", "arm64", "--kernel", "linux-image-amd64", "--arch is for the kernels"}
        }) {
      List<String> line = new ArrayList<>(List.of("guest", "matrix", "--dry-run"));
      line.addAll(List.of(refused).subList(0, refused.length - 1));
      Ringbench.Result result = Ringbench.run(directory, line.toArray(String[]::new));
      assertThat(result.exitCode()).as(result.error()).isEqualTo(2);
      assertThat(result.error()).contains(refused[refused.length - 1]);
    }
    Ringbench.Result words =
        Ringbench.run(directory, "guest", "matrix", "--cmdline", "a;b", "--dry-run");
    assertThat(words.exitCode()).isEqualTo(2);
    assertThat(words.error()).contains("--cmdline 'a;b'");
  }
}
