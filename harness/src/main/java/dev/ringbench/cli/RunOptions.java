// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.content.ContentFile;
import dev.ringbench.experiment.run.Profile;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;
import dev.ringbench.model.RingbenchException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What is measured and where it goes: the same words on this machine and in a guest. */
final class RunOptions {
  static final int MOST_ROUNDS = 1000;
  static final List<Operation> DEFAULT_OPERATIONS = List.of(Operation.OPEN, Operation.EXEC);

  @Option(
      names = "--profile",
      converter = Names.ProfileName.class,
      defaultValue = "quick",
      paramLabel = "NAME",
      description = "quick (4 minutes), standard (25 minutes) or thorough. Default: quick.")
  Profile profile;

  @Option(
      names = "--sensors",
      split = ",",
      paramLabel = "ID",
      description = "Only these, with the baselines and floors they need; see `ringbench list`.")
  List<String> sensors = List.of();

  @Option(
      names = "--operations",
      split = ",",
      converter = Names.OperationName.class,
      paramLabel = "NAME",
      description = {
        "open, exec, connect, connect6, write, rename, unlink, mmap-exec, exit, null-call, stat; not every",
        "sensor watches every one. Default: open, exec."
      })
  List<Operation> operations = DEFAULT_OPERATIONS;

  /** Empty: not said. */
  @Option(
      names = "--handoff",
      split = ",",
      converter = Names.HandoffName.class,
      paramLabel = "NAME",
      description = {
        "same-cpu, other-cpu, busy-poll. Default: all; in an emulated guest all but other-cpu,",
        "because an emulated interrupt between CPUs costs nothing like a real one."
      })
  List<Handoff> handoffs = List.of();

  @Option(
      names = "--rules",
      split = ",",
      paramLabel = "N",
      description = {
        "Rules that each event is compared with, by sensors that can evaluate content; several make",
        "a break-even: 0,10,100,1000. Default: 0, no content but the canary's rule."
      })
  List<Integer> rules = List.of(0);

  @Option(
      names = "--forks",
      paramLabel = "N",
      description = {
        "Benchmark JVMs; below 6 the intervals are wide.",
        "Default: the profile's; in an emulated guest 3 for quick."
      })
  Integer forks;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description =
          "Rounds in each fork. Default: the profile's; in an emulated guest 1 for quick.")
  Integer rounds;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Of every shuffle and of the bootstrap. Default: from the clock, and stored.")
  Long seed;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Result document. Default: ringbench-<time>.json in this directory.")
  private Path out;

  @Mixin ForceOption force;

  @Option(names = "--json", description = "Print the result document instead of the tables.")
  boolean json;

  /** Before anything is measured. */
  void check() {
    if (rounds != null && (rounds < 1 || rounds > MOST_ROUNDS)) {
      throw RingbenchException.badInput("--rounds " + rounds + ": use 1 to " + MOST_ROUNDS + ".");
    }
    checkRules(rules);
    // A row that is there twice would be measured twice as often as the others.
    if (operations.stream().distinct().count() != operations.size()) {
      throw RingbenchException.badInput("--operations names one twice.");
    }
    if (handoffs.stream().distinct().count() != handoffs.size()) {
      throw RingbenchException.badInput("--handoff names one twice.");
    }
    if (forks != null && (forks < 1 || forks > 100)) {
      throw RingbenchException.badInput("--forks " + forks + ": use 1 to 100.");
    }
  }

  /** Numbers of rules that there can be. */
  static void checkRules(List<Integer> rules) {
    for (int count : rules) {
      if (count < 0 || count > ContentFile.RULES_MAX - 1) {
        throw RingbenchException.badInput(
            "--rules " + count + ": use 0 to " + (ContentFile.RULES_MAX - 1) + ".");
      }
    }
    if (rules.stream().distinct().count() != rules.size()) {
      throw RingbenchException.badInput("--rules names a number twice.");
    }
  }

  /** Where the document goes, as it was given or by default. */
  Path path() {
    return path(out, "ringbench-");
  }

  /** {@code out}, or a file here whose name begins so. */
  static Path path(Path out, String prefix) {
    return out == null ? Path.of(prefix + timeStamp() + ".json") : out;
  }

  private static String timeStamp() {
    return DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss")
        .withZone(ZoneOffset.UTC)
        .format(Instant.now());
  }
}
