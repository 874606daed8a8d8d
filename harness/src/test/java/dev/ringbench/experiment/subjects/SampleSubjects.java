// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.subjects;

import dev.ringbench.experiment.run.RunForm;
import dev.ringbench.figure.Histograms;
import dev.ringbench.model.Environment;
import dev.ringbench.model.Mode;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Pairing;
import dev.ringbench.model.Percentiles;
import dev.ringbench.model.Placement;
import dev.ringbench.model.Sensor;
import dev.ringbench.platform.linux.LinuxPlatform;
import dev.ringbench.subject.OutsideFault;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.HdrHistogram.Histogram;

/**
 * Documents of subjects as a machine would give them that is made up: each row adds what a test
 * says, rounds drift, and the same seed gives the same document.
 */
final class SampleSubjects {
  static final String MINE = "mine";
  static final String WRAPPER = "wrapper";
  static final String GUARD = "guard";
  static final String OURS = "inotify";

  private static final Environment ENVIRONMENT =
      RunForm.FORM
          .read(Path.of("../results/published/2026-11-23-kvm-amd-epyc-2cpu-quick/result.json"))
          .environment();
  private static final Sensor SENSOR =
      new LinuxPlatform()
          .sensors().all().stream()
              .filter(sensor -> sensor.id().equals(OURS))
              .findFirst()
              .orElseThrow();
  private static final int VALUES = 40;
  private static final double OPEN_NS = 2000;
  private static final double EXEC_NS = 600_000;
  private static final double STAT_NS = 900;

  private final Random random;
  private final int rounds;
  private final Map<String, Double> addedNs = new LinkedHashMap<>();
  private double noiseNs = 10;
  private Pairing pairing = Pairing.SAME_HOOK;
  final List<SubjectBlock> blocks = new ArrayList<>();
  final List<SubjectTrial> trials = new ArrayList<>();
  final List<SubjectProgram> runs = new ArrayList<>();
  final List<SubjectAccount> accounts = new ArrayList<>();
  final List<SubjectFault> faults = new ArrayList<>();
  final List<OutsideFault> asked = new ArrayList<>();
  private int faultRuns = 1;

  SampleSubjects(long seed, int rounds) {
    this.random = new Random(seed);
    this.rounds = rounds;
    addedNs.put(MINE, 900.0);
    addedNs.put(WRAPPER, 40_000.0);
    addedNs.put(OURS, 600.0);
    addedNs.put(SubjectsDocument.PLACEBO, 0.0);
  }

  /** What a row adds to each operation. */
  SampleSubjects adding(String row, double ns) {
    addedNs.put(row, ns);
    return this;
  }

  /** By how much two blocks of the same kind differ. */
  SampleSubjects noisy(double ns) {
    noiseNs = ns;
    return this;
  }

  SampleSubjects paired(Pairing how) {
    pairing = how;
    return this;
  }

  /** All blocks, in rounds. */
  SampleSubjects measured() {
    for (int round = 0; round < rounds; round++) {
      double drift = 1 + 0.02 * random.nextGaussian();
      for (Map.Entry<String, Double> row : addedNs.entrySet()) {
        boolean first = random.nextBoolean();
        for (boolean with : new boolean[] {first, !first}) {
          for (Operation operation : operations(row.getKey())) {
            double added = operation == Operation.STAT ? 0 : row.getValue();
            blocks.add(block(row.getKey(), with, operation, round, drift, added));
          }
        }
      }
    }
    addedNs.keySet().stream()
        .filter(row -> !row.equals(SubjectsDocument.PLACEBO))
        .forEach(
            row ->
                operations(row).stream()
                    .filter(operation -> operation != Operation.STAT)
                    .forEach(
                        operation ->
                            trials.add(
                                new SubjectTrial(
                                    row, operation, row.equals(OURS) ? null : 120.5, null, null))));
    return this;
  }

  private static List<Operation> operations(String row) {
    return switch (row) {
      case OURS -> List.of(Operation.OPEN);
      case WRAPPER, SubjectsDocument.PLACEBO ->
          List.of(Operation.OPEN, Operation.EXEC, Operation.STAT);
      default -> List.of(Operation.OPEN, Operation.STAT);
    };
  }

