// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.macro.measure;

import dev.ringbench.experiment.macro.MacroDocument;
import dev.ringbench.experiment.macro.MacroOrder;
import dev.ringbench.experiment.macro.MacroSample;
import dev.ringbench.model.Availability;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Environment;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Sensor;
import dev.ringbench.platform.LoadBench;
import dev.ringbench.platform.LoadBenches;
import dev.ringbench.platform.MachineFacts;
import dev.ringbench.platform.SensorException;
import dev.ringbench.programs.MacroWorkload;
import dev.ringbench.programs.SourceTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Runs every workload with every sensor in rounds, each in a fresh order that follows from the
 * seed. Each run has one without a sensor right before or after it: machines that are slow for a
 * minute are slow for both. {@link #document} gives what there is so far at any moment.
 */
public final class MacroRun {
  private static final int TIMEOUT_SECONDS = 120;
  private static final Cell WITHOUT = MacroOrder.WITHOUT;

  private final LoadBenches benches;
  private final Settings settings;
  private final List<Sensor> sensors;
  private final List<Availability> availability;
  private final List<String> missing = new ArrayList<>();
  private final List<MacroWorkload> possible = new ArrayList<>();
  private final Environment environment;
  private final boolean emulated;
  private final List<String> warnings;
  private final List<MacroSample> samples = new ArrayList<>();

  /** What was asked for. */
  public record Settings(
      String version, String startedAt, List<MacroWorkload> workloads, int rounds, long seed) {}

  /** For sensors that were tried. */
  public MacroRun(
      MachineFacts machine,
      LoadBenches benches,
      Settings settings,
      List<Sensor> sensors,
      List<Availability> availability) {
    this.benches = benches;
    this.settings = settings;
    this.sensors = List.copyOf(sensors);
    this.availability = List.copyOf(availability);
    this.environment = machine.environment();
    this.emulated = machine.emulated();
    this.warnings = machine.warnings(environment);
    for (MacroWorkload workload : settings.workloads()) {
      List<String> absent =
          workload.programs().stream().filter(name -> !isInstalled(name)).toList();
      if (absent.isEmpty()) {
        possible.add(workload);
      } else {
        missing.add(
            workload + ": install " + String.join(", ", absent) + ", which is not on the PATH");
      }
    }
  }

  private static boolean isInstalled(String program) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }

  /**
   * The rows that there are: what each sensor watches of everybody, with the hand-off where it has
   * a consumer.
   */
  public static List<Cell> cells(List<Sensor> sensors, Handoff handoff) {
    return sensors.stream()
        .filter(sensor -> sensor.programs() != null)
        .map(
            sensor ->
                new Cell(
                    sensor.id(), sensor.programs(), sensor.consumer() ? handoff : Handoff.NONE))
        .toList();
  }

  /**
   * All rounds.
   *
   * @param workDir of the sensors' bench
   * @param directory of the programs
   * @param before hears of each step
   * @param after hears when a round is in
   */
  public void measure(Path workDir, Path directory, Consumer<String> before, Runnable after) {
    Path tree = SourceTree.pack(directory);
    MacroOrder<MacroWorkload> order =
        new MacroOrder<>(possible, MacroOrder.sensed(availability), settings.seed());
    int done = 0;
    try (LoadBench bench = benches.open(workDir)) {
      for (int round = 0; round < settings.rounds(); round++) {
        for (MacroOrder.Step<MacroWorkload> step : order.steps(round)) {
          before.accept(
              "round "
                  + (round + 1)
                  + "/"
                  + settings.rounds()
                  + " "
                  + step.workload()
                  + " "
                  + step.cell().sensor());
          add(run(bench, step, round, done++, tree.toString()));
        }
        after.run();
      }
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("find a free port", e);
    }
  }

  private MacroSample run(
      LoadBench bench, MacroOrder.Step<MacroWorkload> step, int round, int number, String tree) {
    Cell cell = step.cell();
    MacroWorkload workload = step.workload();
    int port = freePort();
    try {
      // Made ready without a sensor: what it leaves in queues is nobody's.
      bench.attachForPrograms(WITHOUT);
      bench.runPrograms(workload.before(tree, port), TIMEOUT_SECONDS);
      bench.attachForPrograms(cell);
      LoadBench.Programs took = bench.runPrograms(workload.timed(tree, port), TIMEOUT_SECONDS);
      bench.detach();
      if (took.status() != 0) {
        return MacroSample.failed(
            workload.toString(),
            cell.sensor(),
            cell.handoff(),
            round,
            number,
            "exit status " + took.status());
      }
      return new MacroSample(
          workload.toString(),
          cell.sensor(),
          cell.handoff(),
          round,
          number,
          took.elapsedNs() / 1e6,
          (took.userNs() + took.systemNs()) / 1e6,
          took.sensorCpuNs() / 1e6,
          took.delivered(),
          took.lostUnknown() ? null : Long.valueOf(took.lost()),
          null);
    } catch (SensorException e) {
      return MacroSample.failed(
          workload.toString(),
          cell.sensor(),
          cell.handoff(),
          round,
          number,
          e.getMessage() + "; " + e.remedy());
    }
  }

  private synchronized void add(MacroSample sample) {
    samples.add(sample);
  }

  /** Everything so far; {@code whyPartial} null: it is all. */
  public synchronized MacroDocument document(String whyPartial) {
    return new MacroDocument(
        null,
        MacroDocument.SCHEMA_VERSION,
        settings.version(),
        whyPartial == null ? "complete" : "partial",
        whyPartial,
        settings.startedAt(),
        settings.rounds(),
        settings.seed(),
        emulated,
        environment,
        warnings,
        sensors,
        availability,
        settings.workloads().stream().map(MacroWorkload::toString).toList(),
        missing,
        samples);
  }
}
