// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.model.Credentials;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.trend.RunStore;
import dev.ringbench.trend.StoredRun;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** More runs. */
@Command(
    name = "add",
    description = {
      "Adds documents of `run`, `capacity`, `macro` and `faults` to the store, each once.",
      "A damaged document is named and left out (exit code 2); the others are stored."
    })
final class TrendAddCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", arity = "1..*", description = "Documents to add.")
  private List<Path> files;

  @Mixin private StoreOption store;

  @Option(
      names = "--commit",
      paramLabel = "ID",
      description = "Commit that was measured. Default: the commit of the Ringbench that measured.")
  private String commit;

  @Option(
      names = "--at",
      paramLabel = "TIME",
      description = "Time of the measurement. Default: as the document says.")
  private String at;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() {
    StoredRun.Given given =
        new StoredRun.Given(commit, at == null ? null : Times.parse("--at", at));
    int failed = 0;
    int tried = 0;
    try (RunStore runs = RunStore.open(store.location)) {
      for (Path file : files) {
        tried++;
        try {
          say(file, runs.add(file, given));
        } catch (RingbenchException e) {
          if (e.kind() != RingbenchException.Kind.BAD_INPUT) {
            throw stopped(e, file, tried, failed);
          }
          failed++;
          spec.commandLine().getErr().println("ringbench: " + Credentials.hidden(e.getMessage()));
        }
      }
      System.out.printf(
          "%s has %d documents%s.%n",
          runs.location(),
          runs.size(),
          failed == 0 ? "" : "; " + failed + " of " + files.size() + " were not added");
      StoreOption.warnOfHoles(runs, spec.commandLine().getErr());
    }
    return failed == 0 ? 0 : RingbenchException.Kind.BAD_INPUT.exitCode();
  }

  /** What the store cannot do for one document, it cannot for the next. */
  private RingbenchException stopped(RingbenchException e, Path file, int tried, int failed) {
    return RingbenchException.machine(
        "%s: %s %d of %d documents are in the store; the rest was not tried."
            .formatted(file, e.getMessage(), tried - 1 - failed, files.size()),
        e);
  }

  private static void say(Path file, RunStore.Added added) {
    StoredRun run = added.run();
    System.out.printf(
        "%s: %s %s, commit %s, %s%n",
        file,
        run.kind(),
        run.startedAt(),
        run.commit() == null ? "unknown" : run.commit(),
        added.isNew() ? added.figures() + " figures" : "is there already");
    if (added.migrated()) {
      System.out.println("  It is of an older schema; its figures are the same.");
    }
    if (added.partialReason() != null) {
      System.out.printf("  It is partial (%s).%n", added.partialReason());
    }
  }
}
