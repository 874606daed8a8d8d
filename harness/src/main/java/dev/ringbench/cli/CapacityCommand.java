// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.content.GeneratedRules;
import dev.ringbench.experiment.capacity.CapacityDocument;
import dev.ringbench.experiment.capacity.CapacityProfile;
import dev.ringbench.experiment.capacity.CapacityReading;
import dev.ringbench.experiment.capacity.measure.CapacityRun;
import dev.ringbench.experiment.run.measure.Planner;
import dev.ringbench.files.OutputFile;
import dev.ringbench.measure.RunLock;
import dev.ringbench.model.Arrivals;
import dev.ringbench.model.Availability;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Nearest;
import dev.ringbench.model.Operation;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.model.Sensor;
import dev.ringbench.platform.LoadBench;
import dev.ringbench.platform.MachineChanges;
import dev.ringbench.platform.Platforms;
import dev.ringbench.platform.SensorPlatform;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Sensors at full load. */
@Command(
    name = "capacity",
    description = {
      "Finds the highest rate of events that each sensor holds without a loss.",
      "Also shows what happens at half of that rate, at the rate itself, and at twice the rate."
    },
    footer = {
      "",
      "  ringbench capacity --operations open",
      "  ringbench capacity --sensors bpf-tracepoint,bpf-ringbuf-percpu --threads 1,2,4",
      "  ringbench capacity --sensors fanotify-notify --fleet bursts"
    })
final class CapacityCommand implements Callable<Integer> {
  private static final int SMALLEST_QUEUE_BYTES = 4096;

  @Option(
      names = "--profile",
      defaultValue = "quick",
      paramLabel = "NAME",
      description =
          "How long to measure: quick (2 minutes an operation) or standard (10 minutes). Default: quick.")
  private String profileName;

  @Option(
      names = "--operations",
      split = ",",
      converter = Names.OperationName.class,
      paramLabel = "NAME",
      description = "Operations to load; `ringbench run --help` lists them. Default: open.")
  private List<Operation> operations = List.of(Operation.OPEN);

  @Option(
      names = "--handoff",
      split = ",",
      converter = Names.HandoffName.class,
      paramLabel = "NAME",
      description =
          "How the sensor waits: same-cpu, other-cpu or busy-poll. Default: other-cpu on two CPUs or more.")
  private List<Handoff> handoffs = List.of();

  @Option(
      names = "--threads",
      split = ",",
      paramLabel = "N",
      description =
          "Threads that produce events, 1 to 16. Several numbers show how a hook scales. Default: 1.")
  private List<Integer> threads = List.of(1);

  @Option(
      names = "--queue-bytes",
      split = ",",
      paramLabel = "N",
      description =
          "Size of the event queue: a power of two from 4096. For fanotify, more than 2097152 means no limit. Default: 0, which is 2097152 bytes, or the system's own size.")
  private List<Integer> queueBytes = List.of(0);

  @Option(
      names = "--rules",
      split = ",",
      paramLabel = "N",
      description = "Number of rules that each event is compared with. Default: 0.")
  private List<Integer> rules = List.of(0);

  @Option(
      names = "--fleet",
      paramLabel = "ARRIVALS",
      description =
          "Replay published rates of a fleet of container hosts instead of searching. Arrivals are poisson, or bursts (half of the events in a tenth of the time).")
  private String fleetName;

  @Mixin private LoadOptions options;

  @Override
  public Integer call() {
    CapacityProfile profile = profile();
    Arrivals fleet = fleet();
    check();
    SensorPlatform platform = Platforms.current();
    Planner planner = options.planner(platform);
    List<Sensor> chosen = options.choose(planner);
    planner.check(options.named(), operations);
    Instant started = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    OutputFile file = options.file("capacity");
    return RunLock.holding(
        () -> {
          Leftovers.remove(platform.changes(), System.err);
          CapacityRun run =
              new CapacityRun(
                  platform.machine(),
                  platform.loadBenches(),
                  platform.bareLoops(),
                  new CapacityRun.Settings(
                      Version.text(),
                      started.toString(),
                      profile,
                      threads,
                      queueBytes,
                      fleet,
                      options.seed(started),
                      GeneratedRules.fingerprints(rules)),
                  chosen);
          return measure(platform, planner, chosen, run, file);
        });
  }

  private CapacityProfile profile() {
    return List.of(CapacityProfile.values()).stream()
        .filter(known -> known.toString().equals(profileName))
        .findFirst()
        .orElseThrow(
            () ->
                RingbenchException.badInput(
                    "--profile: "
                        + Nearest.unknown("profile", profileName, CapacityProfile.names())));
  }

  private Arrivals fleet() {
    if (fleetName == null) {
      return null;
    }
    return switch (fleetName) {
      case "poisson" -> Arrivals.POISSON;
      case "bursts" -> Arrivals.BURSTS;
      default ->
          throw RingbenchException.badInput(
              "--fleet " + fleetName + ": there are poisson, bursts.");
    };
  }

  private void check() {
    for (int count : threads) {
      if (count < 1 || count > LoadBench.MOST_THREADS) {
        throw RingbenchException.badInput(
            "--threads " + count + ": use 1 to " + LoadBench.MOST_THREADS + ".");
      }
    }
    for (int bytes : queueBytes) {
      if (bytes != 0 && (bytes < SMALLEST_QUEUE_BYTES || Integer.bitCount(bytes) != 1)) {
        throw RingbenchException.badInput(
            "--queue-bytes " + bytes + ": use 0 or a power of two from 4096.");
      }
    }
    RunOptions.checkRules(rules);
  }

  private List<Handoff> chosenHandoffs(SensorPlatform platform) {
    return handoffs.isEmpty() ? List.of(LoadOptions.usualHandoff(platform.sensors())) : handoffs;
  }

  private int measure(
      SensorPlatform platform,
      Planner planner,
      List<Sensor> chosen,
      CapacityRun run,
      OutputFile file) {
    List<Availability> availability =
        planner.probe(
            Planner.cells(chosen, operations, chosenHandoffs(platform), rules),
            platform.files().workDir(),
            cell -> RunProgress.showLine("trying " + cell));
    planner.demandBaseline(availability);
    MachineChanges.Undo limited = platform.changes().limitResidue(planner.measured(availability));
    GrowingDocument document =
        new GrowingDocument(
            file, whyPartial -> CapacityDocument.FORM.content(run.document(whyPartial)), () -> {});
    try (limited;
        document) {
      run.measure(availability, platform.files().workDir(), RunProgress::showLine, document::save);
      document.finish(null);
    }
    CapacityDocument measured = run.document(null);
    options.show(new CapacityReading(document.writtenTo(), measured));
    if (!measured.hasFigures()) {
      throw RingbenchException.machine(
          "Nothing was measured: no row has figures. The reasons are above and in "
              + document.writtenTo()
              + ".");
    }
    return document.exitCode();
  }
}