  private SubjectBlock block(
      String row, boolean with, Operation operation, int round, double drift, double added) {
    double base =
        switch (operation) {
          case OPEN -> OPEN_NS;
          case EXEC -> EXEC_NS;
          default -> STAT_NS;
        };
    double mean = base * drift + noiseNs * random.nextGaussian() + (with ? added : 0);
    Histogram histogram = Histograms.empty();
    long elapsed = 0;
    for (int i = 0; i < VALUES; i++) {
      long ns = Math.max(1, Math.round(mean * (1 + 0.004 * random.nextGaussian())));
      histogram.recordValue(ns);
      elapsed += ns;
    }
    return new SubjectBlock(
        with ? row : SubjectBlock.WITHOUT,
        row,
        operation,
        round,
        blocks.size(),
        VALUES,
        0,
        elapsed,
        with && row.equals(MINE) ? VALUES * 1500L + random.nextInt(1000) : null,
        with && row.equals(MINE) ? VALUES * 400L + random.nextInt(100) : null,
        Histograms.figures(histogram),
        Histograms.encode(histogram),
        null);
  }

  /** One whose block failed in the last round. */
  SampleSubjects failing(String row, String reason) {
    for (int i = 0; i < blocks.size(); i++) {
      SubjectBlock block = blocks.get(i);
      if (block.row().equals(row)
          && block.round() == rounds - 1
          && block.operation() == Operation.OPEN) {
        blocks.set(
            i,
            new SubjectBlock(
                row,
                row,
                block.operation(),
                block.round(),
                block.step(),
                0,
                0,
                0,
                null,
                null,
                null,
                null,
                reason));
      }
    }
    return this;
  }

  static SubjectAccount account(
      String row, Operation operation, long paced, long flood, Long lost, String reason) {
    return new SubjectAccount(
        row,
        operation,
        250.5,
        row.equals(WRAPPER) ? null : 12.5,
        new SubjectAccount.Phase(400, paced, 1_000_000_000),
        new SubjectAccount.Phase(20_000, flood, 200_000_000),
        reason == null && flood == 20_000 ? 30_000.0 : null,
        new Percentiles(paced, 700_000, 600_000, 1_500_000, 2_000_000, 2_000_000),
        lost,
        row.equals(WRAPPER) ? paced : null,
        4_194_304L,
        1_234_567,
        reason == null,
        null,
        reason == null ? null : "1 of its processes outlived it",
        reason);
  }

  /** {@code ms} 0: it failed. */
  private void program(String row, String beside, int round, double ms) {
    runs.add(
        new SubjectProgram(
            row, beside, "find-read", round, ms, ms / 2, ms > 0 ? null : "exit status 1"));
  }

  /** A whole program, with each row and without. */
  SampleSubjects programs() {
    for (int round = 0; round < rounds; round++) {
      for (String row : List.of(MINE, SubjectsDocument.PLACEBO)) {
        program(SubjectBlock.WITHOUT, row, round, 100 + random.nextDouble());
        program(row, row, round, (row.equals(MINE) ? 150 : 100) + random.nextDouble());
      }
    }
    program(WRAPPER, WRAPPER, 0, 0);
    return this;
  }

  static SubjectFault fault(
      OutsideFault fault, String outcome, List<String> effects, String reason) {
    return fault(fault, 0, outcome, effects, reason);
  }

  static SubjectFault fault(
      OutsideFault fault, int turn, String outcome, List<String> effects, String reason) {
    boolean done = reason == null;
    return new SubjectFault(
        MINE,
        fault,
        turn,
        Operation.OPEN,
        fault.ends() ? "B2" : "B1",
        fault.ends() ? List.of("lost") : List.of(),
        outcome,
        effects,
        done ? 2000 : 0,
        done && effects.isEmpty() ? 2000 : 0,
        done ? 2000 : 0,
        done ? 1990 : 0,
        0,
        done ? 3_000_000 : 0,
        done ? 90_000 : 0,
        done ? 2.5 + turn : 0,
        done && fault == OutsideFault.KILL ? 1 : 0,
        done && fault == OutsideFault.MEMORY ? "its process ended with exit status 137" : null,
        done ? 12.5 : null,
        reason);
  }

