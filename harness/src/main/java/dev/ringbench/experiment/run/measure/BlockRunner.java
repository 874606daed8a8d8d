// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run.measure;

import dev.ringbench.document.DocumentJson;
import dev.ringbench.experiment.run.Block;
import dev.ringbench.experiment.run.MeasuredBlock;
import dev.ringbench.experiment.run.RunDocument.BlockSettings;
import dev.ringbench.experiment.run.Slot;
import dev.ringbench.figure.Histograms;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Percentiles;
import dev.ringbench.model.Sensor;
import dev.ringbench.platform.SensorException;
import dev.ringbench.platform.SensorPlatform;
import dev.ringbench.platform.WorkloadSession;
import dev.ringbench.platform.WorkloadSession.SampleBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/**
 * Measures one slot after another inside a benchmark JVM, in three steps that JMH calls: {@link
 * #prepare} (attach, canary, warm up), {@link #measure} (the closed loop) and {@link #finish} (the
 * open loop, the accounting, the second canary, detach). A sensor that fails is a result of its
 * block and never an exception.
 */
public final class BlockRunner implements AutoCloseable {
  private static final int WARM_UP_OPERATIONS = 64;
  private static final long WARM_UP_LIMIT_NS = 10_000_000;

  private final SensorPlatform platform;
  private final WorkloadSession session;
  private final Map<Operation, BlockSettings> settings = new HashMap<>();
  private final FloorRunner floors;
  private final Set<String> reporting;
  private final Set<String> consumers;
  private final Turns turns;

  private int step;
  private boolean warm;
  private Slot slot;
  private BlockSettings sizes;
  private SensorPlatform.LoadSnapshot loadBefore;
  private Instant startedAt;
  private SensorException failure;
  private Histogram cost;
  private WorkloadSession.Accounting beforeClosed;
  private WorkloadSession.Accounting afterClosed;

  /** Opens the workload for the calling thread. */
  public BlockRunner(SensorPlatform platform, WorkloadSession session, ForkPlan plan) {
    this.platform = platform;
    this.session = session;
    this.floors = new FloorRunner(platform, session, java.nio.file.Path.of(plan.workDir()));
    this.reporting = sensors(platform, Sensor::reports);
    this.consumers = sensors(platform, Sensor::consumer);
    plan.settings().forEach(size -> settings.put(size.operation(), size));
    this.turns = Turns.at(plan.turns());
    // After those of all forks before; 0 is the probing.
    this.step = 1 + (plan.slots().size() + 1) * plan.slots().get(0).fork();
  }

