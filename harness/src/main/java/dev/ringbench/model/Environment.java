// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The machine that a result was measured on, as the result document stores it.
 *
 * <p>Every component may be null unless its line says otherwise. <b>Null means: could not be
 * read</b>, because the file is missing, refused, or not in the expected form. Zero, false, "none"
 * and an empty list or map are statements about the machine and are only made when a file said so.
 * The host name is not stored.
 *
 * @param kernel the operating system; never null
 * @param cpu the processors and how their clocks are driven; never null
 * @param machine what the processors sit in, virtual or not; never null
 * @param security what else looks at, or limits, the measured operations; never null
 * @param jvm the Java machine of the controller; never null
 * @param bpfProgramsLoaded BPF programs loaded when the run began, not counting ours; no file tells
 *     it, so {@link #withBpfPrograms} adds it; null: not asked, or refused
 * @param watchers who else watched the machine when the run began, as far as we may see; null: an
 *     earlier build, which did not look
 */
public record Environment(
    Kernel kernel,
    Cpu cpu,
    Machine machine,
    Security security,
    Jvm jvm,
    Integer bpfProgramsLoaded,
    @JsonInclude(JsonInclude.Include.NON_NULL) List<Watcher> watchers) {

  /** Defensive copy. */
  public Environment {
    watchers = copy(watchers);
  }

  /** The same environment, with the number of BPF programs of others; null: unknown. */
  public Environment withBpfPrograms(Integer loaded) {
    return new Environment(kernel, cpu, machine, security, jvm, loaded, watchers);
  }

  /** The same environment, with everybody else who watches the machine. */
  public Environment withWatchers(List<Watcher> others) {
    return new Environment(kernel, cpu, machine, security, jvm, bpfProgramsLoaded, others);
  }

  /**
   * The operating system.
   *
   * @param osName PRETTY_NAME of /etc/os-release, or /usr/lib/os-release
   * @param release /proc/sys/kernel/osrelease, as {@code uname -r} prints it
   * @param versionLine /proc/version, without the "(user@host)" that built it
   * @param architecture /proc/sys/kernel/arch (Linux 6.1), as {@code uname -m} prints it; else
   *     {@link Jvm#osArch} in the kernel's spelling
   * @param commandLine /proc/cmdline up to a lone "--", which ends the kernel's part; the values of
   *     {@code ip=}, {@code systemd.hostname=}, {@code init=} and {@code rdinit=}, which may name
   *     the host, are replaced by "[not stored]"
   * @param preemption the PREEMPT word of the version line, such as "PREEMPT_DYNAMIC"; "none or
   *     voluntary" when the line was read and has none
   * @param preemptionMode what a PREEMPT_DYNAMIC kernel runs: "none", "voluntary", "full" or
   *     "lazy", from /sys/kernel/debug/sched/preempt (root, debugfs), else {@code preempt=} of the
   *     command line; null: neither says
   * @param taint the bit mask of /proc/sys/kernel/tainted, 0 is a clean kernel
   * @param transparentHugepages the chosen word of /sys/kernel/mm/transparent_hugepage/enabled
   * @param schedAutogroup /proc/sys/kernel/sched_autogroup_enabled: whether each session is a group
   *     of its own to the scheduler; null also where the kernel has no such groups
   */
  public record Kernel(
      String osName,
      String release,
      String versionLine,
      String architecture,
      String commandLine,
      String preemption,
      String preemptionMode,
      Long taint,
      String transparentHugepages,
      @JsonInclude(JsonInclude.Include.NON_NULL) Boolean schedAutogroup) {}

  /**
   * The processors. Paths without a root are below /sys/devices/system/cpu.
   *
   * @param model "model name" of /proc/cpuinfo (x86); on arm64 the distinct "implementer I part P"
   *     pairs, joined by ", ", then the device-tree model in parentheses where there is one
   * @param onlineCount how many CPUs are in {@code online}, else the processors of /proc/cpuinfo
   * @param allowedList Cpus_allowed_list of /proc/self/status, such as "0-1,4": where this process
   *     may run
   * @param smtActive smt/active: some core runs more than one hardware thread
   * @param mitigations vulnerabilities/*: file name to its line
   * @param governors cpufreq governor by list of CPUs, such as "0-3" to "powersave", from
   *     cpu*&#47;cpufreq/scaling_governor; null: no CPU has one, as in most virtual machines
   * @param scalingDriver cpufreq/scaling_driver of the first CPU that has one
   * @param boost whether clocks above the nominal one are used; null: this kernel cannot switch it
   * @param idleDriver cpuidle/current_driver
   * @param idleGovernor cpuidle/current_governor, or current_governor_ro
   */
  public record Cpu(
      String model,
      Integer onlineCount,
      String allowedList,
      Boolean smtActive,
      Map<String, String> mitigations,
      Map<String, String> governors,
      String scalingDriver,
      Boost boost,
      String idleDriver,
      String idleGovernor) {

    /** Copies the maps, in their order. */
    public Cpu {
      mitigations = ordered(mitigations);
      governors = ordered(governors);
    }
  }

  /**
   * Turbo or boost clocks.
   *
   * @param enabled true when the processor may use them
   * @param file the absolute path of the switch: intel_pstate/no_turbo (1 is off) or cpufreq/boost
   *     (1 is on); never null
   */
  public record Boost(boolean enabled, String file) {}

  /**
   * What the processors sit in.
   *
   * @param hypervisor "none" only when the x86 flags of /proc/cpuinfo were read and lack
   *     "hypervisor"; else the name in /sys/hypervisor/type, or "kvm" or "hyperv" after the clock
   *     source that is offered to guests, or "present, kind unknown"; null on other architectures
   *     when nothing tells
   * @param systemVendor /sys/class/dmi/id/sys_vendor
   * @param productName /sys/class/dmi/id/product_name
   * @param memoryTotalKb MemTotal of /proc/meminfo, in KiB as the kernel's "kB"
   * @param clockSource current_clocksource in /sys/devices/system/clocksource/clocksource0
   * @param clockSourcesAvailable available_clocksource beside it, in the kernel's order
   * @param load1 the 1 minute load average of /proc/loadavg when the environment was read
   */
  public record Machine(
      String hypervisor,
      String systemVendor,
      String productName,
      Long memoryTotalKb,
      String clockSource,
      List<String> clockSourcesAvailable,
      Double load1) {

    /** Copies the list. */
    public Machine {
      clockSourcesAvailable = copy(clockSourcesAvailable);
    }
  }

  /**
   * What else looks at, or limits, the measured operations.
   *
   * @param lsms /sys/kernel/security/lsm in its order; null also when securityfs is not mounted
   * @param lockdown the chosen word of /sys/kernel/security/lockdown: "none", "integrity" or
   *     "confidentiality"
   * @param bpfJitEnable /proc/sys/net/core/bpf_jit_enable: 0 interpreter, 1 JIT, 2 JIT with its
   *     code in the kernel log. A kernel with CONFIG_BPF_JIT_ALWAYS_ON fixes it at 1. The file
   *     exists in the initial network namespace only, so a container usually gives null
   * @param bpfJitHarden bpf_jit_harden beside it (root): 0 off, 1 constants of unprivileged
   *     programs are blinded, 2 of all programs, which makes them slower
   * @param unprivilegedBpfDisabled /proc/sys/kernel/unprivileged_bpf_disabled: 0 allowed, 1 refused
   *     until reboot, 2 refused until changed
   * @param fanotifyLimits /proc/sys/fs/fanotify/*: file name to number (Linux 5.13)
   * @param fanotifyUsers other processes with a fanotify group; null: /proc has no process in it
   * @param audit "absent" (this kernel gives a process no loginuid), "off at boot" (audit=0, final
   *     until reboot) or "on at boot" (audit=1, auditctl may have changed it); null: the command
   *     line is silent, and the present state takes a netlink request to learn
   */
  public record Security(
      List<String> lsms,
      String lockdown,
      Integer bpfJitEnable,
      Integer bpfJitHarden,
      Integer unprivilegedBpfDisabled,
      Map<String, Long> fanotifyLimits,
      FanotifyUsers fanotifyUsers,
      String audit) {

    /** Copies the list and the map, in their order. */
    public Security {
      lsms = copy(lsms);
      fanotifyLimits = ordered(fanotifyLimits);
    }
  }

  /**
   * Processes other than this one that hold a fanotify group: a descriptor whose
   * /proc/&lt;pid&gt;/fdinfo has a line that starts with "fanotify ".
   *
   * @param processes how many; a lower bound while some were unreadable or hidden; null: none was
   *     seen, but not every process of the machine could be looked at (not root, hidepid, a process
   *     namespace), so that 0 is not proved
   * @param comms their names (/proc/&lt;pid&gt;/comm), sorted, one a process; empty when none was
   *     seen, never null
   * @param processesUnreadable processes that are listed and whose fdinfo was refused
   */
  public record FanotifyUsers(Integer processes, List<String> comms, int processesUnreadable) {

    /** Copies the list. */
    public FanotifyUsers {
      comms = List.copyOf(comms);
    }
  }

  /**
   * The Java machine, from system properties and its runtime bean.
   *
   * @param version java.version
   * @param vendor java.vendor
   * @param vm java.vm.name and java.vm.version
   * @param osArch os.arch, such as "amd64": what the JVM was built for
   * @param flags the arguments given to the JVM itself, in order
   */
  public record Jvm(String version, String vendor, String vm, String osArch, List<String> flags) {

    /** Copies the list. */
    public Jvm {
      flags = copy(flags);
    }
  }

  private static <T> List<T> copy(List<T> list) {
    return list == null ? null : List.copyOf(list);
  }

  private static <V> Map<String, V> ordered(Map<String, V> map) {
    return map == null ? null : Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }
}