  /** With everything that a document can have. */
  static SampleSubjects everything(int rounds) {
    SampleSubjects sample = new SampleSubjects(17, rounds).measured().failing(WRAPPER, "it died");
    sample.programs();
    sample.trials.add(
        new SubjectTrial(
            GUARD, Operation.OPEN, null, "guardd is not installed", "apt-get install guardd"));
    sample.accounts.add(account(MINE, Operation.OPEN, 400, 18_000, 1500L, null));
    sample.accounts.add(account(WRAPPER, Operation.OPEN, 400, 20_000, null, null));
    sample.accounts.add(
        account(WRAPPER, Operation.EXEC, 399, 0, null, "it did not end within 5 s and was killed"));
    sample.asked.addAll(
        List.of(OutsideFault.KILL, OutsideFault.STOP, OutsideFault.MEMORY, OutsideFault.FREEZE));
    sample.faults.add(fault(OutsideFault.KILL, "B2", List.of("lost"), null));
    sample.faults.add(fault(OutsideFault.KILL, 1, "B2", List.of("lost"), null));
    sample.faultRuns = 2;
    sample.faults.add(fault(OutsideFault.STOP, "B1", List.of(), null));
    sample.faults.add(fault(OutsideFault.MEMORY, "B3", List.of("stalled", "lost"), null));
    sample.faults.add(
        fault(
            OutsideFault.FREEZE,
            null,
            List.of(),
            "this machine has no control group that could do it"));
    return sample;
  }

  private SubjectFacts facts(String id, Placement placement, Mode mode, boolean execs) {
    List<SubjectFacts.Claim> claims = new ArrayList<>();
    claims.add(
        id.equals(MINE)
            ? new SubjectFacts.Claim(Operation.OPEN, OURS, pairing)
            : new SubjectFacts.Claim(Operation.OPEN, null, null));
    if (execs) {
      claims.add(new SubjectFacts.Claim(Operation.EXEC, null, null));
    }
    return new SubjectFacts(
        id,
        "The " + id,
        "https://example.org/" + id,
        id.equals(GUARD) ? null : id + " 1.2.3",
        placement,
        mode,
        "how " + id + " hooks",
        execs ? "wrapped" : "machine",
        claims,
        id.equals(MINE),
        id.equals(MINE) ? "buffer" : null,
        id.equals(MINE) ? List.of("kauditd") : List.of(),
        id.equals(GUARD) ? "a rule" : null,
        id.equals(WRAPPER) ? "It stops at every call." : null,
        "0123456789abcdef".repeat(4));
  }

  /** {@code whyPartial} null: it is complete. */
  SubjectsDocument document(String whyPartial) {
    return document(whyPartial, blocks);
  }

  SubjectsDocument document(String whyPartial, List<SubjectBlock> kept) {
    return new SubjectsDocument(
        null,
        SubjectsDocument.SCHEMA_VERSION,
        "0.1.0-SNAPSHOT (27fe697000)",
        whyPartial == null ? "complete" : "partial",
        whyPartial,
        "2026-11-30T07:00:00Z",
        whyPartial == null ? "2026-11-30T07:20:00Z" : null,
        "quick",
        rounds,
        200,
        1_796_000_000,
        false,
        false,
        ENVIRONMENT,
        List.of("the CPU governor is unknown"),
        List.of(Operation.OPEN, Operation.EXEC),
        List.of(
            facts(MINE, Placement.USER_ASYNC, Mode.NOTIFY, false),
            facts(WRAPPER, Placement.USER_SYNC, Mode.NOTIFY, true),
            facts(GUARD, Placement.USER_SYNC, Mode.AUTH, false)),
        List.of(SENSOR),
        trials,
        kept,
        runs.isEmpty() ? List.of() : List.of("find-read"),
        runs,
        accounts,
        asked,
        faultRuns,
        faults);
  }
}
