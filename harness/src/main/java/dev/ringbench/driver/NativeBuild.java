// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.driver;

import dev.ringbench.model.Architecture;
import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Our native programs and BPF objects for guests of another architecture, built from the sources
 * that this jar carries with the cross compiler of this machine's distribution. Built once, then
 * cached. Neither the compiler nor the libraries are installed here.
 */
public final class NativeBuild {
  /** What native/CMakeLists.txt reads. */
  private static final List<String> FOLDERS =
      List.of(
          "act",
          "bench",
          "bpf",
          "content",
          "cross",
          "driver",
          "fault",
          "framework",
          "guest",
          "include",
          "lib",
          "rust",
          "sensor",
          "tamper",
          "visibility");

  private static final String BUILD = "CMakeLists.txt";
  private static final String CATALOGUE = "/dev/ringbench/fault/catalogue.json";

  /** {@code $0}: of {@code uname -m}; {@code $1}: the sysroot; {@code $2}: compilers at once. */
  private static final String SCRIPT =
      "set -e; cmake -S /build/source -B /build/made -DCMAKE_BUILD_TYPE=RelWithDebInfo"
          + " -DCMAKE_TOOLCHAIN_FILE=/build/source/cross/linux.cmake"
          + " -DRINGBENCH_TARGET=\"$0\" -DCMAKE_SYSROOT=\"$1\" -DRINGBENCH_TESTS=OFF"
          + " -DRINGBENCH_CATALOGUE=/build/catalogue.json"
          + " -DCMAKE_INSTALL_PREFIX=/build/installed;"
          + " cmake --build /build/made --parallel \"$2\"; cmake --install /build/made";

  private NativeBuild() {}

  /**
   * Copies the native files for {@code architecture} into an existing directory.
   *
   * @throws RingbenchException when they cannot be built
   */
  public static void unpack(Architecture architecture, Path directory) {
    Path files = directoryOf(architecture);
    try (DirectoryStream<Path> all = Files.newDirectoryStream(files)) {
      for (Path file : all) {
        Files.copy(
            file,
            directory.resolve(file.getFileName()),
            StandardCopyOption.COPY_ATTRIBUTES,
            StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw RingbenchException.machine(
          "Cannot copy the native files for " + architecture + ": " + e.getMessage() + ".", e);
    }
  }

  private static Path directoryOf(Architecture architecture) {
    List<String> sources = new ArrayList<>(List.of(BUILD));
    FOLDERS.forEach(folder -> sources.addAll(Resources.in(folder)));
    Path kept =
        CacheDirectory.of("native")
            .resolve(architecture + "-" + Resources.key(sources, architecture));
    return Apt.once(kept, fresh -> build(architecture, sources, fresh))
        .resolve("installed")
        .resolve(architecture.nativeFolder());
  }

  private static void build(Architecture architecture, List<String> sources, Path to) {
    BuildRoot root = BuildRoot.of(null, architecture);
    root.fill(List.of(root.crossCompiler("gcc"), "cmake", "clang", "pkg-config"));
    Sysroot sysroot = Sysroot.of(architecture);
    Path log = to.resolveSibling(to.getFileName() + ".log");
    try {
      Resources.unpack(sources, to.resolve("source"));
      Resources.copy(CATALOGUE, to.resolve("catalogue.json"));
      Tool.Result result =
          Tool.run(
              root.command(
                  to,
                  SCRIPT,
                  architecture.machine(),
                  "/" + root.root().relativize(sysroot.root()),
                  Integer.toString(Runtime.getRuntime().availableProcessors())));
      if (result.exitCode() != 0) {
        Files.writeString(log, result.output(), StandardCharsets.UTF_8);
        throw RingbenchException.machine(
            "The native programs cannot be built for "
                + architecture
                + " ("
                + DriverBuild.firstError(result)
                + "); the whole output is in "
                + log
                + ".");
      }
      DriverBuild.remove(to.resolve("made"));
      DriverBuild.remove(to.resolve("source"));
    } catch (IOException e) {
      throw RingbenchException.machine(
          "Cannot build for " + architecture + ": " + e.getMessage() + ".", e);
    }
  }
}
