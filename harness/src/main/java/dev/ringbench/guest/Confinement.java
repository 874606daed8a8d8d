// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.guest;

import dev.ringbench.driver.Tool;
import dev.ringbench.model.Architecture;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * How QEMU is kept from what it does not need: a user without privileges, a filter of system calls,
 * files of bounded size. What does not work on this machine is said once and left out.
 *
 * @param uid of the user that QEMU becomes; null: it stays ours, which may well have no privileges
 * @param sandbox whether QEMU filters its system calls
 */
record Confinement(Integer uid, boolean sandbox) {
  /** As every Linux has it: of nobody, who owns nothing. */
  private static final int NOBODY = 65534;

  private static final long MOST_FILE_BYTES = 1L << 30;
  private static final String SANDBOX =
      "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny";
  private static final long PROBE_SECONDS = 20;
  private static final Path KVM = Path.of("/dev/kvm");
  private static final String OWNER_ONLY = "rwx------";
  private static final Map<String, Confinement> KNOWN = new ConcurrentHashMap<>();

  /**
   * The strongest that works here.
   *
   * @param needed what QEMU is to read: where others than its owner cannot, it stays ours
   * @param directory for its files, below that of this run; where others cannot pass on the way to
   *     that, it stays ours, too
   * @param architecture of the machine, which says what the emulator is
   */
  static Confinement of(List<Path> needed, Path directory, Architecture architecture) {
    List<Path> ours =
        Stream.concat(
                needed.stream().filter(path -> !readableByOthers(path)),
                Stream.iterate(directory.toAbsolutePath(), Objects::nonNull, Path::getParent)
                    .filter(path -> !isOfThisRun(path) && !passableByOthers(path)))
            .toList();
    return KNOWN.computeIfAbsent(
        architecture + " " + ours.isEmpty(), every -> probe(ours, Qemu.program(architecture)));
  }

  private static Confinement probe(List<Path> ours, Path emulator) {
    Integer uid = null;
    if (isRoot()) {
      if (!ours.isEmpty()) {
        say("QEMU runs as root, because others cannot read " + ours.get(0));
      } else if (Tool.run(command(NOBODY, false, List.of("true"))).exitCode() != 0) {
        say("QEMU runs as root, because this machine lets it become nobody else (setpriv)");
      } else {
        uid = NOBODY;
      }
    }
    boolean sandbox = sandboxWorks(emulator);
    if (!sandbox) {
      say("QEMU runs without its filter of system calls: it does not work here (-sandbox)");
    }
    return new Confinement(uid, sandbox);
  }

  private static void say(String what) {
    System.err.println("ringbench: " + what + ".");
  }

