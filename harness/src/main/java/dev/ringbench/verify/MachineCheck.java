// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.verify;

import dev.ringbench.check.Check;
import dev.ringbench.check.Violations;
import dev.ringbench.document.Head;
import dev.ringbench.model.Architecture;
import dev.ringbench.model.Environment;
import java.util.List;

/** Whether the facts of the machine can be true together, as the kernel and Java state them. */
final class MachineCheck {
  private static final String NAME = "machine";
  private static final String EMULATED = "ringbench.acceleration=tcg";

  private final Violations violations = new Violations();

  private MachineCheck() {}

  static Check of(Head head) {
    Environment environment = head.environment();
    if (environment == null || environment.kernel() == null || environment.machine() == null) {
      return Check.notApplicable(NAME, "it is not described");
    }
    MachineCheck check = new MachineCheck();
    check.kernel(environment);
    check.cpus(environment.cpu());
    check.clock(environment.machine());
    check.jvm(environment, head.clock() == Head.Clock.COUNTED);
    String commandLine = environment.kernel().commandLine();
    check.violations.require(
        commandLine == null || !commandLine.contains(EMULATED) || head.emulated(),
        () -> "emulated is false, and kernel.command_line has " + EMULATED);
    return check.violations.check(NAME, "its facts agree");
  }

  private void kernel(Environment environment) {
    Environment.Kernel kernel = environment.kernel();
    String line = kernel.versionLine();
    if (line != null && kernel.release() != null) {
      violations.require(
          line.startsWith("Linux version " + kernel.release() + " ")
              || line.equals("Linux version " + kernel.release()),
          () -> "kernel.release " + kernel.release() + " is not that of kernel.version_line");
    }
    if (line != null && kernel.preemption() != null) {
      boolean word = kernel.preemption().startsWith("PREEMPT");
      violations.require(
          word
              ? List.of(line.split("[\\s,]+", -1)).contains(kernel.preemption())
              : !line.contains(" PREEMPT"),
          () -> "kernel.preemption " + kernel.preemption() + " is not that of kernel.version_line");
    }
    violations.require(
        kernel.taint() == null || kernel.taint() >= 0, () -> "kernel.taint is negative");
    String audit = environment.security() == null ? null : environment.security().audit();
    if (audit != null && kernel.commandLine() != null) {
      List<String> words = List.of(kernel.commandLine().split(" ", -1));
      violations.require(
          !words.contains("audit=0") || !audit.equals("on at boot"),
          () -> "security.audit is " + audit + ", and kernel.command_line has audit=0");
    }
  }

  private void cpus(Environment.Cpu cpu) {
    if (cpu == null) {
      return;
    }
    violations.require(
        cpu.onlineCount() == null || cpu.onlineCount() > 0,
        () -> "cpu.online_count is not positive");
    violations.require(
        cpu.allowedList() == null || cpu.allowedList().matches("\\d+(-\\d+)?(,\\d+(-\\d+)?)*"),
        () -> "cpu.allowed_list is no list of CPUs: " + cpu.allowedList());
  }

  private void clock(Environment.Machine machine) {
    violations.require(
        machine.clockSource() == null
            || machine.clockSourcesAvailable() == null
            || machine.clockSourcesAvailable().contains(machine.clockSource()),
        () -> "machine.clock_source is none of machine.clock_sources_available");
    violations.require(
        !"none".equals(machine.hypervisor()) || !"kvm-clock".equals(machine.clockSource()),
        () -> "machine.hypervisor is none, and machine.clock_source is kvm-clock");
    violations.require(
        machine.memoryTotalKb() == null || machine.memoryTotalKb() > 0,
        () -> "machine.memory_total_kb is not positive");
    violations.require(
        machine.load1() == null || machine.load1() >= 0, () -> "machine.load1 is negative");
  }

  /** {@code counted}: in a guest, which may have another architecture than Java's machine. */
  private void jvm(Environment environment, boolean counted) {
    Environment.Jvm jvm = environment.jvm();
    if (jvm == null) {
      return;
    }
    if (jvm.vm() != null
        && jvm.version() != null
        && jvm.vm().startsWith("OpenJDK 64-Bit Server VM ")) {
      violations.require(
          jvm.vm().contains(jvm.version().replaceFirst("[-+].*", "")),
          () -> "jvm.version " + jvm.version() + " is not that of jvm.vm");
    }
    String architecture = environment.kernel().architecture();
    violations.require(
        !"amd64".equals(jvm.osArch())
            || architecture == null
            || architecture.equals(Architecture.AMD64.machine())
            || (counted && architecture.equals(Architecture.ARM64.machine())),
        () -> "jvm.os_arch is amd64, and kernel.architecture " + architecture);
  }
}
