// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.verify;

import dev.ringbench.experiment.run.Block;
import dev.ringbench.experiment.run.FloorSample;
import dev.ringbench.experiment.run.MeasuredBlock;
import dev.ringbench.experiment.run.Plan;
import dev.ringbench.experiment.run.Profile;
import dev.ringbench.experiment.run.RunDocument;
import dev.ringbench.experiment.run.RunForm;
import dev.ringbench.experiment.run.Slot;
import dev.ringbench.experiment.run.measure.Planner;
import dev.ringbench.experiment.run.measure.RunInProgress;
import dev.ringbench.figure.Histograms;
import dev.ringbench.model.Availability;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Environment;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Percentiles;
import dev.ringbench.model.Sensor;
import dev.ringbench.platform.linux.LinuxPlatform;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/**
 * Runs as the harness plans and records them, on a machine that is made up: some rows do not work
 * there, some blocks fail or are disturbed, the clock may be set back, and the run may be stopped
 * after any block.
 */
final class HonestRuns {
  private static final Instant START = Instant.parse("2026-11-01T08:00:00Z");
  private static final LinuxPlatform PLATFORM = new LinuxPlatform();
  static final Environment ENVIRONMENT = RunForm.FORM.read(Tampering.RUN).environment();

  /** What a reader need not know of a machine, and does of one that is stopped. */
  static final String VERSION = "0.1.0 (0123456789)";

  private static final int CLOSED = 40;
  private static final int OPEN = 15;

  private final Random random;
  private final Plan plan;
  private final RunDocument.Run request;
  private final List<Sensor> sensors;
  private final List<Availability> availability;
  private Instant clock = START;

  /**
   * With everything that the seed decides.
   *
   * @param shape forks, rounds, sensors and operations follow from it: small numbers are small runs
   */
  HonestRuns(long seed, int shape) {
    random = new Random(seed ^ 0x5DEECE66DL);
    Planner planner = new Planner(PLATFORM, true, false);
    List<String> all =
        List.of("bpf-tracepoint", "seccomp-notify", "ptrace", "inotify", "fanotify-permission");
    List<String> asked = all.subList(0, 1 + shape % 3);
    sensors = planner.choose(asked);
    List<Operation> operations =
        shape % 2 == 0 ? List.of(Operation.OPEN) : List.of(Operation.OPEN, Operation.EXEC);
    List<Handoff> handoffs =
        shape % 4 == 3 ? List.of(Handoff.SAME_CPU, Handoff.BUSY_POLL) : List.of(Handoff.SAME_CPU);
    availability = new ArrayList<>();
    for (Cell cell : Planner.cells(sensors, operations, handoffs, List.of(0))) {
      availability.add(
          random.nextInt(12) == 0
              ? Availability.refused(cell, "the kernel has no such hook", "use a newer kernel")
              : Availability.of(cell));
    }
    Plan whole =
        planner.plan(
            Profile.QUICK,
            1 + shape / 3 % 3,
            1 + shape % 3,
            seed,
            operations,
            handoffs,
            availability);
    boolean side = shape % 7 == 6;
    plan =
        side
            ? planner.sideOf(whole, asked, availability)
            : shape % 5 == 4 ? whole.withoutFloors() : whole;
    request =
        new RunDocument.Run(
            RunDocument.Status.PARTIAL,
            null,
            START.toString(),
            START.toString(),
            plan.profile(),
            plan.forks(),
            plan.rounds(),
            seed,
            false,
            operations,
            handoffs,
            plan.settings(),
            side ? "a session" : null,
            null);
  }

  /** The document after so many blocks, again and again, and at the end: as it would be saved. */
  void each(int blocks, Consumer<RunDocument> consumer) {
    int done = 0;
    RunInProgress run =
        new RunInProgress(plan, VERSION, sensors, availability, ENVIRONMENT, List.of(), request);
    consumer.accept(ended(run.document("the run was still going on")));
    for (int fork = 0; fork < plan.forks(); fork++) {
      boolean dies = random.nextInt(15) == 0;
      for (Slot slot : plan.schedule(fork)) {
        run.add(slot.cell() == null ? floor(slot) : block(slot, dies && random.nextBoolean()));
        if (++done % blocks == 0) {
          consumer.accept(ended(run.document("stopped by a signal")));
        }
      }
    }
    consumer.accept(ended(run.document("stopped by a signal")));
  }

