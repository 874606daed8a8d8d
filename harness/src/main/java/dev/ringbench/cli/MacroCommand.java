// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.experiment.macro.MacroDocument;
import dev.ringbench.experiment.macro.MacroReading;
import dev.ringbench.experiment.macro.measure.MacroRun;
import dev.ringbench.experiment.run.measure.Planner;
import dev.ringbench.files.OutputFile;
import dev.ringbench.measure.RunLock;
import dev.ringbench.model.Availability;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Nearest;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.model.Sensor;
import dev.ringbench.platform.MachineChanges;
import dev.ringbench.platform.Platforms;
import dev.ringbench.platform.RunFiles;
import dev.ringbench.platform.SensorPlatform;
import dev.ringbench.programs.MacroWorkload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whole programs. */
@Command(
    name = "macro",
    description = {
      "Times whole programs with each sensor.",
      "The programs unpack, compile, search, start processes and serve files.",
      "Sensors watch the whole machine meanwhile, as real ones do."
    })
final class MacroCommand implements Callable<Integer> {
  private static final int MOST_ROUNDS = 1000;

  @Option(
      names = "--workloads",
      split = ",",
      paramLabel = "NAME",
      description = "Programs to time: unpack, compile, search, spawn, serve. Default: all.")
  private List<String> workloadNames = MacroWorkload.names();

  @Option(
      names = "--handoff",
      converter = Names.HandoffName.class,
      paramLabel = "NAME",
      description =
          "How the sensor waits: same-cpu, other-cpu or busy-poll. Default: other-cpu on two CPUs or more.")
  private Handoff handoff;

  @Option(
      names = "--rounds",
      defaultValue = "7",
      paramLabel = "N",
      description =
          "Runs of each program with each sensor. With fewer than 6 the intervals are wide. Default: 7.")
  private int rounds;

  @Mixin private LoadOptions options;

  @Override
  public Integer call() {
    List<MacroWorkload> workloads = workloads("--workloads", workloadNames);
    if (rounds < 1 || rounds > MOST_ROUNDS) {
      throw RingbenchException.badInput("--rounds " + rounds + ": use 1 to 1000.");
    }
    SensorPlatform platform = Platforms.current();
    Planner planner = options.planner(platform);
    List<Sensor> chosen = options.choose(planner);
    for (Sensor sensor : chosen) {
      if (options.named().contains(sensor.id()) && sensor.programs() == null) {
        throw RingbenchException.badInput(
            sensor.id() + " cannot watch whole programs: it watches one thread of ours.");
      }
    }
    OutputFile file = options.file("macro");
    return RunLock.holding(
        () -> {
          Leftovers.remove(platform.changes(), System.err);
          return measure(platform, planner, chosen, workloads, file);
        });
  }

  /** Those of these names, which {@code option} gave. */
  static List<MacroWorkload> workloads(String option, List<String> names) {
    List<MacroWorkload> found = new ArrayList<>();
    for (String name : names) {
      found.add(
          List.of(MacroWorkload.values()).stream()
              .filter(known -> known.toString().equals(name))
              .findFirst()
              .orElseThrow(
                  () ->
                      RingbenchException.badInput(
                          option
                              + ": "
                              + Nearest.unknown("workload", name, MacroWorkload.names()))));
    }
    return found;
  }

  private int measure(
      SensorPlatform platform,
      Planner planner,
      List<Sensor> chosen,
      List<MacroWorkload> workloads,
      OutputFile file) {
    Instant started = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    Handoff used = handoff != null ? handoff : LoadOptions.usualHandoff(platform.sensors());
    List<Cell> cells = MacroRun.cells(chosen, used);
    List<Availability> availability =
        planner.probe(
            cells, platform.files().workDir(), cell -> RunProgress.showLine("trying " + cell));
    planner.demandBaseline(availability);
    MacroRun run =
        new MacroRun(
            platform.machine(),
            platform.loadBenches(),
            new MacroRun.Settings(
                Version.text(), started.toString(), workloads, rounds, options.seed(started)),
            chosen.stream().filter(sensor -> sensor.programs() != null).toList(),
            availability);
    MachineChanges.Undo limited = platform.changes().limitResidue(planner.measured(availability));
    GrowingDocument document =
        new GrowingDocument(
            file, whyPartial -> MacroDocument.FORM.content(run.document(whyPartial)), () -> {});
    try (limited;
        document) {
      run.measure(
          platform.files().workDir(),
          directory(platform.files()),
          RunProgress::showLine,
          document::save);
      document.finish(null);
    }
    MacroDocument measured = run.document(null);
    options.show(new MacroReading(document.writtenTo(), measured));
    if (measured.samples().stream().allMatch(sample -> sample.reason() != null)) {
      throw RingbenchException.machine(
          "Nothing was measured: no program was timed. The reasons are above and in "
              + document.writtenTo()
              + ".");
    }
    return document.exitCode();
  }

  /** Beside the work directory, which the sensors' process mounts over. */
  private static Path directory(RunFiles files) {
    try {
      return Files.createDirectories(files.workDir().resolveSibling("programs"));
    } catch (IOException e) {
      throw RingbenchException.machine(
          "Cannot make a directory for programs: " + e.getMessage() + ".", e);
    }
  }
}
