// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.content.ContentFile;
import dev.ringbench.content.GeneratedRules;
import dev.ringbench.experiment.run.measure.CountedDocument;
import dev.ringbench.experiment.run.measure.InstructionCounting;
import dev.ringbench.guest.Accelerator;
import dev.ringbench.guest.GuestJob;
import dev.ringbench.guest.GuestKernel;
import dev.ringbench.measure.RunLock;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.model.Sensor;
import dev.ringbench.platform.RunFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Instructions instead of time, in a guest that counts them. */
final class GuestCounting {
  private final RunFiles files;
  private final RunOptions options;
  private final List<Sensor> sensors;

  GuestCounting(RunFiles files, RunOptions options, List<Sensor> sensors) {
    this.files = files;
    this.options = options;
    this.sensors = sensors;
  }

  int run(GuestKernel kernel, GuestResult result) {
    GuestJob job =
        new GuestJob(kernel, Accelerator.TCG_COUNTING, GuestShare.make(files, kernel.release()));
    job.carryDriver();
    try {
      Path directory = Files.createDirectories(job.carried().resolve("native"));
      files.unpackNative(directory);
      for (int rules : options.rules) {
        Files.write(
            directory.resolve(InstructionCounting.contentName(rules)),
            ContentFile.encode(GeneratedRules.of(rules)));
      }
    } catch (IOException e) {
      throw RingbenchException.machine("Cannot prepare the share: " + e.getMessage() + ".", e);
    }
    CountedDocument counted =
        CountedDocument.begin(
            Version.text(),
            sensors,
            options.operations,
            options.rules,
            GeneratedRules.fingerprints(options.rules));
    GuestJob.Outcome outcome =
        RunLock.holding(
            () ->
                InstructionCounting.run(
                    job,
                    counted.cells(),
                    sensor -> {
                      RunProgress.showLine("counted " + sensor);
                      result.save(counted.of(job, "the run was still going on"));
                    }));
    result.save(counted.of(job, outcome.trouble()));
    return result.finish(job, outcome);
  }
}
