// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.capacity.measure;

import dev.ringbench.experiment.capacity.CapacityDocument;
import dev.ringbench.experiment.capacity.CapacityPoint;
import dev.ringbench.experiment.capacity.CapacityProfile;
import dev.ringbench.experiment.capacity.CapacityRow;
import dev.ringbench.experiment.capacity.CapacityRow.Status;
import dev.ringbench.experiment.capacity.FleetRates;
import dev.ringbench.experiment.capacity.FleetReplay;
import dev.ringbench.model.Arrivals;
import dev.ringbench.model.Availability;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Environment;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Sensor;
import dev.ringbench.platform.BareLoops;
import dev.ringbench.platform.LoadBench;
import dev.ringbench.platform.LoadBench.Offer;
import dev.ringbench.platform.LoadBenches;
import dev.ringbench.platform.MachineFacts;
import dev.ringbench.platform.SensorException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Measures one row after another, in an order that follows from the seed. {@link #document} gives
 * what there is so far at any moment.
 */
public final class CapacityRun {
  private static final int FLEET_PARTS = 20;
  private static final int BARE_PAIRS = 3;
  private static final int BARE_OPERATIONS = 20_000;

  private final LoadBenches benches;
  private final BareLoops bareLoops;
  private final Settings settings;
  private final Map<String, Sensor> sensors;
  private final Environment environment;
  private final boolean emulated;
  private final List<String> warnings;
  private final Map<String, String> queueLimits;
  private final List<Sensor> described;
  private final List<CapacityRow> rows = new ArrayList<>();
  private final List<FleetReplay.Row> fleetRows = new ArrayList<>();

  /**
   * What was asked for.
   *
   * @param fleet null: no replay
   */
  public record Settings(
      String version,
      String startedAt,
      CapacityProfile profile,
      List<Integer> threads,
      List<Integer> queueBytes,
      Arrivals fleet,
      long seed,
      Map<Integer, String> content) {}

  /** A row that is to be measured. */
  private record Wanted(Cell cell, int threads, int queueBytes) {}

  /** For the sensors that were chosen. */
  public CapacityRun(
      MachineFacts machine,
      LoadBenches benches,
      BareLoops bareLoops,
      Settings settings,
      List<Sensor> sensors) {
    this.benches = benches;
    this.bareLoops = bareLoops;
    this.settings = settings;
    this.sensors = sensors.stream().collect(Collectors.toMap(Sensor::id, Function.identity()));
    // All of it now: the last document may be wanted when the process is ending.
    this.environment = machine.environment();
    this.emulated = machine.emulated();
    this.warnings = machine.warnings(environment);
    this.queueLimits = benches.queueLimits();
    this.described = List.copyOf(sensors);
  }

  /** Nothing at all beside the workload: not even the process that a baseline may have. */
  private String withoutSensor(Sensor sensor) {
    Sensor baseline = sensors.get(sensor.baseline());
    while (baseline.consumer()) {
      baseline = sensors.get(baseline.baseline());
    }
    return baseline.id();
  }

  /** Everything; {@code before} hears of each row, {@code after} when it is in. */
  public void measure(
      List<Availability> availability, Path workDir, Consumer<String> before, Runnable after) {
    List<Wanted> wanted = new ArrayList<>();
    for (Availability tried : availability) {
      for (int threads : settings.threads()) {
        for (int queueBytes : settings.queueBytes()) {
          if (tried.available()) {
            wanted.add(new Wanted(tried.cell(), threads, queueBytes));
          } else {
            add(
                CapacityRow.without(
                    tried.cell(),
                    threads,
                    queueBytes,
                    Status.UNAVAILABLE,
                    tried.reason(),
                    tried.remedy()));
          }
        }
      }
    }
    Collections.shuffle(wanted, new Random(settings.seed()));
    try (LoadBench bench = benches.open(workDir)) {
      CapacitySearch search = new CapacitySearch(bench, settings.profile(), this::withoutSensor);
      int done = 0;
      for (Wanted next : wanted) {
        before.accept(++done + "/" + wanted.size() + " " + next.cell());
        Sensor sensor = sensors.get(next.cell().sensor());
        if (settings.fleet() == null) {
          CapacityRow row = search.measure(sensor, next.cell(), next.threads(), next.queueBytes());
          add(row.withBare(barePairs(bench, next, workDir)));
        } else if (sensor.reports()) {
          addFleet(replay(bench, sensor, next));
        }
        after.run();
      }
    }
  }

  /** Each time with a fresh sensor, which is gone while the other runs. */
  private List<CapacityRow.BarePair> barePairs(LoadBench bench, Wanted row, Path workDir) {
    Cell cell = row.cell();
    if (cell.operation() != Operation.OPEN
        || cell.rules() > 0
        || row.threads() > 1
        || !bareLoops.names().contains(cell.sensor())) {
      return List.of();
    }
    List<CapacityRow.BarePair> pairs = new ArrayList<>();
    boolean reports = sensors.get(cell.sensor()).reports();
    try {
      for (int i = 0; i < BARE_PAIRS; i++) {
        bench.attach(cell, row.threads(), row.queueBytes(), reports);
        double ours = bench.run(Offer.unpaced(settings.profile().pointMillis())).offeredPerSecond();
        bench.detach();
        double bare =
            bareLoops.run(cell.sensor(), cell.handoff(), BARE_OPERATIONS, workDir).perSecond();
        pairs.add(new CapacityRow.BarePair(ours, bare));
      }
    } catch (SensorException e) {
      return List.of(); // the sensor's own row says what does not work here
    }
    return pairs;
  }

  private synchronized void add(CapacityRow row) {
    rows.add(row);
  }

  private synchronized void addFleet(FleetReplay.Row row) {
    fleetRows.add(row);
  }

  private FleetReplay.Row replay(LoadBench bench, Sensor sensor, Wanted wanted) {
    List<CapacityPoint> points = new ArrayList<>();
    String reason = null;
    long seed = settings.seed();
    List<Double> rates = FleetRates.CONTAINER_HOSTS.rates(FLEET_PARTS);
    try {
      bench.attach(wanted.cell(), wanted.threads(), wanted.queueBytes(), true);
      for (double rate : rates) {
        Offer offer = new Offer(rate, settings.profile().pointMillis(), settings.fleet(), seed++);
        points.add(LoadPoint.of(null, rate, bench.run(offer), true, sensor.mergesEqualEvents()));
      }
      bench.detach();
    } catch (SensorException e) {
      reason = e.getMessage() + "; " + e.remedy();
    }
    Cell cell = wanted.cell();
    return new FleetReplay.Row(
        cell.sensor(),
        cell.operation(),
        cell.handoff(),
        cell.rules(),
        wanted.threads(),
        wanted.queueBytes(),
        rates.size(),
        reason,
        points);
  }

  /** Everything so far; {@code whyPartial} null: it is all. */
  public synchronized CapacityDocument document(String whyPartial) {
    return new CapacityDocument(
        null,
        CapacityDocument.SCHEMA_VERSION,
        settings.version(),
        whyPartial == null ? "complete" : "partial",
        whyPartial,
        settings.startedAt(),
        settings.profile().toString(),
        settings.seed(),
        emulated,
        environment,
        warnings,
        queueLimits,
        described,
        rows,
        settings.fleet() == null
            ? null
            : new FleetReplay(FleetRates.CONTAINER_HOSTS, settings.fleet(), fleetRows),
        settings.content());
  }
}
