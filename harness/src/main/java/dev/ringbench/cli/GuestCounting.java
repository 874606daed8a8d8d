// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.content.ContentFile;
import dev.ringbench.content.GeneratedRules;
import dev.ringbench.counted.InstructionCount;
import dev.ringbench.counting.InstructionCounting;
import dev.ringbench.experiment.run.RunDocument;
import dev.ringbench.experiment.run.measure.CountedDocument;
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
import java.util.ArrayList;
import java.util.List;

/** Instructions instead of time, in a guest that counts them. */
final class GuestCounting {
  private final RunFiles files;
  private final RunOptions options;
  private final List<Sensor> sensors;
  private final int boots;

  GuestCounting(RunFiles files, RunOptions options, List<Sensor> sensors, int boots) {
    this.files = files;
    this.options = options;
    this.sensors = sensors;
    this.boots = boots;
  }

  int run(GuestKernel kernel, GuestResult<RunDocument> result) {
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
            GeneratedRules.fingerprints(options.rules),
            boots);
    GuestJob.Outcome outcome = RunLock.holding(() -> count(job, counted, result));
    return result.finish(job, outcome);
  }

  /** Boot after boot; one that fails is the last. */
  private static GuestJob.Outcome count(
      GuestJob job, CountedDocument counted, GuestResult<RunDocument> result) {
    List<InstructionCount> earlier = new ArrayList<>();
    for (int number = 0; ; number++) {
      int boot = number;
      String of = "boot " + (boot + 1) + " of " + counted.boots() + ": counted ";
      GuestJob.Outcome outcome =
          InstructionCounting.run(
              job,
              counted.cells(),
              sensor -> {
                RunProgress.showLine(of + sensor);
                result.save(counted.of(job, earlier, boot, "the run was still going on"));
              });
      result.save(counted.of(job, earlier, boot, outcome.trouble()));
      boolean worked = outcome.trouble() == null && outcome.status() == 0;
      if (!worked || boot + 1 == counted.boots()) {
        return outcome;
      }
      earlier.addAll(InstructionCounting.read(job, boot));
    }
  }
}
