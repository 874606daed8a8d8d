// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.files.Outputs;
import java.nio.file.Path;
import java.util.Arrays;
import picocli.CommandLine.Option;

/** Of every command that writes files: what may be replaced. */
final class ForceOption {
  @Option(
      names = "--force",
      description =
          "Replace output files that exist. Files that the command reads are never replaced.")
  private boolean force;

  /** The rule for a command that reads {@code inputs}; null among them: an option not given. */
  Outputs reading(Path... inputs) {
    return Outputs.of(force).reading(Arrays.asList(inputs));
  }
}
