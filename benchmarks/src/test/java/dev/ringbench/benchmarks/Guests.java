// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What tests of disposable machines need of this one, and what they look at while one runs. */
final class Guests {
  static final String EMULATOR =
      System.getProperty("os.arch").equals("aarch64")
          ? "qemu-system-aarch64"
          : "qemu-system-x86_64";

  /** The board of a guest: what a new emulator is asked before it has none. */
  static final String BOARD = System.getProperty("os.arch").equals("aarch64") ? "virt" : "q35";

  /** What `guest list` says; null: not yet asked. */
  private static String kernels;

  private Guests() {}

  /** Skips the test where no guest can be booted. */
  static synchronized void need(Path directory) throws Exception {
    boolean emulator =
        Stream.of("/usr/bin", "/usr/local/bin")
            .anyMatch(bin -> Files.isExecutable(Path.of(bin, EMULATOR)));
    assumeTrue(emulator, EMULATOR + " is not installed");
    assumeTrue(canBuild(directory), "no kernel in /boot has modules and headers");
  }

  /** Whether there is a kernel that our module can be built for. */
  static synchronized boolean canBuild(Path directory) throws Exception {
    if (kernels == null) {
      kernels = Ringbench.run(directory, "guest", "list").output();
    }
    return kernels.contains("can be built for it");
  }

  /** Of no test that runs beside this one. */
  static List<ProcessHandle> emulators() {
    return ProcessHandle.allProcesses()
        .filter(p -> p.info().command().map(c -> c.endsWith("/" + EMULATOR)).orElse(false))
        .filter(p -> !Ringbench.isBelowAnotherTest(p))
        .toList();
  }

  static Path awaitShare(Ringbench run) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(180);
    while (System.nanoTime() < deadline) {
      try (Stream<Path> own = run.directory().stream()) {
        var share =
            own.flatMap(entry -> Stream.of(entry.toFile().listFiles()))
                .filter(entry -> entry.getName().startsWith("guest-"))
                .findFirst();
        if (share.isPresent()) {
          return share.get().toPath();
        }
      }
      Thread.sleep(20);
    }
    throw new AssertionError("no share in " + run.directory());
  }

  static void awaitFile(Path wanted) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(300);
    while (!Files.exists(wanted)) {
      assertThat(System.nanoTime()).as("no " + wanted + " in time").isLessThan(deadline);
      Thread.sleep(20);
    }
  }
}
