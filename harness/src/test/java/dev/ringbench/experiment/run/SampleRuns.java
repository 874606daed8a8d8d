// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import dev.ringbench.document.DocumentHead;
import dev.ringbench.figure.Histograms;
import dev.ringbench.model.Availability;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Environment;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Percentiles;
import dev.ringbench.model.Sensor;
import dev.ringbench.platform.linux.HostFacts;
import dev.ringbench.platform.linux.LinuxPlatform;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Made-up documents: latencies that a test names, and everything else as a run would have it. */
public final class SampleRuns {
  private static final int FORKS = 6;
  private static final int ROUNDS = 3;

  private SampleRuns() {}

  /** A cell without hand-off. */
  public static Cell cell(String sensor) {
    return new Cell(sensor, Operation.OPEN, Handoff.NONE);
  }

  /** A cell. */
  public static Cell cell(String sensor, Handoff handoff) {
    return new Cell(sensor, Operation.OPEN, handoff);
  }

  /** The baselines with a consumer that cells of {@code costNs} need, as cheap as those without. */
  private static Map<Cell, Long> withConsumers(Map<Cell, Long> costNs) {
    Map<String, Sensor> sensors = new LinkedHashMap<>();
    new LinuxPlatform().sensors().all().forEach(sensor -> sensors.put(sensor.id(), sensor));
    Map<Cell, Long> all = new LinkedHashMap<>(costNs);
    for (Cell cell : costNs.keySet()) {
      Sensor baseline = sensors.get(sensors.get(cell.sensor()).baseline());
      Long alone = costNs.get(cell(baseline.baseline()));
      if (baseline.consumer() && alone != null) {
        all.putIfAbsent(new Cell(baseline.id(), cell.operation(), cell.handoff()), alone);
      }
    }
    return all;
  }

  /**
   * A complete document with the median cost of each cell, in ns; the placebo is 5 ns off the
   * baseline at most. A baseline with a consumer, where none is given, costs what the one without
   * does.
   */
  public static RunDocument of(Map<Cell, Long> given) {
    Map<Cell, Long> costNs = withConsumers(given);
    List<Block> blocks = new ArrayList<>();
    List<CellHistogram> histograms = new ArrayList<>();
    List<Availability> availability = new ArrayList<>();
    costNs.forEach(
        (cell, ns) -> {
          availability.add(Availability.of(cell));
          for (int fork = 0; fork < FORKS; fork++) {
            Histogram histogram = Histograms.empty();
            for (int round = 0; round < ROUNDS; round++) {
              blocks.add(block(cell, fork, round, ns + fork - 3L));
              histogram.recordValue(ns + fork - 3L);
            }
            histograms.add(
                new CellHistogram(
                    fork,
                    cell.sensor(),
                    cell.operation(),
                    cell.handoff(),
                    cell.rules(),
                    "cost",
                    Histograms.encode(histogram)));
          }
        });
    return document(availability, blocks, histograms, RunDocument.Status.COMPLETE);
  }

  /** The same with other blocks. */
  public static RunDocument with(RunDocument document, List<Block> blocks) {
    return document(
        document.availability(), blocks, document.histograms(), document.run().status());
  }

  /** The same with other availability. */
  public static RunDocument withAvailability(
      RunDocument document, List<Availability> availability) {
    return document(
        availability, document.blocks(), document.histograms(), document.run().status());
  }

  private static Block block(Cell cell, int fork, int round, long ns) {
    boolean reports = cell.handoff() != Handoff.NONE && !cell.sensor().startsWith("idle-consumer");
    return new Block(
        fork,
        round,
        0,
        cell.sensor(),
        cell.operation(),
        cell.handoff(),
        cell.rules(),
        "2026-01-01T00:00:00Z",
        Block.Status.OK,
        null,
        null,
        new Percentiles(1000, ns, ns, 2 * ns, 3 * ns, 4 * ns),
        reports ? new Percentiles(100, ns, ns / 2, ns, ns, ns) : null,
        null,
        reports ? new Block.Accounting(1000, 990, 6L, 0) : null,
        reports ? new Block.SensorCost(900, 900_000, 900_000, 4096, 450L) : null,
        0.0);
  }

  private static RunDocument document(
      List<Availability> availability,
      List<Block> blocks,
      List<CellHistogram> histograms,
      RunDocument.Status status) {
    Environment environment = new HostFacts(Path.of("/nonexistent")).read();
    List<Sensor> sensors = new LinuxPlatform().sensors().all();
    return new RunDocument(
        RunDocument.SCHEMA_VERSION,
        DocumentHead.GENERATOR,
        "0.0.0-test",
        new RunDocument.Run(
            status,
            status == RunDocument.Status.COMPLETE ? null : "a test",
            "2026-01-01T00:00:00Z",
            "2026-01-01T00:03:00Z",
            "quick",
            FORKS,
            ROUNDS,
            1,
            false,
            List.of(Operation.OPEN),
            List.of(Handoff.SAME_CPU, Handoff.OTHER_CPU, Handoff.BUSY_POLL),
            List.of(new RunDocument.BlockSettings(Operation.OPEN, 1000, 1000, 100, 1000)),
            null,
            null),
        environment,
        List.of(),
        sensors,
        availability,
        blocks,
        List.of(
            new FloorSample(0, 0, "handoff-floor", Handoff.SAME_CPU, 4000.0, null),
            new FloorSample(0, 0, "bare-seccomp-notify", Handoff.SAME_CPU, null, "not permitted")),
        histograms,
        List.of(),
        List.of());
  }
}