  private static boolean isRoot() {
    try {
      return ownerOf(Path.of("/proc/self")) == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static int ownerOf(Path path) throws IOException {
    return (Integer) Files.getAttribute(path, "unix:uid");
  }

  /** The probe dies with us, too: QEMU stays when its monitor only ends. */
  private static boolean sandboxWorks(Path emulator) {
    List<String> line =
        command(
            null,
            false,
            List.of(
                emulator.toString(),
                "-M",
                "none",
                "-nodefaults",
                "-display",
                "none",
                "-monitor",
                "stdio",
                "-sandbox",
                SANDBOX));
    try {
      Process qemu =
          new ProcessBuilder(line)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      try (OutputStream monitor = qemu.getOutputStream()) {
        monitor.write("quit\n".getBytes(StandardCharsets.US_ASCII));
      }
      boolean ended = qemu.waitFor(PROBE_SECONDS, TimeUnit.SECONDS);
      qemu.destroyForcibly();
      return ended && qemu.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * {@code command} as a process that has what QEMU has, and that the kernel kills when the calling
   * thread ends.
   */
  List<String> around(boolean kvm, List<String> command) {
    List<String> line = new ArrayList<>(command(uid, kvm, command));
    if (sandbox) {
      line.addAll(List.of("-sandbox", SANDBOX));
    }
    return line;
  }

  private static List<String> command(Integer uid, boolean kvm, List<String> command) {
    List<String> line = new ArrayList<>();
    line.addAll(List.of(Tool.require("prlimit", "util-linux").toString()));
    line.addAll(List.of("--core=0", "--fsize=" + MOST_FILE_BYTES));
    line.add(Tool.require("setpriv", "util-linux").toString());
    line.addAll(List.of("--pdeathsig", "KILL", "--no-new-privs"));
    if (uid != null) {
      line.addAll(List.of("--reuid", uid.toString(), "--regid", uid.toString()));
      line.addAll(kvm ? List.of("--groups", kvmGroup()) : List.of("--clear-groups"));
      line.addAll(List.of("--inh-caps=-all", "--bounding-set=-all"));
    }
    line.add("--");
    line.addAll(command);
    return line;
  }

  private static String kvmGroup() {
    try {
      return Files.getAttribute(KVM, "unix:gid").toString();
    } catch (IOException e) {
      return Integer.toString(NOBODY); // there is none, and QEMU says so
    }
  }

  /** A new directory that QEMU may write to, and nobody else but us. */
  Path directory(Path path) throws IOException {
    letThrough(path.getParent());
    Files.createDirectory(
        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY)));
    return give(path);
  }

  /** A file of ours becomes QEMU's own. */
  Path give(Path path) throws IOException {
    if (uid != null) {
      Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
    }
    return path;
  }

  /**
   * {@code file} where QEMU can read it: it, or a copy in {@code directory}, which is made once.
   */
  Path readable(Path file, Path directory) throws IOException {
    if (uid == null || readableByOthers(file)) {
      return file;
    }
    letThrough(directory);
    Path copy = directory.resolve("for-qemu-" + file.getFileName());
    if (!Files.exists(copy, LinkOption.NOFOLLOW_LINKS)) {
      Path partial = Files.createTempFile(directory, "for-qemu", ".writing");
      Files.copy(file, partial, StandardCopyOption.REPLACE_EXISTING);
      Files.setPosixFilePermissions(partial, PosixFilePermissions.fromString("r--r--r--"));
      Files.move(partial, copy, StandardCopyOption.ATOMIC_MOVE);
    }
    return copy;
  }

  /** Others may pass our directories on the way to {@code path}, and still not list them. */
  private void letThrough(Path path) throws IOException {
    if (uid == null) {
      return;
    }
    for (Path each = path.toAbsolutePath(); each != null; each = each.getParent()) {
      Set<PosixFilePermission> permissions =
          EnumSet.copyOf(Files.getPosixFilePermissions(each, LinkOption.NOFOLLOW_LINKS));
      if (each.getFileName() != null
          && isOfThisRun(each)
          && permissions.add(PosixFilePermission.OTHERS_EXECUTE)) {
        Files.setPosixFilePermissions(each, permissions);
      }
    }
  }

  /** Below the directory of this process, and that itself; all others are none of ours to open. */
  private static boolean isOfThisRun(Path path) {
    String own = "ringbench-" + ProcessHandle.current().pid() + "-";
    for (Path name : path) {
      if (name.toString().startsWith(own)) {
        return true;
      }
    }
    return false;
  }

  private static boolean passableByOthers(Path path) {
    try {
      return Files.getPosixFilePermissions(path).contains(PosixFilePermission.OTHERS_EXECUTE);
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  private static boolean readableByOthers(Path path) {
    try {
      Path real = path.toRealPath();
      Set<PosixFilePermission> last = Files.getPosixFilePermissions(real);
      boolean readable =
          last.contains(PosixFilePermission.OTHERS_READ)
              && (!Files.isDirectory(real) || last.contains(PosixFilePermission.OTHERS_EXECUTE));
      for (Path up = real.getParent(); readable && up != null; up = up.getParent()) {
        readable = passableByOthers(up);
      }
      return readable;
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }
}
