// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.driver;

import dev.ringbench.model.Architecture;
import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A root file system with a distribution's headers of kernels, and the compiler that they want: the
 * one that the kernels were made with, or for another architecture its cross compiler. It is filled
 * by packages, and nothing runs in it but a build, in mounts of its own.
 *
 * @param apt the archive that fills it with programs of this machine's architecture
 * @param root the directory
 * @param suite of Debian; null: what this machine's apt knows
 * @param target what is built in it is for that architecture
 */
public record BuildRoot(Apt apt, Path root, String suite, Architecture target) {
  /** What makefiles of kernels call, and no package needs by name, as every system has it. */
  private static final List<String> TOOLS =
      List.of(
          "binutils",
          "make",
          "dash",
          "coreutils",
          "sed",
          "grep",
          "findutils",
          "mawk",
          "bash",
          "diffutils");

  private static final Pattern COMPILER = Pattern.compile("gcc-[0-9]+");

  /** Made by scripts of packages, which do not run here. */
  private static final Map<String, String> LINKS = Map.of("sh", "dash", "awk", "mawk");

  /**
   * The one for kernels of that suite, in our cache.
   *
   * @param suite null: what this machine's apt knows
   */
  public static BuildRoot of(String suite, Architecture target) {
    Apt apt = Apt.of(suite, Architecture.ours());
    return new BuildRoot(apt, apt.directory().resolve("root"), suite, target);
  }

  /** The headers of {@code release} in it; null: the archive has none. */
  public Path headers(String release) {
    String name = "linux-headers-" + release;
    Path headers = root.resolve("usr/src").resolve(name);
    if (!Files.isRegularFile(headers.resolve("Makefile"))) {
      Apt archive = target.isOurs() ? apt : Apt.of(suite, target);
      Apt.Entry entry = archive.show(name).orElse(null);
      if (entry == null) {
        return null;
      }
      if (target.isOurs()) {
        fill(List.of(name));
      } else {
        fillForTarget(archive, entry);
      }
    }
    return Files.isRegularFile(headers.resolve("Makefile")) ? headers : null;
  }

  /**
   * The headers are files of the other architecture; the compiler that they need, and the programs
   * of the kernel's build, are of ours.
   */
  private void fillForTarget(Apt archive, Apt.Entry entry) {
    List<Apt.Entry> headers = new ArrayList<>(List.of(entry));
    List<String> programs = new ArrayList<>();
    for (String need : entry.needs()) {
      if (need.startsWith("linux-headers-")) {
        archive.show(need).ifPresent(headers::add);
      } else if (need.startsWith("linux-kbuild-")) {
        programs.add(need);
      } else if (COMPILER.matcher(need).matches()) {
        programs.add(crossCompiler(need));
      }
    }
    fill(programs);
    alone(() -> archive.unpack(headers, root));
  }

  /** The package of the compiler {@code gcc}, such as "gcc-12", for the target. */
  String crossCompiler(String gcc) {
    return gcc + "-" + target.triplet().replace('_', '-');
  }

  /** Fills it with these packages, and with what every build needs. */
  void fill(List<String> packages) {
    List<String> wanted = new ArrayList<>(TOOLS);
    wanted.addAll(packages);
    alone(
        () -> {
          apt.unpackWithNeeds(wanted, root);
          linkTools();
        });
  }

  private void alone(Runnable filling) {
    Apt.alone(
        apt.directory().resolve("root.lock"),
        () -> {
          filling.run();
          return null;
        });
  }

  private void linkTools() {
    LINKS.forEach(
        (name, target) -> {
          Path link = root.resolve("usr/bin").resolve(name);
          try {
            if (!Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
              Files.createSymbolicLink(link, Path.of(target));
            }
          } catch (IOException e) {
            throw RingbenchException.machine("Cannot make " + link + ": " + e + ".", e);
          }
        });
  }

  /**
   * The command that does another in it, in mounts of its own.
   *
   * @param shared directory of the machine that is {@code /build} there
   * @param script for its shell; {@code words} are its arguments
   */
  List<String> command(Path shared, String script, String... words) {
    List<String> line = new ArrayList<>(List.of(Tool.require("unshare", "util-linux").toString()));
    line.addAll(List.of("--user", "--map-root-user", "--mount", "--pid", "--fork", "--kill-child"));
    line.addAll(List.of("--", "/bin/sh", "-c", ENTER));
    line.addAll(List.of(root.toString(), shared.toString(), script));
    line.addAll(List.of(words));
    return line;
  }

  /** Since Linux 7 objtool looks at its limits in /proc. */
  private static final String ENTER =
      "root=$0 shared=$1 script=$2; shift 2; mkdir -p \"$root/build\" \"$root/dev\" \"$root/proc\" \"$root/tmp\""
          + " && mount --rbind /dev \"$root/dev\" && mount --bind \"$shared\" \"$root/build\" &&"
          + " { mount -t proc proc \"$root/proc\" || mount --rbind /proc \"$root/proc\"; } &&"
          + " exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C chroot \"$root\" /bin/sh -c"
          + " \"$script\" \"$@\"";
}
