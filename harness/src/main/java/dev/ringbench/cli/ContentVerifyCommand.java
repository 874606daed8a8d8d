// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.content.ContentFile;
import dev.ringbench.content.RandomContent;
import dev.ringbench.content.Rule;
import dev.ringbench.content.RuleOracle;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.platform.ContentInterpreters;
import dev.ringbench.platform.Platforms;
import dev.ringbench.platform.SensorException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Whether the interpreters agree. */
@Command(
    name = "verify",
    description = {
      "Checks that every content interpreter finds the same rule for the same event.",
      "Random events and rules go to the interpreters in user mode, in BPF and in the kernel module (in C, in Rust, under a guard), and to a plain one in Java. If they differed, a comparison of placements would compare programs.",
      "Exit code 1: they differ."
    },
    footer = {
      "",
      "The module needs a guest: `ringbench guest shell --carry ringbench.jar --command",
      "'java -jar /share/ringbench.jar content verify'`."
    })
final class ContentVerifyCommand implements Callable<Integer> {
  private static final int EVENTS_OF_ONE_CONTENT = 5_000;
  private static final int MOST_RULES = 60;

  /** The last of them, by as many rules as there may be. */
  private static final int EVENTS_OF_THE_LARGEST = 100;

  @Option(
      names = "--events",
      paramLabel = "N",
      defaultValue = "100000",
      description =
          "Number of events. Rules change every 5,000 events; the last 100 events meet 10,000 rules. Default: 100000.")
  private int events;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "20240719",
      description = "Seed of rules and events. Default: 20240719.")
  private long seed;

  /** What became of one interpreter. */
  private static final class Tally {
    private long same;
    private long different;
    private String first;
    private String unavailable;
  }

  @Override
  public Integer call() {
    if (events < 1 || events > 100_000_000) {
      throw RingbenchException.badInput("--events " + events + ": use 1 to 100000000.");
    }
    ContentInterpreters interpreters = Platforms.current().contentInterpreters();
    Map<String, Tally> tallies = new LinkedHashMap<>();
    interpreters.names().forEach(name -> tallies.put(name, new Tally()));
    RandomContent random = new RandomContent(seed);
    long matched = 0;
    int largest = Math.min(EVENTS_OF_THE_LARGEST, events / 2);
    for (int left = events - largest; left > 0; left -= EVENTS_OF_ONE_CONTENT) {
      int count = Math.min(EVENTS_OF_ONE_CONTENT, left);
      matched += one(interpreters, random, random.rules(MOST_RULES), count, tallies);
    }
    if (largest > 0) {
      matched += one(interpreters, random, random.manyRules(), largest, tallies);
    }
    return show(tallies, matched);
  }

  private static long one(
      ContentInterpreters interpreters,
      RandomContent random,
      List<Rule> rules,
      int count,
      Map<String, Tally> tallies) {
    List<RuleOracle.Event> batch = new ArrayList<>();
    ByteArrayOutputStream records = new ByteArrayOutputStream();
    for (int i = 0; i < count; i++) {
      batch.add(random.event());
      records.writeBytes(batch.get(i).encode());
    }
    int[] expected = batch.stream().mapToInt(e -> RuleOracle.firstMatch(rules, e)).toArray();
    byte[] content = ContentFile.encode(rules);
    tallies.forEach(
        (name, tally) -> {
          if (tally.unavailable == null) {
            compare(interpreters, name, tally, content, records.toByteArray(), expected, batch);
          }
        });
    return java.util.Arrays.stream(expected).filter(rule -> rule >= 0).count();
  }

  private static void compare(
      ContentInterpreters interpreters,
      String name,
      Tally tally,
      byte[] content,
      byte[] records,
      int[] expected,
      List<RuleOracle.Event> batch) {
    int[] found;
    try {
      found = interpreters.evaluate(name, content, records);
    } catch (SensorException e) {
      tally.unavailable = e.getMessage() + "; " + e.remedy();
      return;
    }
    for (int i = 0; i < expected.length; i++) {
      if (found[i] == expected[i]) {
        tally.same++;
      } else {
        tally.different++;
        if (tally.first == null) {
          tally.first = batch.get(i) + ": rule " + found[i] + ", not " + expected[i];
        }
      }
    }
  }

  private int show(Map<String, Tally> tallies, long matched) {
    System.out.printf("%,d events (seed %d), %,d of them met a rule.%n", events, seed, matched);
    boolean disagreement = false;
    for (Map.Entry<String, Tally> entry : tallies.entrySet()) {
      Tally tally = entry.getValue();
      if (tally.unavailable != null) {
        System.out.printf("  %-13s not here: %s%n", entry.getKey(), tally.unavailable);
        continue;
      }
      System.out.printf(
          "  %-13s %,d the same, %,d different%n", entry.getKey(), tally.same, tally.different);
      if (tally.first != null) {
        System.out.println("                first: " + tally.first);
        disagreement = true;
      }
    }
    return disagreement ? RingbenchException.Kind.GATE.exitCode() : 0;
  }
}
