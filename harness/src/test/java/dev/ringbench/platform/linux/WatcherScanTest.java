// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringbench.model.Environment;
import dev.ringbench.model.Watcher;
import dev.ringbench.model.Watcher.Kind;
import dev.ringbench.model.Watcher.Reach;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class WatcherScanTest {
  private static final String NO_PROGRAMS = "{\"bpf_programs\":[],\"readable\":true}";
  private static final String NO_AUDIT = "{\"readable\":true,\"enabled\":false,\"daemon\":0}";

  @TempDir private Path root;

  private void file(String path, String text) throws IOException {
    Path file = root.resolve(path.substring(1));
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private List<Watcher> scan(String inventory, String audit) {
    JsonMapper mapper = new JsonMapper();
    return WatcherScan.of(new HostTree(root), mapper.readTree(inventory), mapper.readTree(audit));
  }

  @Test
  void aMachineWithoutWatchersHasNone() throws IOException {
    file("/proc/self/status", "Name:\tjava\nPid:\t7\nTracerPid:\t0\nSeccomp:\t0\n");
    file("/proc/modules", "ext4 983040 1 - Live 0x0\nringbench 40960 0 - Live 0x0 (OE)\n");
    file("/sys/kernel/security/lsm", "lockdown,capability,landlock,yama,bpf");
    file("/sys/kernel/tracing/current_tracer", "nop\n");
    file("/proc/self/environ", "PATH=/usr/bin\0HOME=/root\0");
    assertThat(scan(NO_PROGRAMS, NO_AUDIT)).isEmpty();
    assertThat(new WatcherScanTest().scanOfNothing()).isEmpty();
  }

  private List<Watcher> scanOfNothing() {
    root = Path.of("/nonexistent");
    return scan("{}", "{}");
  }

  @Test
  void bpfProgramsAreNamedByTypeAndOnlyThoseThatSeeOperations() {
    assertThat(
            scan(
                "{\"bpf_programs\":[{\"id\":1,\"type\":26,\"name\":\"event_execve\"},"
                    + "{\"id\":2,\"type\":15,\"name\":\"sd_devices\"},"
                    + "{\"id\":3,\"type\":26,\"name\":\"event_exit\"},"
                    + "{\"id\":4,\"type\":29,\"name\":\"\"}]}",
                NO_AUDIT))
        .containsExactly(
            new Watcher(Kind.BPF, "event_execve, event_exit (tracing)", Reach.EVERYTHING),
            new Watcher(Kind.BPF, "id 4 (LSM)", Reach.EVERYTHING));
  }

  @Test
  void hooksTracersModulesAndPoliciesOfTheKernelAreNamed() throws IOException {
    file(
        "/sys/kernel/debug/kprobes/list",
        """
        ffffffff81 k security_file_open+0x0    [FTRACE]
        ffffffff82 k do_exit+0x0 [DISABLED]
        """);
    file(
        "/sys/kernel/tracing/enabled_functions",
        "security_bprm_check (1) R I\n__x64_sys_openat (1) R D   \tdirect-->bpf_trampoline_1\n");
    file("/sys/kernel/tracing/current_tracer", "function\n");
    file("/sys/kernel/tracing/set_event", "syscalls:sys_enter_openat\n");
    file("/sys/kernel/security/lsm", "lockdown,capability,apparmor");
    file("/proc/modules", "falcon_lsm 40960 0 - Live 0x0 (POE)\nvfat 20480 1 - Live 0x0\n");
    assertThat(scan(NO_PROGRAMS, NO_AUDIT))
        .containsExactly(
            new Watcher(
                Kind.KERNEL_HOOK, "security_bprm_check, security_file_open", Reach.EVERYTHING),
            new Watcher(Kind.KERNEL_TRACER, "function", Reach.EVERYTHING),
            new Watcher(
                Kind.KERNEL_TRACER, "of events syscalls:sys_enter_openat", Reach.EVERYTHING),
            new Watcher(Kind.LSM, "apparmor", Reach.EVERYTHING),
            new Watcher(Kind.MODULE, "falcon_lsm", Reach.UNKNOWN));
  }

  @Test
  void processesThatWatchAreNamed() throws IOException {
    file("/proc/1/comm", "systemd\n");
    file("/proc/88/comm", "auditd\n");
    file("/proc/90/comm", "clamonacc\n");
    file(
        "/proc/90/fdinfo/3",
        """
        pos: 0
        fanotify flags:4 event-flags:8000
        fanotify mnt_id:1d mflags:0 mask:10000 ignored_mask:0
        """);
    file("/proc/91/comm", "fatrace\n");
    file("/proc/91/fdinfo/3", "fanotify flags:0 event-flags:0\nfanotify mnt_id:1d mask:3b\n");
    file("/proc/7/comm", "strace\n");
    file("/proc/self/status", "Pid:\t5\nTracerPid:\t7\nSeccomp:\t2\n");
    file("/etc/ld.so.preload", "/opt/agent/libhook.so\n");
    file("/proc/self/environ", "A=b\0LD_PRELOAD=/home/someone/libsnoopy.so\0");
    assertThat(scan(NO_PROGRAMS, "{\"readable\":true,\"enabled\":true,\"daemon\":88}"))
        .containsExactly(
            new Watcher(Kind.AUDIT, "auditd", Reach.EVERYTHING),
            new Watcher(Kind.FANOTIFY_PERMISSION, "clamonacc", Reach.OTHER_MOUNTS),
            new Watcher(Kind.FANOTIFY, "fatrace", Reach.OTHER_MOUNTS),
            new Watcher(Kind.PRELOAD, "libhook.so, libsnoopy.so", Reach.EVERYTHING),
            new Watcher(Kind.SECCOMP, "this process", Reach.EVERYTHING),
            new Watcher(Kind.PTRACE, "this process: strace", Reach.EVERYTHING));
  }

  @Test
  void aWarningSaysWhoWatchesAndWhatItDoesToTheFigures() {
    Environment environment =
        new HostFacts(root)
            .read(new Environment.Jvm("17", null, null, "amd64", List.of()))
            .withWatchers(
                List.of(
                    new Watcher(Kind.FANOTIFY_PERMISSION, "clamonacc", Reach.OTHER_MOUNTS),
                    new Watcher(Kind.BPF, "event_execve (tracing)", Reach.EVERYTHING)));
    assertThat(SetupWarnings.of(environment))
        .contains(
            "also watching this machine: fanotify permission group of clamonacc; it does not see the"
                + " private mounts of the benchmark",
            "also watching this machine: BPF program event_execve (tracing); its work is in the"
                + " baseline and in every row");
  }
}
