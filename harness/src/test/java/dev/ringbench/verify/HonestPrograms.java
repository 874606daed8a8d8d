// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.verify;

import dev.ringbench.experiment.macro.MacroDocument;
import dev.ringbench.experiment.macro.MacroOrder;
import dev.ringbench.experiment.macro.MacroSample;
import dev.ringbench.experiment.macro.measure.MacroRun;
import dev.ringbench.experiment.run.measure.Planner;
import dev.ringbench.model.Availability;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Sensor;
import dev.ringbench.platform.linux.LinuxPlatform;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** Runs of programs as the harness orders them, stopped after any step. */
final class HonestPrograms {
  private static final List<Sensor> SENSORS =
      new Planner(new LinuxPlatform())
          .choose(List.of("bpf-tracepoint")).stream()
              .filter(sensor -> sensor.programs() != null)
              .toList();

  private final long seed;
  private final boolean earlier;
  private final int rounds;
  private final Random random;
  private final List<String> workloads;
  private final List<Availability> availability = new ArrayList<>();

  /** {@code earlier}: as builds did it that gave neighbouring rounds one order. */
  HonestPrograms(long seed, int rounds, boolean earlier) {
    this.seed = seed;
    this.rounds = rounds;
    this.earlier = earlier;
    this.random = new Random(seed);
    this.workloads =
        random.nextBoolean() ? List.of("find-read") : List.of("find-read", "git-status", "compile");
    MacroRun.cells(SENSORS, Handoff.SAME_CPU)
        .forEach(
            cell ->
                availability.add(
                    !cell.equals(MacroOrder.WITHOUT) && random.nextInt(10) == 0
                        ? Availability.refused(cell, "the kernel has no such hook", "use another")
                        : Availability.of(cell)));
  }

  /** The document after so many steps, again and again, and at the end. */
  void each(int steps, Consumer<MacroDocument> consumer) {
    MacroOrder<String> order = new MacroOrder<>(workloads, MacroOrder.sensed(availability), seed);
    List<MacroSample> samples = new ArrayList<>();
    consumer.accept(document(samples, "stopped by a signal"));
    for (int round = 0; round < rounds; round++) {
      for (MacroOrder.Step<String> step :
          earlier ? order.earlierSteps(round) : order.steps(round)) {
        boolean failed = random.nextInt(20) == 0;
        double ms = 100 + random.nextDouble();
        samples.add(
            new MacroSample(
                step.workload(),
                step.cell().sensor(),
                step.cell().handoff(),
                round,
                samples.size(),
                failed ? 0 : ms,
                failed ? 0 : ms / 2,
                0,
                0,
                0L,
                failed ? "exit status 1" : null));
        if (samples.size() % steps == 0) {
          consumer.accept(document(samples, "stopped by a signal"));
        }
      }
    }
    consumer.accept(document(samples, null));
  }

  private MacroDocument document(List<MacroSample> samples, String whyPartial) {
    return new MacroDocument(
        null,
        MacroDocument.SCHEMA_VERSION,
        HonestRuns.VERSION,
        whyPartial == null ? "complete" : "partial",
        whyPartial,
        Instant.now().toString(),
        rounds,
        seed,
        false,
        HonestRuns.ENVIRONMENT,
        List.of(),
        SENSORS,
        availability,
        workloads,
        List.of(),
        samples);
  }
}
