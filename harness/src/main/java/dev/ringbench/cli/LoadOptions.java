// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.document.Reading;
import dev.ringbench.experiment.run.measure.Planner;
import dev.ringbench.files.OutputFile;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.model.Sensor;
import dev.ringbench.platform.SensorInventory;
import dev.ringbench.platform.SensorPlatform;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the commands that measure sensors under load have in common. */
final class LoadOptions {

  @Option(
      names = "--sensors",
      split = ",",
      paramLabel = "ID",
      description = "Measure only these sensors and their baselines; `ringbench list` shows all.")
  private List<String> sensors = List.of();

  @Mixin private ResidueOption residue;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description =
          "Seed of the measurement order. Default: the current time, which the document stores.")
  private Long seed;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "Result document. Default: ringbench-${COMMAND-NAME}-TIME.json in this directory.")
  private Path out;

  @Option(names = "--all", description = "Print the whole report, not its first screen.")
  private boolean all;

  @Mixin private ForceOption force;

  /** That were named; none: all. */
  List<String> named() {
    return sensors;
  }

  Planner planner(SensorPlatform platform) {
    return residue.planner(platform);
  }

  List<Sensor> choose(Planner planner) {
    return planner.choose(sensors);
  }

  long seed(Instant started) {
    return seed == null ? started.getEpochSecond() : seed;
  }

  /**
   * Of the document of a command.
   *
   * @throws RingbenchException before minutes of measuring, not after, when it cannot be written
   */
  OutputFile file(String command) {
    return force.reading().file("--out", RunOptions.path(out, "ringbench-" + command + "-"));
  }

  /** A sensor that sleeps on another CPU, where there is one: what most products do. */
  static Handoff usualHandoff(SensorInventory inventory) {
    return inventory.handoffs().contains(Handoff.OTHER_CPU) ? Handoff.OTHER_CPU : Handoff.SAME_CPU;
  }

  void show(Reading document) {
    RunProgress.showLine("");
    Terminal.show(document, all);
  }
}
