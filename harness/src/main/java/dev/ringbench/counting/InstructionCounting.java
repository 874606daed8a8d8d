// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.counting;

import dev.ringbench.counted.InstructionCount;
import dev.ringbench.guest.GuestJob;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Placement;
import dev.ringbench.model.Sensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a counting guest does: {@code ringbench-sensor count} for every cell of an operation, and
 * the facts of its machine. No JVM runs there.
 */
public final class InstructionCounting {
  private static final int OPENS = 1500;
  private static final int EXECS = 120;
  private static final int BLOCKS = 5;

  /** Makes sensors of the build made for faults slower, see sensor/faulty.h. */
  private static final String PLANTED_TURNS = "RINGBENCH_PLANTED_TURNS";

  /** In the share: a line a cell. */
  private static final String COUNTS = "counts";

  /** In the share: what is in /proc and /sys of the guest. */
  public static final String FACTS_FOLDER = "facts";

  /** What {@link dev.ringbench.platform.linux.HostFacts} reads, as far as a guest has it. */
  private static final String FACTS =
      "for f in /proc/version /proc/cmdline /proc/cpuinfo /proc/self/status /proc/loadavg"
          + " /proc/stat /proc/meminfo /proc/sys/kernel/osrelease /proc/sys/kernel/arch"
          + " /proc/sys/kernel/tainted /proc/sys/net/core/bpf_jit_enable"
          + " /proc/sys/net/core/bpf_jit_harden /proc/sys/kernel/unprivileged_bpf_disabled"
          + " /sys/kernel/security/lsm /sys/kernel/security/lockdown /sys/devices/system/cpu/online"
          + " /sys/devices/system/clocksource/clocksource0/current_clocksource"
          + " /sys/devices/system/clocksource/clocksource0/available_clocksource"
          + " /sys/devices/system/cpu/vulnerabilities/* /etc/os-release; do\n"
          + "  [ -r $f ] || continue\n"
          + "  mkdir -p /share/facts${f%/*}; cat $f >/share/facts$f 2>/dev/null\n"
          + "done\n"
          // Kernels before 6.1 have no file for it.
          + "[ -s /share/facts/proc/sys/kernel/arch ] || {\n"
          + "  mkdir -p /share/facts/proc/sys/kernel\n"
          + "  uname -m >/share/facts/proc/sys/kernel/arch\n"
          + "}\n";

  private InstructionCounting() {}

  /** Name of the content of so many rules in the share's folder "native". */
  public static String contentName(int rules) {
    return "rules-" + rules + ".rbc";
  }

  /** The script for the cells; needs native files and content in the share's folder "native". */
  static String script(List<Cell> cells) {
    StringBuilder script = new StringBuilder("insmod /share/ringbench.ko\n").append(FACTS);
    script.append("cp -r /share/native /run/native\n");
    String planted = System.getenv(PLANTED_TURNS);
    if (planted != null) {
      script.append("export " + PLANTED_TURNS + "=").append(Long.parseLong(planted)).append('\n');
    }
    // A sensor that switches audit on would leave something in the rows after it.
    script.append("/run/native/ringbench-sensor audit hold >/dev/null 2>&1\n");
    for (Operation operation : Operation.values()) {
      String words =
          cells.stream()
              .filter(cell -> cell.operation() == operation)
              .map(InstructionCounting::word)
              .collect(Collectors.joining(" "));
      if (!words.isEmpty()) {
        script.append(
            String.format(
                "/run/native/ringbench-sensor count /run/work %d %d %d %s >>/share/"
                    + COUNTS
                    + " 2>>/share/output || exit\n",
                operation.nativeCode(),
                operation.makesProcess() ? EXECS : OPENS,
                BLOCKS,
                words));
      }
    }
    return script.toString();
  }

  private static String word(Cell cell) {
    String word = cell.sensor() + "=" + cell.handoff().nativeCode();
    return cell.rules() == 0
        ? word
        : word + "=" + cell.rules() + "=/run/native/" + contentName(cell.rules());
  }

  /** The hand-offs that make sense on one CPU, where two threads never run at once. */
  public static List<Handoff> handoffs() {
    return List.of(Handoff.SAME_CPU, Handoff.BUSY_POLL);
  }

  /** Every cell of the sensors that one CPU can run; who is asked cannot be read afterwards. */
  public static List<Cell> cells(
      List<Sensor> sensors, List<Operation> operations, List<Integer> ruleCounts) {
    List<Cell> cells = new ArrayList<>();
    for (Operation operation : operations) {
      for (Sensor sensor : sensors.stream().filter(s -> s.watches(operation)).toList()) {
        for (Handoff handoff : handoffs(sensor)) {
          for (int rules : sensor.evaluates() && operation.hasRules() ? ruleCounts : List.of(0)) {
            cells.add(new Cell(sensor.id(), operation, handoff, rules));
          }
        }
      }
    }
    return cells;
  }

  private static List<Handoff> handoffs(Sensor sensor) {
    if (!sensor.consumer()) {
      return List.of(Handoff.NONE);
    }
    return sensor.placement() == Placement.USER_SYNC ? List.of(Handoff.SAME_CPU) : handoffs();
  }

  /** Boots a counting guest, and reads what it counted. */
  public static GuestJob.Outcome run(
      GuestJob job, List<Cell> cells, java.util.function.Consumer<String> progress) {
    return job.run(script(cells), COUNTS, line -> progress.accept(sensorIn(line)));
  }

  private static String sensorIn(String line) {
    return line.replaceFirst("^\\{\"sensor\":\"([^\"]*)\".*", "$1");
  }

  /** What the guest of that boot has counted so far. */
  public static List<InstructionCount> read(GuestJob job, int boot) {
    JsonMapper json = new JsonMapper();
    List<InstructionCount> counts = new ArrayList<>();
    Path file = job.result(COUNTS);
    if (file == null) {
      return counts;
    }
    try {
      for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
        if (line.endsWith("}")) {
          counts.add(count(json.readTree(line), boot));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("read " + file, e);
    }
    return counts;
  }

  private static InstructionCount count(JsonNode line, int boot) {
    List<Long> totals = new ArrayList<>();
    List<Long> medians = new ArrayList<>();
    for (JsonNode block : line.get("blocks")) {
      long total = block.get(0).asLong();
      if (total > 0) {
        totals.add(total);
      }
      medians.add(block.get(1).asLong());
    }
    int operation = line.get("operation").asInt();
    int handoff = line.get("handoff").asInt();
    String reason = line.get("reason").asString();
    return new InstructionCount(
        boot,
        line.get("sensor").asString(),
        List.of(Operation.values()).stream()
            .filter(o -> o.nativeCode() == operation)
            .findFirst()
            .orElseThrow(),
        List.of(Handoff.values()).stream()
            .filter(h -> h.nativeCode() == handoff)
            .findFirst()
            .orElseThrow(),
        line.get("rules").asInt(),
        line.get("operations").asInt(),
        totals,
        medians,
        reason.isEmpty() ? null : reason,
        reason.isEmpty() ? null : line.get("remedy").asString());
  }
}
