// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import dev.ringbench.counted.InstructionCount;
import dev.ringbench.document.SensorReferences;
import dev.ringbench.figure.Histograms;
import dev.ringbench.model.Availability;
import dev.ringbench.model.Environment;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Sensor;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * One run, with everything that a report needs: a report never needs the machine that measured. The
 * form is fixed by results/schema/ringbench-result-2.schema.json.
 *
 * @param schemaVersion {@link #SCHEMA_VERSION} of the writer
 * @param generator always "ringbench"
 * @param version of Ringbench
 * @param instructionCounts of a counting guest; empty for runs that measured time
 * @param references pairs that the host measured beside an emulated guest
 * @param warnings what spoils figures on this machine and what to do, a sentence each
 */
public record RunDocument(
    int schemaVersion,
    String generator,
    String version,
    Run run,
    Environment environment,
    List<String> warnings,
    List<Sensor> sensors,
    List<Availability> availability,
    List<Block> blocks,
    List<FloorSample> floors,
    List<CellHistogram> histograms,
    List<InstructionCount> instructionCounts,
    List<NativeReference> references) {

  /** Defensive copies. */
  public RunDocument {
    instructionCounts = List.copyOf(instructionCounts);
    references = List.copyOf(references);
  }

  /** What in it no schema can forbid and no reader can work with; null: nothing. */
  String firstContradiction() {
    Stream<String> named =
        Stream.of(
                availability.stream().map(tried -> tried.cell().sensor()),
                blocks.stream().map(Block::sensor),
                histograms.stream().map(CellHistogram::sensor),
                instructionCounts.stream().map(InstructionCount::sensor))
            .flatMap(ids -> ids);
    String unknown = SensorReferences.firstContradictionWithBaselines(sensors, named);
    if (unknown != null) {
      return unknown;
    }
    for (CellHistogram histogram : histograms) {
      String defect = Histograms.defectOf(histogram.encoded());
      if (defect != null) {
        return "the %s of %s in fork %d is %s"
            .formatted(histogram.metric(), histogram.cell(), histogram.fork(), defect);
      }
    }
    return null;
  }

  /** The same document with what the host measured beside it. */
  public RunDocument withReferences(List<NativeReference> measured) {
    return with(run, measured);
  }

  /** The same document, with another reason why it is partial, if it is. */
  public RunDocument withPartialReason(String reason) {
    return run.status() == Status.PARTIAL ? with(run.because(reason), references) : this;
  }

  private RunDocument with(Run newRun, List<NativeReference> newReferences) {
    return new RunDocument(
        schemaVersion,
        generator,
        version,
        newRun,
        environment,
        warnings,
        sensors,
        availability,
        blocks,
        floors,
        histograms,
        instructionCounts,
        newReferences);
  }

  /** Of the documents that this code writes. */
  public static final int SCHEMA_VERSION = 2;

  /** Whether all planned blocks are in. */
  public enum Status {
    /** All of them. */
    COMPLETE,
    /** The run was stopped, or is still going on. */
    PARTIAL
  }

  /**
   * How it was measured.
   *
   * @param status see {@link Status}
   * @param statusReason why it is partial; null when complete
   * @param startedAt UTC, ISO 8601
   * @param finishedAt the last time that the document was written
   * @param forks planned benchmark JVMs
   * @param rounds planned rounds a fork
   * @param seed of every shuffle and of the bootstrap
   * @param emulated whether an emulator ran the machine: never ranked against others
   * @param blockSettings sizes of the blocks by operation
   * @param session shared by documents that were measured in turn, block by block, so that their
   *     rounds are pairs; null: measured alone
   * @param content SHA-256 of what events were compared with, by number of rules; null: not known
   * @param sessions times at which the same was measured, in the order of their forks; null: one
   * @param precision what was asked for: forks were added until half of each interval was at most
   *     this part of its row's latency, or the limit was reached; null: not asked for
   */
  public record Run(
      Status status,
      String statusReason,
      String startedAt,
      String finishedAt,
      String profile,
      int forks,
      int rounds,
      long seed,
      boolean emulated,
      List<Operation> operations,
      List<Handoff> handoffs,
      List<BlockSettings> blockSettings,
      String session,
      Map<Integer, String> content,
      List<Session> sessions,
      Double precision) {
    /** Defensive copies. */
    public Run {
      sessions = sessions == null ? null : List.copyOf(sessions);
      content = content == null ? null : Collections.unmodifiableMap(new TreeMap<>(content));
    }

    /** Measured at one time. */
    public Run(
        Status status,
        String statusReason,
        String startedAt,
        String finishedAt,
        String profile,
        int forks,
        int rounds,
        long seed,
        boolean emulated,
        List<Operation> operations,
        List<Handoff> handoffs,
        List<BlockSettings> blockSettings,
        String session,
        Map<Integer, String> content) {
      this(
          status,
          statusReason,
          startedAt,
          finishedAt,
          profile,
          forks,
          rounds,
          seed,
          emulated,
          operations,
          handoffs,
          blockSettings,
          session,
          content,
          null,
          null);
    }

    private Run because(String reason) {
      return new Run(
          status,
          reason,
          startedAt,
          finishedAt,
          profile,
          forks,
          rounds,
          seed,
          emulated,
          operations,
          handoffs,
          blockSettings,
          session,
          content,
          sessions,
          precision);
    }

    /** Which session a fork belongs to, from 0; forks are numbered through all of them. */
    public int sessionOf(int fork) {
      int session = 0;
      for (int i = 1; sessions != null && i < sessions.size(); i++) {
        session = fork >= sessions.get(i).firstFork() ? i : session;
      }
      return session;
    }

    /** How many there are, or will be; 1 where nobody asked for several. */
    public int sessionCount() {
      return sessions == null ? 1 : Math.max(1, sessions.size());
    }
  }

  /**
   * One of several times at which the same was measured.
   *
   * @param firstFork the number of its first fork
   * @param startedAt UTC, ISO 8601
   */
  public record Session(int firstFork, String startedAt) {}

  /**
   * Sizes of the blocks of one operation.
   *
   * @param closedCount operations of a closed loop, at most
   * @param closedLimitNs its time limit
   * @param openCount operations of an open loop
   * @param openRatePerSecond its stated rate
   */
  public record BlockSettings(
      Operation operation,
      int closedCount,
      long closedLimitNs,
      int openCount,
      int openRatePerSecond) {}
}
