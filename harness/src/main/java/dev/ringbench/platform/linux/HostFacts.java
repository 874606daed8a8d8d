// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

import dev.ringbench.model.Environment;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads the {@link Environment} of a Linux machine from its files. Nothing is written, started or
 * asked by system call, so a recorded tree gives the same answer as the machine it was taken from.
 * What cannot be read is null; {@link Environment} says for each component where it comes from.
 */
public final class HostFacts {

  private static final Pattern BUILDER = Pattern.compile(" \\([^()\\s]+@[^()\\s]+\\)");
  private static final Pattern NAMES_THE_HOST =
      Pattern.compile("(^| )(ip|systemd\\.hostname|init|rdinit)=\\S+");

  /** What follows a lone "--" goes to the first process and not to the kernel. */
  private static final Pattern FOR_INIT = Pattern.compile(" -- .*");

  private static final Pattern PREEMPT_WORD = Pattern.compile("\\bPREEMPT\\S*");
  private static final Pattern PREEMPT_PARAMETER = Pattern.compile("(?:^| )preempt=(\\S+)");
  static final String CLOCKS = "/sys/devices/system/clocksource/clocksource0/";

  private final HostTree tree;

  /** The facts of the machine that this runs on. */
  public HostFacts() {
    this(Path.of("/"));
  }

  /**
   * The facts of a machine whose files lie below {@code root}.
   *
   * @param root the directory that has proc, sys and etc in it; it need not exist
   */
  public HostFacts(Path root) {
    this.tree = new HostTree(root);
  }

  /** Reads everything, with {@link #currentJvm} for the Java machine. */
  public Environment read() {
    return read(currentJvm());
  }

  /**
   * Reads everything. Takes some milliseconds: the descriptors of all processes are looked at.
   *
   * @param jvm the Java machine to store; its {@code osArch} stands in where the kernel does not
   *     tell its architecture
   * @return the environment, its {@code bpfProgramsLoaded} null, as no file tells it
   */
  public Environment read(Environment.Jvm jvm) {
    return new Environment(
        kernel(jvm),
        ProcessorFacts.read(tree),
        machine(),
        SecurityFacts.read(tree),
        jvm,
        null,
        null);
  }

  /** Whether our own guest says on its command line that it is emulated. */
  boolean guestIsEmulated() {
    List<String> parameters = tree.words("/proc/cmdline", " ");
    return parameters != null && parameters.contains("ringbench.acceleration=tcg");
  }

  /** The Java machine that this runs in. */
  public static Environment.Jvm currentJvm() {
    return new Environment.Jvm(
        System.getProperty("java.version"),
        System.getProperty("java.vendor"),
        System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
        System.getProperty("os.arch"),
        ManagementFactory.getRuntimeMXBean().getInputArguments());
  }

  private Environment.Kernel kernel(Environment.Jvm jvm) {
    String versionLine = without(BUILDER, tree.text("/proc/version"));
    return new Environment.Kernel(
        osName(),
        tree.text("/proc/sys/kernel/osrelease"),
        versionLine,
        architecture(jvm),
        without(
            FOR_INIT, replaced(NAMES_THE_HOST, tree.text("/proc/cmdline"), "$1$2=[not stored]")),
        preemption(versionLine),
        preemptionMode(),
        tree.number("/proc/sys/kernel/tainted"),
        tree.chosen("/sys/kernel/mm/transparent_hugepage/enabled"),
        schedAutogroup());
  }

  private Boolean schedAutogroup() {
    Long enabled = tree.number("/proc/sys/kernel/sched_autogroup_enabled");
    return enabled == null ? null : Boolean.valueOf(enabled != 0);
  }

  private Environment.Machine machine() {
    return new Environment.Machine(
        hypervisor(),
        tree.text("/sys/class/dmi/id/sys_vendor"),
        tree.text("/sys/class/dmi/id/product_name"),
        memoryTotalKb(),
        tree.text(CLOCKS + "current_clocksource"),
        tree.words(CLOCKS + "available_clocksource", " "),
        SystemLoad.load1(tree));
  }

  private String osName() {
    return Stream.of("/etc/os-release", "/usr/lib/os-release")
        .flatMap(file -> tree.valuesOf(file, '=', "PRETTY_NAME"))
        .map(name -> name.replaceAll("^[\"']|[\"']$", ""))
        .findFirst()
        .orElse(null);
  }

  private String architecture(Environment.Jvm jvm) {
    String machine = tree.text("/proc/sys/kernel/arch");
    if (machine != null) {
      return machine;
    }
    return "amd64".equals(jvm.osArch()) ? "x86_64" : jvm.osArch();
  }

  private static String preemption(String versionLine) {
    if (versionLine == null) {
      return null;
    }
    Matcher word = PREEMPT_WORD.matcher(versionLine);
    return word.find() ? word.group() : "none or voluntary";
  }

  private String preemptionMode() {
    String running = tree.chosen("/sys/kernel/debug/sched/preempt");
    String commandLine = tree.text("/proc/cmdline");
    if (running != null || commandLine == null) {
      return running;
    }
    Matcher parameter = PREEMPT_PARAMETER.matcher(commandLine);
    return parameter.find() ? parameter.group(1) : null;
  }

  private String hypervisor() {
    String type = tree.text("/sys/hypervisor/type");
    if (type != null) {
      return type;
    }
    String flags = tree.valueOf("/proc/cpuinfo", ':', "flags");
    if (flags == null) {
      return null;
    }
    return List.of(flags.split(" ", -1)).contains("hypervisor") ? kindByClockSource() : "none";
  }

  /** A guest is offered a clock source by the hypervisor that it runs under, and by no other. */
  private String kindByClockSource() {
    List<String> offered = tree.words(CLOCKS + "available_clocksource", " ");
    if (offered != null && offered.contains("kvm-clock")) {
      return "kvm";
    }
    boolean hyperv =
        offered != null && offered.stream().anyMatch(clock -> clock.startsWith("hyperv_"));
    return hyperv ? "hyperv" : "present, kind unknown";
  }

  private Long memoryTotalKb() {
    String value = tree.valueOf("/proc/meminfo", ':', "MemTotal");
    return value == null ? null : HostTree.parseLong(value.replace(" kB", ""));
  }

  private static String without(Pattern pattern, String text) {
    return replaced(pattern, text, "");
  }

  private static String replaced(Pattern pattern, String text, String replacement) {
    return text == null ? null : pattern.matcher(text).replaceAll(replacement);
  }
}
