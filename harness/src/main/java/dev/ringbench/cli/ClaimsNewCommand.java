// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.claim.ClaimDraft;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** A claim to begin with. */
@Command(
    name = "new",
    description = {
      "Prints a claim to begin with, every key with an example.",
      "Change it, and read it by `ringbench claims check`."
    })
final class ClaimsNewCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    System.out.print(ClaimDraft.YAML);
    return 0;
  }
}
