// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

import dev.ringbench.model.Environment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads {@link Environment.Cpu}: /proc/cpuinfo and /sys/devices/system/cpu. */
final class ProcessorFacts {

  static final String CPUS = "/sys/devices/system/cpu/";
  private static final String CPUINFO = "/proc/cpuinfo";
  private static final String NO_TURBO = CPUS + "intel_pstate/no_turbo";
  private static final String BOOST = CPUS + "cpufreq/boost";
  private static final Pattern CPU_DIRECTORY = Pattern.compile("cpu\\d+");

  private final HostTree tree;

  private ProcessorFacts(HostTree tree) {
    this.tree = tree;
  }

  static Environment.Cpu read(HostTree tree) {
    ProcessorFacts facts = new ProcessorFacts(tree);
    return new Environment.Cpu(
        facts.model(),
        facts.onlineCount(),
        tree.valueOf("/proc/self/status", ':', "Cpus_allowed_list"),
        asBoolean(tree.number(CPUS + "smt/active")),
        facts.mitigations(),
        facts.governors(),
        facts.scalingDriver(),
        facts.boost(),
        tree.text(CPUS + "cpuidle/current_driver"),
        facts.idleGovernor());
  }

  /** The numbers of the CPUs that have a directory in sysfs, ascending; none when it is unread. */
  static List<Integer> numbers(HostTree tree) {
    List<String> names = tree.names(CPUS);
    return names == null
        ? List.of()
        : names.stream()
            .filter(name -> CPU_DIRECTORY.matcher(name).matches())
            .map(name -> Integer.valueOf(name.substring(3)))
            .sorted()
            .toList();
  }

  private String model() {
    String modelName = tree.valueOf(CPUINFO, ':', "model name");
    return modelName != null ? modelName : armModel();
  }

  private String armModel() {
    List<String> implementers = tree.valuesOf(CPUINFO, ':', "CPU implementer").toList();
    List<String> parts = tree.valuesOf(CPUINFO, ':', "CPU part").toList();
    Map<String, String> distinct = new LinkedHashMap<>();
    for (int cpu = 0; cpu < Math.min(implementers.size(), parts.size()); cpu++) {
      String core = "implementer " + implementers.get(cpu) + " part " + parts.get(cpu);
      distinct.put(core, core);
    }
    String board = tree.text("/proc/device-tree/model");
    if (distinct.isEmpty()) {
      return board;
    }
    String cores = String.join(", ", distinct.values());
    return board == null ? cores : cores + " (" + board + ")";
  }

  private Integer onlineCount() {
    String online = tree.text(CPUS + "online");
    if (online != null) {
      return countOf(online);
    }
    long processors = tree.valuesOf(CPUINFO, ':', "processor").count();
    return processors == 0 ? null : Math.toIntExact(processors);
  }

  private Map<String, String> mitigations() {
    return tree.textByName(CPUS + "vulnerabilities");
  }

  private Map<String, String> governors() {
    Map<String, List<Integer>> cpusByGovernor = new LinkedHashMap<>();
    for (int cpu : numbers(tree)) {
      String governor = tree.text(CPUS + "cpu" + cpu + "/cpufreq/scaling_governor");
      if (governor != null) {
        cpusByGovernor.merge(
            governor,
            List.of(cpu),
            (before, one) -> Stream.concat(before.stream(), one.stream()).toList());
      }
    }
    Map<String, String> governorByCpus = new LinkedHashMap<>();
    cpusByGovernor.forEach((governor, cpus) -> governorByCpus.put(listOf(cpus), governor));
    return governorByCpus.isEmpty() ? null : governorByCpus;
  }

  private String scalingDriver() {
    return numbers(tree).stream()
        .map(cpu -> tree.text(CPUS + "cpu" + cpu + "/cpufreq/scaling_driver"))
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  private Environment.Boost boost() {
    Boolean noTurbo = asBoolean(tree.number(NO_TURBO));
    if (noTurbo != null) {
      return new Environment.Boost(!noTurbo, NO_TURBO);
    }
    Boolean boost = asBoolean(tree.number(BOOST));
    return boost == null ? null : new Environment.Boost(boost, BOOST);
  }

  private String idleGovernor() {
    String governor = tree.text(CPUS + "cpuidle/current_governor");
    return governor != null ? governor : tree.text(CPUS + "cpuidle/current_governor_ro");
  }

  private static Boolean asBoolean(Long zeroOrOne) {
    return zeroOrOne == null ? null : zeroOrOne != 0;
  }

  /** How many CPUs a kernel list such as "0-3,6" names; null when it is not such a list. */
  static Integer countOf(String cpuList) {
    int count = 0;
    for (String range : cpuList.split(",", -1)) {
      String[] ends = range.strip().split("-", -1);
      Long first = HostTree.parseLong(ends[0]);
      Long last = HostTree.parseLong(ends[ends.length - 1]);
      if (first == null || last == null) {
        return null;
      }
      count += Math.toIntExact(last - first + 1);
    }
    return count;
  }

  /** Ascending CPU numbers in the kernel's notation: "0-3,6". */
  static String listOf(List<Integer> cpus) {
    Map<Integer, Integer> lastByFirst = new TreeMap<>();
    Integer first = null;
    for (int cpu : cpus) {
      first = first != null && lastByFirst.get(first) == cpu - 1 ? first : Integer.valueOf(cpu);
      lastByFirst.put(first, cpu);
    }
    return lastByFirst.entrySet().stream()
        .map(range -> range(range.getKey(), range.getValue()))
        .collect(Collectors.joining(","));
  }

  private static String range(int first, int last) {
    return first == last ? Integer.toString(first) : first + "-" + last;
  }
}
