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
      description =
          "How long to measure: quick (4 minutes), standard (25 minutes) or thorough. Default: quick.")
  Profile profile;

  @Option(
      names = "--sensors",
      split = ",",
      paramLabel = "ID",
      description =
          "Measure only these sensors, with their baselines and floors; `ringbench list` shows all.")
  List<String> sensors = List.of();

  @Option(
      names = "--operations",
      split = ",",
      converter = Names.OperationName.class,
      paramLabel = "NAME",
      description =
          "Operations to measure: open, exec, connect, connect6, write, rename, unlink, mmap-exec, exit, null-call, stat. Not every sensor watches every operation. Default: open, exec.")
  List<Operation> operations = DEFAULT_OPERATIONS;

  /** Empty: not said. */
  @Option(
      names = "--handoff",
      split = ",",
      converter = Names.HandoffName.class,
      paramLabel = "NAME",
      description =
          "How the sensor waits: same-cpu, other-cpu or busy-poll. Default: all. An emulated guest leaves out other-cpu, because it emulates the interrupt between CPUs.")
  List<Handoff> handoffs = List.of();

  @Option(
      names = "--rules",
      split = ",",
      paramLabel = "N",
      description =
          "Number of rules that each event is compared with. Several numbers show where user mode breaks even: 0,10,100,1000. Default: 0, the canary's rule alone.")
  List<Integer> rules = List.of(0);

  @Option(
      names = "--forks",
      paramLabel = "N",
      description =
          "Number of benchmark JVMs. With fewer than 6 the intervals are wide. Default: as the profile says; 3 for quick in an emulated guest.")
  Integer forks;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description =
          "Rounds in each fork. Default: as the profile says; 1 for quick in an emulated guest.")
  Integer rounds;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description =
          "Seed of the measurement order and of the bootstrap. Default: the current time, which the document stores.")
  Long seed;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Result document. Default: ringbench-<time>.json in this directory.")
  private Path out;

  @Option(names = "--all", description = "Print the whole report, not its first screen.")
  boolean all;

  @Mixin ForceOption force;

  @Option(names = "--json", description = "Print the result document and no report.")
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
