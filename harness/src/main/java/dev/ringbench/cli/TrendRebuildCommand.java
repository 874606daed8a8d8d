// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.model.RingbenchException;
import dev.ringbench.trend.StoreRebuild;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The index anew. */
@Command(
    name = "rebuild",
    description = {
      "Builds the index of a directory store again from its documents.",
      "A damaged document is named and left out (exit code 2)."
    })
final class TrendRebuildCommand implements Callable<Integer> {
  @Mixin private StoreOption store;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() {
    StoreRebuild.Rebuilt rebuilt = StoreRebuild.of(store.location);
    rebuilt.damaged().forEach(why -> spec.commandLine().getErr().println("ringbench: " + why));
    System.out.printf("The index has %d documents.%n", rebuilt.documents());
    return rebuilt.damaged().isEmpty() ? 0 : RingbenchException.Kind.BAD_INPUT.exitCode();
  }
}
