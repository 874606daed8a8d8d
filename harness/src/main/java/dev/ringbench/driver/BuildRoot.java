// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.driver;

import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A root file system with a distribution's headers of kernels, and the compiler that they want: the
 * one that the kernels were made with. It is filled by packages, and nothing runs in it but a
 * build, in mounts of its own.
 *
 * @param apt the archive that fills it
 * @param root the directory
 */
public record BuildRoot(Apt apt, Path root) {
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

  /** Made by scripts of packages, which do not run here. */
  private static final Map<String, String> LINKS = Map.of("sh", "dash", "awk", "mawk");

  /** The one for what {@code apt} has, in our cache. */
  public static BuildRoot of(Apt apt) {
    return new BuildRoot(apt, apt.directory().resolve("root"));
  }

  /** The headers of {@code release} in it; null: the archive has none. */
  public Path headers(String release) {
    String name = "linux-headers-" + release;
    Path headers = root.resolve("usr/src").resolve(name);
    if (!Files.isRegularFile(headers.resolve("Makefile"))) {
      if (apt.show(name).isEmpty()) {
        return null;
      }
      Apt.alone(
          apt.directory().resolve("root.lock"),
          () -> {
            List<String> wanted = new ArrayList<>(TOOLS);
            wanted.add(name);
            apt.unpackWithNeeds(wanted, root);
            linkTools();
            return null;
          });
    }
    return Files.isRegularFile(headers.resolve("Makefile")) ? headers : null;
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