  private static Set<String> sensors(SensorPlatform platform, Predicate<Sensor> which) {
    return platform.sensors().stream()
        .filter(which)
        .map(Sensor::id)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Waits for its turn, attaches the slot's sensor and wants its canary. */
  public void prepare(Slot next) {
    turns.next(step++);
    if (!warm && next.cell() != null) {
      warm = true;
      discard(next);
      if (failure != null) {
        return; // it is the block's own result
      }
    }
    begin(next);
  }

  /** The first block of a process is slower than those after it, some by half. */
  private void discard(Slot first) {
    begin(first);
    DocumentJson.mapper().writeValueAsString(finish(measure()));
  }

  private void begin(Slot next) {
    slot = next;
    failure = null;
    cost = Histograms.empty();
    beforeClosed = null;
    afterClosed = null;
    startedAt = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    loadBefore = platform.load();
    if (slot.cell() == null) {
      return;
    }
    sizes = settings.get(slot.cell().operation());
    try {
      session.attach(slot.cell());
      session.canary();
      session.runClosed(WARM_UP_OPERATIONS, WARM_UP_LIMIT_NS);
      session.settle();
      beforeClosed = session.accounting();
    } catch (SensorException e) {
      failure = e;
    }
  }

  /**
   * The closed loop: this is what the benchmark method times.
   *
   * @return operations done
   */
  public int measure() {
    if (slot.cell() == null || failure != null) {
      return 0;
    }
    try {
      return session.runClosed(sizes.closedCount(), sizes.closedLimitNs());
    } catch (SensorException e) {
      failure = e;
      return 0;
    }
  }

  /** Everything after the closed loop of {@code operations}; nothing is attached afterwards. */
  public MeasuredBlock finish(int operations) {
    if (slot.cell() == null) {
      return new MeasuredBlock(null, Map.of(), floors.measure(slot));
    }
    Histogram delivery = Histograms.empty();
    Histogram verdict = Histograms.empty();
    WorkloadSession.Accounting total = null;
    try {
      if (failure == null) {
        recordCost(operations);
        session.settle();
        afterClosed = session.accounting();
        if (reports()) {
          session.runOpen(sizes.openCount(), 1_000_000_000L / sizes.openRatePerSecond());
          session.settle();
          recordDelays(delivery, verdict);
        }
        session.canary();
        total = session.accounting();
      }
    } catch (SensorException e) {
      failure = e;
    } finally {
      detach();
    }
    return failure == null
        ? measured(total, delivery, verdict)
        : new MeasuredBlock(failed(failure), Map.of(), List.of());
  }

  /** Whether there are events to account for. */
  private boolean reports() {
    return slot.cell().operation().isWatched() && reporting.contains(slot.cell().sensor());
  }

  private void detach() {
    try {
      session.detach();
    } catch (SensorException e) {
      if (failure == null) {
        failure = e;
      }
    }
  }

  private void recordCost(int operations) {
    SampleBuffer samples = session.samples();
    for (int i = 0; i < operations; i++) {
      cost.recordValue(samples.endNs(i) - samples.startNs(i));
    }
  }

  private void recordDelays(Histogram delivery, Histogram verdict) {
    SampleBuffer samples = session.samples();
    for (int i = 0; i < sizes.openCount(); i++) {
      // A stamp from before the operation was due is of an operation before it.
      if (samples.deliveredNs(i) >= samples.intendedNs(i)) {
        delivery.recordValue(samples.deliveredNs(i) - samples.intendedNs(i));
      }
      if (samples.verdictNs(i) >= samples.intendedNs(i)) {
        verdict.recordValue(samples.verdictNs(i) - samples.intendedNs(i));
      }
    }
  }

  private MeasuredBlock measured(
      WorkloadSession.Accounting total, Histogram delivery, Histogram verdict) {
    Map<String, String> histograms = new HashMap<>();
    histograms.put("cost", Histograms.encode(cost));
    if (delivery.getTotalCount() > 0) {
      histograms.put("delivery", Histograms.encode(delivery));
    }
    if (verdict.getTotalCount() > 0) {
      histograms.put("verdict", Histograms.encode(verdict));
    }
    SensorPlatform.LoadSnapshot now = platform.load();
    String disturbance = now.disturbanceSince(loadBefore);
    boolean process = total.peakRssKib() > 0;
    Block block =
        block(
            disturbance == null ? Block.Status.OK : Block.Status.NOISY,
            disturbance,
            null,
            Histograms.figures(cost),
            Histograms.figures(delivery),
            Histograms.figures(verdict),
            reports() ? accountingOf(total) : null,
            process ? sensorCost(total) : null,
            now.stealSince(loadBefore));
    return new MeasuredBlock(block, histograms, List.of());
  }

  private static Block.Accounting accountingOf(WorkloadSession.Accounting total) {
    return new Block.Accounting(total.issued(), total.delivered(), total.lost(), total.foreign());
  }

  private Block.SensorCost sensorCost(WorkloadSession.Accounting total) {
    return new Block.SensorCost(
        afterClosed.delivered() - beforeClosed.delivered(),
        afterClosed.cpuUserNs() - beforeClosed.cpuUserNs(),
        afterClosed.cpuSystemNs() - beforeClosed.cpuSystemNs(),
        total.peakRssKib(),
        consumers.contains(slot.cell().sensor())
            ? Long.valueOf(afterClosed.voluntarySwitches() - beforeClosed.voluntarySwitches())
            : null);
  }

  private Block failed(SensorException why) {
    return block(
        Block.Status.FAILED,
        why.getMessage(),
        why.remedy(),
        null,
        null,
        null,
        null,
        null,
        platform.load().stealSince(loadBefore));
  }

  private Block block(
      Block.Status status,
      String reason,
      String remedy,
      Percentiles costs,
      Percentiles delivery,
      Percentiles verdict,
      Block.Accounting accounting,
      Block.SensorCost sensorCost,
      Double steal) {
    return new Block(
        slot.fork(),
        slot.round(),
        slot.position(),
        slot.cell().sensor(),
        slot.cell().operation(),
        slot.cell().handoff(),
        slot.cell().rules(),
        startedAt.toString(),
        status,
        reason,
        remedy,
        costs,
        delivery,
        verdict,
        accounting,
        sensorCost,
        steal);
  }

  /** In a turn, too: what ends here would disturb the other's last block. */
  @Override
  public void close() {
    try (session) {
      turns.next(step);
    } finally {
      turns.close();
    }
  }
}
