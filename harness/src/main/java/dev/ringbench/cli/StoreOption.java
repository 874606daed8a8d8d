// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import picocli.CommandLine.Option;

/** Where the runs are. */
final class StoreOption {
  // The default is not shown in a help text: RINGBENCH_STORE may have a password.
  @Option(
      names = "--store",
      paramLabel = "LOCATION",
      defaultValue = "${env:RINGBENCH_STORE:-ringbench-store}",
      description = {
        "A directory, or postgresql://[USER[:PASSWORD]@]HOST[:PORT]/DATABASE.",
        "Default: RINGBENCH_STORE of the environment, else the directory ringbench-store."
      })
  String location;
}
