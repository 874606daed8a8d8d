// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.trend.RunStore;
import java.io.PrintWriter;
import picocli.CommandLine.Option;

/** Where the runs are. */
final class StoreOption {
  // The default is not shown in a help text: RINGBENCH_STORE may have a password.
  @Option(
      names = "--store",
      paramLabel = "LOCATION",
      defaultValue = "${env:RINGBENCH_STORE:-ringbench-store}",
      description =
          "The store: a directory, or postgresql://[USER[:PASSWORD]@]HOST[:PORT]/DATABASE. Default: RINGBENCH_STORE in the environment, else the directory ringbench-store. Every user of this machine sees a password on the command line: use RINGBENCH_STORE, PGPASSWORD or ~/.pgpass.")
  String location;

  /** Says which documents the figures are not of: a history with holes is not shown silently. */
  static void warnOfHoles(RunStore runs, PrintWriter err) {
    RunStore.Halves halves = runs.halves();
    if (halves.notIndexed() > 0) {
      err.printf(
          "ringbench: warning: %d of the documents in %s are not in its index, and nothing below is"
              + " of them. `ringbench trend rebuild --store %s` puts them in.%n",
          halves.notIndexed(), runs.location(), runs.location());
    }
    if (halves.withoutFile() > 0) {
      err.printf(
          "ringbench: warning: the files of %d documents are gone from %s, and its index still has"
              + " them. `ringbench trend rebuild --store %s` would leave them out.%n",
          halves.withoutFile(), runs.location(), runs.location());
    }
    err.flush();
  }
}
