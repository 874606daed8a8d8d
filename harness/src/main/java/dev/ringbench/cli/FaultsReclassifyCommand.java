// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.experiment.faults.CampaignArchive;
import dev.ringbench.experiment.faults.CampaignRuns;
import dev.ringbench.experiment.faults.GradedRun;
import dev.ringbench.experiment.faults.Grading;
import dev.ringbench.experiment.faults.Kept;
import dev.ringbench.model.RingbenchException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Grades again. */
@Command(
    name = "reclassify",
    description = {
      "Classifies the recorded runs of a campaign again and compares the classes.",
      "Reads the directory of a campaign, or raw runs that were published.",
      "Exit code 1: a class differs."
    })
final class FaultsReclassifyCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "FILE|DIR",
      description = "Directory of a campaign, " + CampaignArchive.FILE + ", or a folder with one.")
  private Path path;

  @Option(names = "--explain", description = "Show which rules held for each run.")
  private boolean explain;

  @Override
  public Integer call() {
    CampaignRuns runs = CampaignRuns.open(path);
    Map<Integer, Kept> kept = new HashMap<>();
    runs.classes().forEach(one -> kept.put(one.number(), one));
    if (kept.isEmpty()) {
      throw RingbenchException.badInput(
          path + " keeps no classes: its campaign was cut off. `ringbench faults --resume` it.");
    }
    int same = 0;
    int different = 0;
    List<GradedRun> graded = new Grading(runs).graded();
    for (GradedRun run : graded) {
      Kept before = kept.get(run.run().number());
      if (explain && run.outcome() != null) {
        System.out.println(
            run.run().cell()
                + " seed "
                + run.run().seed()
                + ": "
                + run.outcome()
                + ": "
                + String.join("; ", run.reasons()));
      }
      if (before == null || run.outcome() == null) {
        continue;
      }
      if (before.agrees(run)) {
        same++;
      } else {
        different++;
        System.out.println(
            "run "
                + run.run().number()
                + " ("
                + run.run().cell()
                + "): kept "
                + before.outcome()
                + " "
                + before.security()
                + ", now "
                + run.outcome()
                + " "
                + run.security()
                + ": "
                + String.join("; ", run.reasons()));
      }
    }
    System.out.println(same + " runs have the class that was kept, " + different + " another.");
    return different == 0 ? 0 : RingbenchException.Kind.GATE.exitCode();
  }
}