  /** By the clock of this machine. */
  private RunDocument ended(RunDocument document) {
    RunDocument.Run run = document.run();
    return new RunDocument(
        document.schemaVersion(),
        document.generator(),
        document.version(),
        new RunDocument.Run(
            run.status(),
            run.statusReason(),
            run.startedAt(),
            clock.truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString(),
            run.profile(),
            run.forks(),
            run.rounds(),
            run.seed(),
            run.emulated(),
            run.operations(),
            run.handoffs(),
            run.blockSettings(),
            run.session(),
            run.content()),
        document.environment(),
        document.warnings(),
        document.sensors(),
        document.availability(),
        document.blocks(),
        document.floors(),
        document.histograms(),
        document.instructionCounts(),
        List.of());
  }

  private static MeasuredBlock floor(Slot slot) {
    return new MeasuredBlock(
        null,
        Map.of(),
        List.of(
            new FloorSample(slot.fork(), slot.round(), slot.floor(), slot.handoff(), 40.0, null)));
  }

  private Histogram latencies(int count) {
    Histogram histogram = Histograms.empty();
    for (int i = 0; i < count; i++) {
      histogram.recordValue((long) Math.exp(4 + 2 * Math.abs(random.nextGaussian())));
    }
    return histogram;
  }

  private MeasuredBlock block(Slot slot, boolean fails) {
    clock = clock.plusMillis(50 + random.nextInt(400));
    if (random.nextInt(200) == 0) {
      clock = clock.minusMillis(random.nextInt(5_000_000));
    }
    Cell cell = slot.cell();
    boolean reports =
        cell.operation().isWatched()
            && sensors.stream().anyMatch(s -> s.id().equals(cell.sensor()) && s.reports());
    if (fails) {
      return new MeasuredBlock(
          block(slot, Block.Status.FAILED, "a canary was missed", null, null, null, null),
          Map.of(),
          List.of());
    }
    boolean noisy = random.nextInt(10) == 0;
    Histogram cost = latencies(1 + random.nextInt(CLOSED));
    Map<String, String> histograms = new HashMap<>();
    histograms.put("cost", Histograms.encode(cost));
    Percentiles delays = null;
    Block.Accounting accounting = null;
    if (reports) {
      long open =
          plan.settings().stream()
              .filter(size -> size.operation() == cell.operation())
              .findFirst()
              .orElseThrow()
              .openCount();
      long issued = cost.getTotalCount() + open + random.nextInt(65);
      long delivered = issued - (random.nextBoolean() ? 0 : random.nextInt((int) issued + 1));
      Histogram delay = latencies((int) Math.min(Math.min(OPEN, open), delivered));
      delays = Histograms.figures(delay);
      if (delays != null) {
        histograms.put("delivery", Histograms.encode(delay));
      }
      Long lost = random.nextInt(5) == 0 ? null : Long.valueOf((issued - delivered) / 2);
      accounting = new Block.Accounting(issued, delivered, lost, random.nextInt(3));
    }
    return new MeasuredBlock(
        block(
            slot,
            noisy ? Block.Status.NOISY : Block.Status.OK,
            noisy ? "another process used 20 % of a CPU" : null,
            Histograms.figures(cost),
            delays,
            accounting,
            reports ? new Block.SensorCost(0, 1_000, 2_000, 4096, 3L) : null),
        histograms,
        List.of());
  }

  private Block block(
      Slot slot,
      Block.Status status,
      String reason,
      Percentiles cost,
      Percentiles delivery,
      Block.Accounting accounting,
      Block.SensorCost sensorCost) {
    return new Block(
        slot.fork(),
        slot.round(),
        slot.position(),
        slot.cell().sensor(),
        slot.cell().operation(),
        slot.cell().handoff(),
        slot.cell().rules(),
        clock.toString(),
        status,
        reason,
        null,
        cost,
        delivery,
        null,
        accounting,
        sensorCost,
        0.0);
  }
}
