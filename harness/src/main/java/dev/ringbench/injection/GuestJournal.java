// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.injection;

import dev.ringbench.fault.Facts;
import dev.ringbench.fault.FactsForm;
import dev.ringbench.fault.FaultRun;
import dev.ringbench.fault.FormException;
import dev.ringbench.fault.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * What came out of a guest while it lasted; see native/fault/guest.c for the lines. Written down
 * outside of it, so that a machine that goes down takes nothing along. Its writer may be damaged or
 * hostile: nothing that it says is kept beyond what it can be. Times in ns of System.nanoTime; a
 * time that the guest says is of its own clock and is kept as it is.
 */
final class GuestJournal {
  private static final int MOST_WORDS = 8;
  private static final int MOST_CPUS = 16;
  private static final Pattern TASK = Pattern.compile("control|probe|worker-[0-9]|flooder-[0-9]");

  /** As the schema of facts has it. */
  private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9 ]{0,30}");

  private static final Set<String> HAPPENS =
      Set.of("activated", "detected", "restarted", "recovered");

  private record Progress(long operations, double longestGapMs, long movedNs) {}

  private final Map<String, Long> lastBeatNs = new TreeMap<>();
  private final Map<String, Long> longestBeatGapNs = new TreeMap<>();
  private final Map<String, Progress> tasks = new LinkedHashMap<>();
  private final Map<String, Double> happenedMs = new LinkedHashMap<>();
  private long lastSignNs;
  private long lastWorkNs;
  private boolean works = true;
  private long acknowledged;
  private final FaultRun run;
  private Facts facts;
  private String refused;
  private String form;

  /** Of {@code run}, from System.nanoTime {@code beginNs} on. */
  GuestJournal(long beginNs, FaultRun run) {
    this.run = run;
    this.lastSignNs = beginNs;
    this.lastWorkNs = beginNs;
  }

  /**
   * A line that was cut by the end of the machine, or that nothing of ours has written, says
   * nothing.
   */
  void add(String line, long atNs) {
    lastSignNs = atNs;
    try {
      take(line, line.split(" ", MOST_WORDS), atNs);
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      // It was a sign of life all the same.
    }
  }

  private void take(String line, String[] words, long atNs) {
    switch (words[0]) {
      case "b" -> beat(Integer.parseUnsignedInt(words[1]), atNs);
      case "w" -> {
        works = words[2].equals("1");
        lastWorkNs = atNs;
      }
      case "j" -> progress(words, atNs);
      case "form" -> {
        String told = rest(line, words[0]);
        form = FORM.matcher(told).matches() ? told : null;
      }
      case "a" -> acknowledged = Long.parseLong(words[1]);
      case "x" -> happened(words[2], Double.parseDouble(words[1]));
      case "facts" -> {
        try {
          facts = FactsForm.read(rest(line, words[0]), run);
        } catch (FormException e) {
          refused = "what the conductor in the guest said " + e.getMessage();
        }
      }
      case "refused" -> refused = rest(line, words[0]);
      default -> {
        // Not ours.
      }
    }
  }

  private static String rest(String line, String word) {
    return line.substring(Math.min(line.length(), word.length() + 1));
  }

  private void happened(String what, double ms) {
    if (Double.isFinite(ms) && HAPPENS.contains(what)) {
      happenedMs.putIfAbsent(what, ms);
    }
  }

  private void beat(int number, long atNs) {
    if (number >= MOST_CPUS) {
      return;
    }
    String cpu = Integer.toString(number);
    Long before = lastBeatNs.put(cpu, atNs);
    if (before != null) {
      longestBeatGapNs.merge(cpu, atNs - before, Math::max);
    }
  }

  private void progress(String[] words, long atNs) {
    long operations = Long.parseLong(words[3]);
    double longestGapMs = Double.parseDouble(words[5]);
    if (!TASK.matcher(words[2]).matches() || operations < 0 || !(longestGapMs >= 0)) {
      return;
    }
    Progress before = tasks.get(words[2]);
    tasks.put(
        words[2],
        new Progress(
            operations,
            longestGapMs,
            before == null || before.operations < operations ? atNs : before.movedNs));
  }

  /** The harness was stopped, or had no time: of silence until then it knows nothing. */
  void wasNotWatchedUntil(long nowNs) {
    lastSignNs = nowNs;
    lastWorkNs = nowNs;
    lastBeatNs.replaceAll((cpu, before) -> nowNs);
  }

  /** Null: the conductor inside did not come so far. */
  public Facts facts() {
    return facts;
  }

  /** Why the conductor did not conduct; null: it did. */
  String refused() {
    return refused;
  }

  long acknowledged() {
    return acknowledged;
  }

  long lastSignNs() {
    return lastSignNs;
  }

  /** The oldest of the CPUs' last beats; before the first, when the last sign came. */
  long oldestBeatNs() {
    return lastBeatNs.values().stream().mapToLong(Long::longValue).min().orElse(lastSignNs);
  }

  boolean workedWithin(long ns, long nowNs) {
    return works && nowNs - lastWorkNs < ns;
  }

  /** Of each CPU, up to {@code endNs}. */
  Map<String, Double> longestBeatGapMs(long endNs) {
    Map<String, Double> gaps = new TreeMap<>();
    lastBeatNs.forEach(
        (cpu, last) ->
            gaps.put(cpu, ms(Math.max(longestBeatGapNs.getOrDefault(cpu, 0L), endNs - last))));
    return gaps;
  }

  /** The facts of a run whose conductor did not come to its end, as far as they are known. */
  Facts factsUntilTheEnd(long endNs, long stallMs, String ended) {
    List<Facts.Task> found = new ArrayList<>();
    double controlGapMs = 0;
    long issued = 0;
    for (Map.Entry<String, Progress> entry : tasks.entrySet()) {
      Progress progress = entry.getValue();
      double gapMs = Math.max(progress.longestGapMs, ms(endNs - progress.movedNs));
      if (entry.getKey().equals("control")) {
        controlGapMs = gapMs;
        continue;
      }
      issued += progress.operations;
      found.add(
          new Facts.Task(
              entry.getKey(), progress.operations, gapMs, gapMs >= stallMs, null, List.of()));
    }
    return new Facts(
        1,
        run.fault(),
        run.sensor(),
        run.kind(),
        run.seed(),
        run.trigger(),
        Place.GUEST.label(),
        run.profile(),
        form,
        happenedMs.containsKey("activated") ? 1L : null,
        happenedMs.get("activated"),
        null,
        new Facts.SensorProcess(List.of(), 0, false, 0, 10, false),
        new Facts.Events(issued, null, null, false, null),
        found,
        null,
        null,
        new Facts.Control(controlGapMs),
        new Facts.Machine(null, null, null, null),
        new Facts.Timeline(
            0.0,
            happenedMs.get("detected"),
            happenedMs.get("restarted"),
            happenedMs.get("recovered")),
        ended);
  }

  private static double ms(long ns) {
    return (double) ns / TimeUnit.MILLISECONDS.toNanos(1);
  }
}
