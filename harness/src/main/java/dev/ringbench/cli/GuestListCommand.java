// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.document.DocumentJson;
import dev.ringbench.guest.GuestKernel;
import dev.ringbench.guest.GuestUse;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The kernels that a guest may boot. */
@Command(
    name = "list",
    description =
        "Lists the kernels in /boot, the newest first, and what each lacks to boot as a guest.")
final class GuestListCommand implements Callable<Integer> {
  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() {
    List<GuestKernel> kernels = GuestKernel.installed();
    if (json) {
      System.out.println(
          DocumentJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(kernels));
      return 0;
    }
    if (kernels.isEmpty()) {
      GuestKernel.preferred(GuestUse.COMMAND); // says what to install
    }
    for (GuestKernel kernel : kernels) {
      System.out.printf("%-32s %s%n", kernel.release(), lacks(kernel));
    }
    return 0;
  }

  private static String lacks(GuestKernel kernel) {
    if (!Files.isReadable(kernel.image())) {
      return "not readable by this user: " + kernel.image();
    }
    if (kernel.modules() == null) {
      return "cannot boot: no modules in /lib/modules/" + kernel.release();
    }
    List<String> missing = kernel.missing(GuestUse.COMMAND);
    if (!missing.isEmpty()) {
      return "cannot boot: it has no " + String.join(", ", missing);
    }
    return kernel.headers() == null
        ? "boots; no headers, so no driver: install linux-headers-" + kernel.release()
        : "boots, and the driver can be built for it";
  }
}
