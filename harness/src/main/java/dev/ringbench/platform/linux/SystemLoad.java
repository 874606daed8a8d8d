// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

import dev.ringbench.model.Environment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * How busy a machine is at one moment. Ticks are since boot and summed over all CPUs, from the
 * "cpu" line of /proc/stat; only their differences and fractions mean anything. Null: could not be
 * read.
 *
 * @param stealTicks given to others by the hypervisor
 * @param totalTicks user, nice, system, idle, iowait, irq, softirq and steal; guest time is in user
 * @param idleTicks idle and iowait
 * @param load1 the 1 minute load average, /proc/loadavg
 * @param throttleEvents thermal_throttle/core_throttle_count, summed over CPUs (x86 without a
 *     hypervisor); the threads of one core count the same event each
 * @param runnableTasks procs_running of /proc/stat, the reader included
 * @param cpuPressureAvg10 percent of the last 10 s in which some task waited for a CPU, "some
 *     avg10" of /proc/pressure/cpu
 */
public record SystemLoad(
    Long stealTicks,
    Long totalTicks,
    Long idleTicks,
    Double load1,
    Long throttleEvents,
    Integer runnableTasks,
    Double cpuPressureAvg10) {

  /** More than this share of CPU time stolen disturbs a measurement. */
  public static final double STEAL_FRACTION_LIMIT = 0.01;

  /** More thermal throttling events than this disturb a measurement. */
  public static final long THROTTLE_EVENTS_LIMIT = 0;

  /** A 1 minute load average above this, for each online CPU, is worth a warning before a run. */
  public static final double LOAD_PER_CPU_LIMIT = 0.5;

  private static final int IDLE = 3;
  private static final int IOWAIT = 4;
  private static final int STEAL = 7;

  /** Reads the machine that this runs on. */
  public static SystemLoad snapshot() {
    return snapshot(Path.of("/"));
  }

  /**
   * Reads the machine whose files lie below {@code root}.
   *
   * @param root the directory that has proc and sys in it; it need not exist
   */
  public static SystemLoad snapshot(Path root) {
    HostTree tree = new HostTree(root);
    long[] ticks = ticks(tree);
    boolean known = ticks.length > STEAL;
    return new SystemLoad(
        known ? ticks[STEAL] : null,
        known ? LongStream.of(ticks).limit(STEAL + 1).sum() : null,
        known ? ticks[IDLE] + ticks[IOWAIT] : null,
        load1(tree),
        throttleEvents(tree),
        runnableTasks(tree),
        cpuPressure(tree));
  }

  /**
   * What happened between an earlier snapshot of the same machine, since the same boot, and this
   * one.
   */
  public Interference since(SystemLoad earlier) {
    Long total = difference(totalTicks, earlier.totalTicks);
    Long idle = difference(idleTicks, earlier.idleTicks);
    Long steal = difference(stealTicks, earlier.stealTicks);
    Long throttled = difference(throttleEvents, earlier.throttleEvents);
    boolean ticked = total != null && steal != null && total > 0;
    Double stealFraction = ticked ? (double) steal / total : null;
    boolean counted = total != null && steal != null && idle != null && total >= idle + steal;
    Long busy = counted ? total - idle - steal : null;
    return new Interference(stealFraction, busy, throttled, disturbance(stealFraction, throttled));
  }

  /**
   * What stands in the way of comparable numbers before a run starts, most useful first: one
   * sentence each, with what to do about it. Facts that could not be read give no sentence.
   */
  public static List<String> warnings(Environment environment) {
    return SetupWarnings.of(environment);
  }

  static Double load1(HostTree tree) {
    List<String> averages = tree.words("/proc/loadavg", " ");
    return averages == null || averages.isEmpty() ? null : parseDouble(averages.get(0));
  }

  private static long[] ticks(HostTree tree) {
    List<String> lines = tree.lines("/proc/stat");
    String all =
        lines == null
            ? ""
            : lines.stream().filter(line -> line.startsWith("cpu ")).findFirst().orElse("");
    List<Long> ticks = Stream.of(all.split(" +", -1)).skip(1).map(HostTree::parseLong).toList();
    return ticks.stream().anyMatch(Objects::isNull)
        ? new long[0]
        : ticks.stream().mapToLong(Long::longValue).toArray();
  }

  private static Long throttleEvents(HostTree tree) {
    List<Long> counts =
        ProcessorFacts.numbers(tree).stream()
            .map(cpu -> ProcessorFacts.CPUS + "cpu" + cpu + "/thermal_throttle/core_throttle_count")
            .map(tree::number)
            .filter(Objects::nonNull)
            .toList();
    return counts.isEmpty() ? null : counts.stream().mapToLong(Long::longValue).sum();
  }

  private static Integer runnableTasks(HostTree tree) {
    return HostTree.parseInt(tree.valueOf("/proc/stat", ' ', "procs_running"));
  }

  private static Double cpuPressure(HostTree tree) {
    String some = tree.valueOf("/proc/pressure/cpu", ' ', "some");
    return some == null
        ? null
        : Stream.of(some.split(" ", -1))
            .filter(field -> field.startsWith("avg10="))
            .findFirst()
            .map(field -> parseDouble(field.substring("avg10=".length())))
            .orElse(null);
  }

  /** Later minus earlier; null when one is unknown or the counter went back, as a restart does. */
  private static Long difference(Long later, Long earlier) {
    return later == null || earlier == null || later < earlier ? null : later - earlier;
  }

  private static String disturbance(Double stealFraction, Long throttled) {
    List<String> causes = new ArrayList<>();
    if (stealFraction != null && stealFraction > STEAL_FRACTION_LIMIT) {
      causes.add(
          String.format(
              Locale.ROOT,
              "steal time %.1f %%: the hypervisor gave our CPUs to others;"
                  + " repeat on a quiet or dedicated machine",
              100 * stealFraction));
    }
    if (throttled != null && throttled > THROTTLE_EVENTS_LIMIT) {
      causes.add(
          String.format(
              Locale.ROOT,
              "thermal throttling, %d events: the CPUs slowed down to cool;"
                  + " let the machine cool, turn boost off, and repeat",
              throttled));
    }
    return causes.isEmpty() ? null : String.join("; and ", causes);
  }

  private static Double parseDouble(String text) {
    try {
      return Double.valueOf(text);
    } catch (NumberFormatException other) {
      return null;
    }
  }
}
