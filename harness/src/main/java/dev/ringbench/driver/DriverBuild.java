// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.driver;

import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The kernel module, built against the headers of one kernel. Built once, then cached. */
public final class DriverBuild {
  private static final String MODULE = "ringbench.ko";
  private static final Pattern BUILDABLE = Pattern.compile("[A-Za-z0-9/._,+@=-]+");
  private static final Pattern UTS_RELEASE = Pattern.compile("UTS_RELEASE \"([^\"]*)\"");

  private DriverBuild() {}

  /** Where a distribution puts the headers of a kernel; null where it has none. */
  public static Path headersOf(String release) {
    for (Path candidate :
        List.of(
            Path.of("/lib/modules", release, "build"),
            Path.of("/usr/src", "linux-headers-" + release))) {
      if (Files.isRegularFile(candidate.resolve("Makefile"))) {
        return candidate;
      }
    }
    return null;
  }

  /**
   * The module for the kernel {@code release}.
   *
   * @param headers its headers; null: there are none
   * @throws RingbenchException when the headers are missing or of another kernel, or it does not
   *     compile
   */
  public static Path forKernel(String release, Path headers) {
    return forKernel(release, headers, null, false);
  }

  /**
   * The module for the kernel {@code release}, built with the compiler and the headers of its
   * distribution, of which this machine needs neither.
   *
   * @throws RingbenchException when the distribution has no headers of it, or it does not compile
   */
  public static Path inRoot(String release, BuildRoot root) {
    Path headers = root.headers(release);
    if (headers == null) {
      throw RingbenchException.machine(
          "The distribution has no linux-headers-" + release + ", so the driver cannot be built");
    }
    return forKernel(release, headers, root, false);
  }

  /** The same with the defects of the catalogue in it, for a guest that may die of them. */
  public static Path faultyForKernel(String release, Path headers) {
    return forKernel(release, headers, null, true);
  }

  /** Why the faulty driver of this machine has no interpreter in Rust; null: it has one. */
  public static String faultyRustMissing() {
    return RustContent.make(true).missing();
  }

  /** {@code root}: to build in; null: in this machine's. */
  private static Path forKernel(String release, Path headers, BuildRoot root, boolean faulty) {
    if (headers == null) {
      throw RingbenchException.machine(
          "The headers of kernel "
              + release
              + " are not installed, so the driver cannot be built for it. Install them:"
              + " apt-get install -y linux-headers-"
              + release);
    }
    String built = releaseOf(headers);
    if (!built.equals(release)) {
      throw RingbenchException.machine(
          "The headers in "
              + headers
              + " are of kernel "
              + built
              + ", not of "
              + release
              + ": a module built with them would be refused. Install linux-headers-"
              + release
              + ".");
    }
    List<String> sources = new ArrayList<>(Resources.in("driver"));
    sources.addAll(Resources.in("content"));
    sources.addAll(Resources.in("include"));
    RustContent rust =
        root == null || root.target().isOurs()
            ? RustContent.make(faulty)
            : RustContent.without(
                "the driver's part in Rust is not built for " + root.target().machine());
    Path directory =
        CacheDirectory.of("driver")
            .resolve(release + "-" + Resources.key(sources, headers, faulty, rust.key()));
    Path module = directory.resolve(MODULE);
    if (!Files.exists(module)) {
      build(sources, rust, headers, root, faulty, directory, module);
    }
    return module;
  }

  /** What goes into the module's version magic. */
  private static String releaseOf(Path headers) {
    Path file = headers.resolve("include/generated/utsrelease.h");
    try {
      Matcher release = UTS_RELEASE.matcher(Files.readString(file, StandardCharsets.UTF_8));
      return release.find() ? release.group(1) : "unknown";
    } catch (IOException e) {
      throw RingbenchException.machine(
          "The headers in " + headers + " are not prepared: there is no " + file + ".", e);
    }
  }

  /** What a failed build says is wrong. */
  static String firstError(Tool.Result result) {
    return result
        .output()
        .lines()
        .filter(line -> line.contains("error") || line.contains("ERROR"))
        .findFirst()
        .orElseGet(result::lastLine);
  }

  /**
   * Where the kernel's makefiles can build: they split a path with a blank in it into two modules,
   * and a colon ends a target. That is the cache itself, or else a new directory of ours.
   */
  static Path workshop(Path cache) {
    if (BUILDABLE.matcher(cache.toString()).matches()) {
      return cache;
    }
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    if (!BUILDABLE.matcher(temporary.toString()).matches()) {
      throw RingbenchException.machine(
          "A kernel module cannot be built in "
              + cache
              + " nor in "
              + temporary
              + ": the kernel's makefiles take no blanks, colons or such in a path. Set"
              + " XDG_CACHE_HOME to a directory of letters and digits.");
    }
    try {
      return Files.createTempDirectory(temporary, "ringbench-driver");
    } catch (IOException e) {
      throw RingbenchException.machine(
          "Cannot make a directory in " + temporary + ": " + e.getMessage() + ".", e);
    }
  }

  /** A directory with all that is in it. */
  static void remove(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw RingbenchException.machine(
          "Cannot remove " + directory + ": " + e.getMessage() + ". Remove it.", e);
    }
  }

  private static List<String> command(Path headers, BuildRoot root, boolean faulty, Path workshop) {
    if (root != null) {
      return root.command(
          workshop,
          "exec make -s -C \"$0\" M=/build/driver \"$@\" modules",
          Stream.concat(
                  Stream.of("/" + root.root().relativize(headers)),
                  root.target().isOurs()
                      ? Stream.of()
                      : Stream.of(
                          "ARCH=" + root.target().kernel(),
                          "CROSS_COMPILE=" + root.target().triplet() + "-"))
              .toArray(String[]::new));
    }
    List<String> command =
        new ArrayList<>(
            List.of("make", "-s", "-C", headers.toString(), "M=" + workshop.resolve("driver")));
    if (faulty) {
      command.add("RB_FAULTS=1");
    }
    command.add("modules");
    return command;
  }

  private static void build(
      List<String> sources,
      RustContent rust,
      Path headers,
      BuildRoot root,
      boolean faulty,
      Path directory,
      Path module) {
    if (root == null) {
      Tool.require("make", "make");
      Tool.require("gcc", "gcc");
    }
    Path workshop = workshop(directory);
    try {
      Resources.unpack(sources, workshop);
      rust.into(workshop.resolve("driver"));
      Tool.Result result = Tool.run(command(headers, root, faulty, workshop));
      Files.createDirectories(directory);
      Path made = workshop.resolve("driver").resolve(MODULE);
      if (result.exitCode() != 0 || !Files.exists(made)) {
        Path log = directory.resolve("build.log");
        Files.writeString(log, result.output(), StandardCharsets.UTF_8);
        throw RingbenchException.machine(
            "The driver does not compile against "
                + headers
                + " ("
                + firstError(result)
                + "); the whole output is in "
                + log
                + ".");
      }
      Path partial = Files.createTempFile(directory, MODULE, ".writing");
      Files.copy(made, partial, StandardCopyOption.REPLACE_EXISTING);
      Files.move(partial, module, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw RingbenchException.machine("Cannot keep the built driver: " + e.getMessage() + ".", e);
    } finally {
      if (!workshop.equals(directory)) {
        remove(workshop);
      }
    }
  }
}
