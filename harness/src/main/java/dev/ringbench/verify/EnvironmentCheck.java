// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.verify;

import dev.ringbench.check.Check;
import dev.ringbench.model.Environment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether a reader knows the machine. Without its kernel and its processor no figure means
 * anything; what else could not be read is named: some of it takes root, or file systems that a
 * container has not.
 */
final class EnvironmentCheck {
  private static final String NAME = "environment";

  private EnvironmentCheck() {}

  static Check of(Environment environment) {
    if (environment == null) {
      return Check.failed(NAME, "there is none: no figure means anything without its machine");
    }
    List<String> lacking = unread(needed(environment));
    if (!lacking.isEmpty()) {
      return Check.failed(
          NAME, "not read: " + String.join(", ", lacking) + "; no figure means anything without");
    }
    List<String> unread = unread(wanted(environment));
    String machine = environment.cpu().model() + ", kernel " + environment.kernel().release();
    return unread.isEmpty()
        ? Check.ok(NAME, machine)
        : Check.warning(
            NAME, machine + "; not read there: " + String.join(", ", unread) + "; try as root");
  }

  private static Map<String, Object> needed(Environment environment) {
    Map<String, Object> needed = new LinkedHashMap<>();
    Environment.Kernel kernel = environment.kernel();
    Environment.Cpu cpu = environment.cpu();
    needed.put("kernel.release", kernel == null ? null : kernel.release());
    needed.put("cpu.model", cpu == null ? null : cpu.model());
    needed.put("machine", environment.machine());
    needed.put("security", environment.security());
    needed.put("jvm", environment.jvm());
    return needed;
  }

  /** Governors, boost and the product are not among them: most virtual machines have none. */
  private static Map<String, Object> wanted(Environment environment) {
    Map<String, Object> wanted = new LinkedHashMap<>();
    Environment.Kernel kernel = environment.kernel();
    wanted.put("kernel.version_line", kernel.versionLine());
    wanted.put("kernel.command_line", kernel.commandLine());
    wanted.put("kernel.preemption", kernel.preemption());
    wanted.put("kernel.taint", kernel.taint());
    Environment.Cpu cpu = environment.cpu();
    wanted.put("cpu.online_count", cpu.onlineCount());
    wanted.put("cpu.allowed_list", cpu.allowedList());
    wanted.put("cpu.mitigations", cpu.mitigations());
    Environment.Machine machine = environment.machine();
    wanted.put("machine.hypervisor", machine.hypervisor());
    wanted.put("machine.memory_total_kb", machine.memoryTotalKb());
    wanted.put("machine.clock_source", machine.clockSource());
    wanted.put("machine.load1", machine.load1());
    Environment.Security security = environment.security();
    wanted.put("security.lsms", security.lsms());
    wanted.put("security.bpf_jit_enable", security.bpfJitEnable());
    wanted.put("security.unprivileged_bpf_disabled", security.unprivilegedBpfDisabled());
    wanted.put("security.fanotify_users", security.fanotifyUsers());
    wanted.put("bpf_programs_loaded", environment.bpfProgramsLoaded());
    wanted.put("jvm.version", environment.jvm().version());
    return wanted;
  }

  private static List<String> unread(Map<String, Object> facts) {
    List<String> unread = new ArrayList<>();
    facts.forEach(
        (name, value) -> {
          if (value == null) {
            unread.add(name);
          }
        });
    return unread;
  }
}
