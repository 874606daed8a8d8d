// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.document.DocumentJson;
import dev.ringbench.experiment.run.measure.Planner;
import dev.ringbench.measure.RunLock;
import dev.ringbench.model.Availability;
import dev.ringbench.model.Environment;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;
import dev.ringbench.platform.Platforms;
import dev.ringbench.platform.SensorPlatform;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What this machine can run. */
@Command(
    name = "doctor",
    description = {
      "Says which sensors work on this machine, and why others do not.",
      "Loads and attaches every sensor, and waits for its canary event. Names who else watches this machine. Removes what crashed runs left."
    })
final class DoctorCommand implements Callable<Integer> {
  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() {
    SensorPlatform platform = Platforms.current();
    return RunLock.holding(() -> examine(platform));
  }

  private int examine(SensorPlatform platform) {
    List<String> removed = Leftovers.remove(platform.changes(), System.err);
    Environment environment = platform.machine().environment();
    List<Availability> found =
        new Planner(platform)
            .probe(
                Planner.cells(
                    platform.sensors().all(),
                    List.of(Operation.values()),
                    List.of(Handoff.SAME_CPU, Handoff.OTHER_CPU, Handoff.BUSY_POLL),
                    List.of(0)),
                platform.files().workDir(),
                cell -> {});
    List<String> warnings = platform.machine().warnings(environment);
    if (json) {
      Map<String, Object> report = new LinkedHashMap<>();
      report.put("availability", found);
      report.put("leftovers_removed", removed);
      report.put("warnings", warnings);
      report.put("environment", environment);
      System.out.println(
          DocumentJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(report));
    } else {
      print(System.out, found, warnings);
    }
    return 0;
  }

  private static void print(PrintStream out, List<Availability> found, List<String> warnings) {
    for (Availability tried : found) {
      out.printf("%-3s  %s%n", tried.available() ? "yes" : "no", tried.cell());
      if (!tried.available()) {
        out.println("       why:    " + tried.reason());
        out.println("       remedy: " + tried.remedy());
      }
    }
    warnings.forEach(warning -> out.println("note   " + warning));
    out.printf(
        "%n%d of %d rows work here.%n",
        found.stream().filter(Availability::available).count(), found.size());
  }
}
