// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs over time. */
@Command(
    name = "trend",
    description = {
      "Keeps many runs, draws each figure over time, and names the commit that changed it.",
      "Without a subcommand, shows the trend."
    },
    footer = {
      "",
      "`ringbench trend add FILE...` after each run; docs/trend.md says what a change is, and how",
      "often one is found that is none."
    },
    subcommands = {TrendAddCommand.class, TrendShowCommand.class, TrendRebuildCommand.class})
final class TrendCommand implements Callable<Integer> {
  @Mixin private TrendShowOptions options;

  @Override
  public Integer call() {
    return options.show();
  }
}
