// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The same as {@code trend} alone. */
@Command(
    name = "show",
    description = {
      "Draws each figure over time and names the commit that changed it.",
      "Each machine has its own series."
    })
final class TrendShowCommand implements Callable<Integer> {
  @Mixin private TrendShowOptions options;

  @Override
  public Integer call() {
    return options.show();
  }
}
