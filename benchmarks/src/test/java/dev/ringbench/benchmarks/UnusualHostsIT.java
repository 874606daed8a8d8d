// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ringbench.experiment.run.RunDocument;
import dev.ringbench.experiment.run.RunForm;
import dev.ringbench.model.Availability;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Machines that lack what most have: what works there is measured, and the rest has a reason. */
@Measures
class UnusualHostsIT {
  private static final String CONTAINER =
      "-all,+chown,+dac_override,+fowner,+fsetid,+kill,+setgid,+setuid,+setpcap,"
          + "+net_bind_service,+net_raw,+sys_chroot,+mknod,+audit_write,+setfcap";

  @TempDir Path directory;

  @BeforeEach
  void needsRoot() {
    assumeTrue("root".equals(System.getProperty("user.name")), "unusual hosts are made by root");
  }

  /** The command in mounts of its own, changed by a script before it. */
  private static List<String> inMounts(String script, List<String> then) {
    List<String> words =
        new ArrayList<>(
            List.of("unshare", "--mount", "sh", "-e", "-c", script + "; exec \"$@\"", "sh"));
    words.addAll(then);
    return words;
  }

  private static List<String> host(String name) {
    return switch (name) {
      case "one CPU" -> List.of("taskset", "-c", "0");
      case "no tracefs, debugfs and BPF file system" ->
          inMounts(
              "for one in /sys/kernel/debug /sys/kernel/tracing /sys/fs/bpf; do"
                  + " [ ! -d $one ] || mount -t tmpfs none $one; done",
              List.of());
      case "no control groups" -> inMounts("mount -t tmpfs none /sys/fs/cgroup", List.of());
      case "neither /tmp nor /dev/shm for programs" ->
          inMounts(
              "mount --bind /tmp /tmp; mount -o remount,bind,noexec /tmp;"
                  + " mount -t tmpfs -o ro none /dev/shm",
              List.of());
      case "a container" ->
          inMounts(
              "mount -o bind,ro /sys /sys; mount -o bind,ro /proc/sys /proc/sys;"
                  + " mount -t tmpfs -o ro none /sys/fs/cgroup",
              List.of("setpriv", "--bounding-set", CONTAINER));
      case "a user name space" ->
          List.of(
              "setpriv",
              "--reuid=65534",
              "--regid=65534",
              "--clear-groups",
              "unshare",
              "--user",
              "--map-root-user");
      default ->
          List.of(
              "unshare",
              "--mount",
              "--pid",
              "--fork",
              "--mount-proc",
              "sh",
              "-e",
              "-c",
              "mount -o remount,hidepid=2 /proc;"
                  + " exec setpriv --reuid=65534 --regid=65534 --clear-groups \"$@\"",
              "sh");
    };
  }

  @ParameterizedTest
  @CsvSource({
    "one CPU, true",
    "'no tracefs, debugfs and BPF file system', true",
    "no control groups, true",
    "neither /tmp nor /dev/shm for programs, true",
    "a container, false",
    "a user name space, false",
    "other processes hidden, false"
  })
  void whatWorksIsMeasuredAndTheRestHasAReason(String name, boolean privileged) throws Exception {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    // Where an ordinary user may read it: a checkout may be root's alone.
    Path jar = Files.copy(Ringbench.jar(), directory.resolve("ringbench.jar"));
    Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("rw-r--r--"));
    Ringbench.Result result =
        Ringbench.runUnder(
            host(name),
            directory,
            jar,
            "run",
            "--sensors",
            "inotify,seccomp-notify,ptrace,fanotify-permission,perf-tracepoint",
            "--operations",
            "open",
            "--handoff",
            "same-cpu",
            "--forks",
            "1",
            "--rounds",
            "1",
            "--skip-floors",
            "--out",
            "result.json");
    assertThat(result.exitCode()).as(result.output() + result.error()).isZero();
    assertThat(result.output() + result.error()).doesNotContain("\tat ");
    RunDocument document = RunForm.FORM.read(directory.resolve("result.json"));
    for (String sensor : List.of("none", "inotify", "seccomp-notify", "ptrace")) {
      assertThat(document.blocks()).as(sensor).anyMatch(block -> block.sensor().equals(sensor));
    }
    for (Availability found : document.availability()) {
      if (!found.available()) {
        assertThat(found.reason()).as(found.cell().toString()).isNotBlank();
        assertThat(found.remedy()).as(found.cell().toString()).isNotBlank();
      }
    }
    assertThat(
            document.blocks().stream()
                .anyMatch(block -> block.sensor().equals("fanotify-permission")))
        .as("what needs CAP_SYS_ADMIN")
        .isEqualTo(privileged);
  }
}
