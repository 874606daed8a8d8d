// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.claim;

import com.google.re2j.Pattern;
import dev.ringbench.figure.Metric;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The commands and options that a claim's plan may have. Claims come from strangers: no option of
 * these writes or reads a file, installs, loads a module or leaves anything behind, and no value is
 * a path.
 */
final class PlanWords {
  /** No slash, so no path; no @ in front, which would name a file of arguments. */
  private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9,.%-]{0,199}");

  /** Stands for the image of a kernel that the claim needs. */
  private static final Pattern KERNEL = Pattern.compile("\\{kernel:([0-9]+\\.[0-9]+)\\}");

  /** A package of a kernel, in a suite: it is fetched, and not installed. */
  private static final Pattern PACKAGE =
      Pattern.compile("linux-image-[a-z0-9.-]{1,60}(?:/[a-z][a-z-]{0,40})?");

  private static final String GUEST_MATRIX = "guest matrix";
  private static final String SUFFIX = ".yaml";

  private static final Set<String> RUN =
      Set.of(
          "--profile",
          "--sensors",
          "--operations",
          "--handoff",
          "--rules",
          "--forks",
          "--rounds",
          "--seed",
          "--sessions",
          "--pause",
          "--subject",
          "--faults",
          "--fault-runs",
          "--programs");

  /** By command, its options with a value. */
  private static final Map<String, Set<String>> OPTIONS = new TreeMap<>();

  /** By command, its options without one. */
  private static final Map<String, Set<String>> FLAGS = new TreeMap<>();

  static {
    OPTIONS.put("run", RUN);
    FLAGS.put("run", Set.of("--skip-floors", "--overflow"));
    OPTIONS.put("guest run", union(RUN, Set.of("--boots", "--kernel")));
    FLAGS.put(
        "guest run", Set.of("--skip-floors", "--overflow", "--deterministic", "--skip-host-pair"));
    OPTIONS.put(GUEST_MATRIX, Set.of("--kernel", "--sensors", "--operations", "--boots"));
    FLAGS.put(GUEST_MATRIX, Set.of());
    OPTIONS.put(
        "capacity",
        Set.of(
            "--profile",
            "--operations",
            "--handoff",
            "--threads",
            "--queue-bytes",
            "--rules",
            "--fleet",
            "--sensors",
            "--seed"));
    FLAGS.put("capacity", Set.of());
    OPTIONS.put("macro", Set.of("--workloads", "--handoff", "--rounds", "--sensors", "--seed"));
    FLAGS.put("macro", Set.of());
    OPTIONS.put("visibility", Set.of("--sensors", "--forms", "--tries", "--race-tries"));
    FLAGS.put("visibility", Set.of("--quick"));
  }

  private PlanWords() {}

  private static Set<String> union(Set<String> one, Set<String> other) {
    return Stream.concat(one.stream(), other.stream()).collect(Collectors.toUnmodifiableSet());
  }

  /** "guest run", "guest matrix", or the first word. */
  static String commandOf(List<String> words) {
    return words.size() > 1 && words.get(0).equals("guest")
        ? "guest " + words.get(1)
        : words.get(0);
  }

  /**
   * The first word that a plan may not have.
   *
   * @return null: all may stand
   */
  static Refused firstRefused(List<String> words) {
    String command = commandOf(words);
    if (!OPTIONS.containsKey(command)) {
      return new Refused(
          0, "a plan runs no `" + command + "`; it runs " + String.join(", ", OPTIONS.keySet()));
    }
    int at = command.startsWith("guest ") ? 2 : 1;
    while (at < words.size()) {
      String word = words.get(at);
      if (FLAGS.get(command).contains(word)) {
        at++;
        continue;
      }
      if (!OPTIONS.get(command).contains(word)) {
        return new Refused(
            at, "a plan has no `" + word + "` of `" + command + "`: it is in no list of options");
      }
      if (at + 1 == words.size()) {
        return new Refused(at, "`" + word + "` has no value");
      }
      String value = words.get(at + 1);
      String wrong = wrong(command, word, value);
      if (wrong != null) {
        return new Refused(at + 1, wrong);
      }
      at += 2;
    }
    return null;
  }

  /** Null: the value may stand. */
  private static String wrong(String command, String option, String value) {
    if (!option.equals("--kernel")) {
      return isValue(value)
          ? null
          : "'"
              + value
              + "' is no value of a plan: letters, digits, comma, dot, % and hyphen,"
              + " and no name of a file";
    }
    if (command.equals(GUEST_MATRIX)) {
      return PACKAGE.matches(value)
          ? null
          : "a kernel of a matrix is a package, linux-image-amd64/trixie";
    }
    return KERNEL.matches(value)
        ? null
        : "a kernel is {kernel:6.12}: the first one of that version in /boot";
  }

  private static boolean isValue(String value) {
    return VALUE.matches(value)
        && List.of(value.split(",", -1)).stream().noneMatch(each -> each.endsWith(SUFFIX));
  }

  /** Operations that a step names; empty: those that its command has by itself. */
  static List<String> operations(List<String> words) {
    int at = words.indexOf("--operations");
    return at < 0 ? List.of() : List.of(words.get(at + 1).split(",", -1));
  }

  /**
   * Why documents of a command never have a metric.
   *
   * @return null: they may have it
   */
  static String strange(Metric metric, List<String> words) {
    String command = commandOf(words);
    boolean counted = words.contains("--deterministic");
    boolean fits =
        switch (command) {
          case "visibility" -> metric == Metric.SIGHT;
          case GUEST_MATRIX ->
              metric == Metric.ADDED_INSTRUCTIONS || metric == Metric.INSTRUCTIONS_P50;
          case "macro" -> metric == Metric.SLOW_DOWN;
          case "capacity" -> metric == Metric.CAPACITY || metric == Metric.FULL_SPEED;
          default ->
              metric != Metric.SIGHT
                  && metric != Metric.OUTCOME
                  && (counted || !metric.unit().equals("instructions"))
                  && (!counted || !metric.unit().equals("ns"));
        };
    return fits
        ? null
        : "documents of `"
            + String.join(" ", words)
            + "` have no "
            + metric
            + (counted ? ": they count instructions" : "");
  }

  /**
   * A word that may not stand.
   *
   * @param index of it
   * @param why a clause
   */
  record Refused(int index, String why) {}
}
