// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.driver;

import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The driver's part in Rust, as an assembler file. A driver is built without it where there is no
 * compiler for it, so that nothing else depends on one.
 *
 * @param assembler what the kernel's makefiles take; null: it is missing
 * @param missing why; null: it is there
 */
record RustContent(Path assembler, String missing) {
  private static final String LIBRARY = "lib/rustlib/src/rust/library/core/src/lib.rs";
  private static final String PACKAGES =
      " (apt-get install -y --no-install-recommends rustc rust-src)";

  /** Made by the first compiler of this machine that has the sources of its library. */
  static RustContent make(boolean faulty) {
    String architecture = System.getProperty("os.arch");
    if (!List.of("amd64", "x86_64").contains(architecture)) {
      return without(
          "the driver's part in Rust is built for x86-64 only, and this is " + architecture);
    }
    return make(Tool.all("rustc"), faulty, CacheDirectory.of("rust"));
  }

  /** The same with these compilers; {@code cache} keeps what is made. */
  static RustContent make(List<Path> compilers, boolean faulty, Path cache) {
    if (compilers.isEmpty()) {
      return without("there is no rustc to build the driver's part in Rust" + PACKAGES);
    }
    for (Path compiler : compilers) {
      Tool.Result root = Tool.run(List.of(compiler.toString(), "--print", "sysroot"));
      if (root.exitCode() == 0
          && Files.isRegularFile(Path.of(root.output().strip()).resolve(LIBRARY))) {
        return make(compiler, faulty, cache);
      }
    }
    return without(
        compilers.get(0) + " has no sources of its library, which the driver needs" + PACKAGES);
  }

  private static RustContent make(Path compiler, boolean faulty, Path cache) {
    String version = Tool.run(List.of(compiler.toString(), "-vV")).output();
    List<String> sources = Resources.in("rust");
    String key = Resources.key(sources, compiler, version, faulty);
    Path kept = cache.resolve(key + ".S");
    Path failed = cache.resolve(key + ".failed");
    try {
      if (Files.exists(failed)) {
        return without(Files.readString(failed, StandardCharsets.UTF_8));
      }
      if (!Files.exists(kept)) {
        Path core =
            cache.resolve("core-" + Resources.key(List.of("rust/assemble"), compiler, version));
        String trouble = assemble(compiler, sources, faulty, core, kept);
        if (trouble != null) {
          Files.writeString(failed, trouble, StandardCharsets.UTF_8);
          return without(trouble);
        }
      }
      return new RustContent(kept, null);
    } catch (IOException e) {
      throw RingbenchException.machine(
          "Cannot keep the driver's part in Rust in " + cache + ": " + e.getMessage() + ".", e);
    }
  }

  /** Null, or what went wrong. */
  private static String assemble(
      Path compiler, List<String> sources, boolean faulty, Path core, Path kept)
      throws IOException {
    Path workshop = Files.createTempDirectory(kept.getParent(), "making");
    try {
      Resources.unpack(sources, workshop);
      Path made = workshop.resolve("made.S");
      List<String> command =
          new ArrayList<>(
              List.of(
                  "sh",
                  workshop.resolve("rust/assemble").toString(),
                  compiler.toString(),
                  core.toString(),
                  made.toString()));
      if (faulty) {
        command.add("faults");
      }
      Tool.Result result = Tool.run(command);
      if (result.exitCode() == 0 && Files.exists(made)) {
        Files.move(made, kept, StandardCopyOption.ATOMIC_MOVE);
        return null;
      }
      Path log = kept.resolveSibling(kept.getFileName() + ".log");
      Files.writeString(log, result.output(), StandardCharsets.UTF_8);
      return compiler + " does not build the driver's part in Rust; its output is in " + log;
    } finally {
      DriverBuild.remove(workshop);
    }
  }

  /** None, for that reason. */
  static RustContent without(String why) {
    return new RustContent(null, why);
  }

  /** What a driver with this differs by from another. */
  String key() {
    return assembler == null ? missing : assembler.getFileName().toString();
  }

  /** Puts it, or why it is not there, beside the driver's own sources. */
  void into(Path driver) throws IOException {
    if (assembler != null) {
      Files.copy(assembler, driver.resolve("rust_content.S"), StandardCopyOption.REPLACE_EXISTING);
      return;
    }
    String text = missing.replaceAll("[^\\x20-\\x7e]", "?").replaceAll("[\"\\\\]", "'");
    Files.writeString(
        driver.resolve("rust_missing.h"),
        "#define RB_RUST_MISSING \"" + text + "\"\n",
        StandardCharsets.UTF_8);
  }
}
