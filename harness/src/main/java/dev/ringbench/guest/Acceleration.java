// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.guest;

import dev.ringbench.driver.CacheDirectory;
import dev.ringbench.files.AtomicFile;
import dev.ringbench.files.PlainFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What may run a guest here, found out by booting: /dev/kvm is there on machines where a guest that
 * uses it hangs or ends.
 *
 * @param accelerator the one to use
 * @param reason why it is not KVM; null when it is
 */
public record Acceleration(Accelerator accelerator, String reason) {
  private static final Path KVM = Path.of("/dev/kvm");
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

  private static final int MOST_REASON_BYTES = 1 << 16;

  /** A guest with KVM boots in less than two seconds. */
  private static final long KVM_LIMIT_MILLIS = 10_000;

  /**
   * Boots a guest that does nothing, with a time limit; remembered until the host is booted again.
   *
   * @param directory of this process alone, for the trial's files, which nothing else uses
   */
  public static Acceleration probe(GuestKernel kernel, Path directory) {
    if (!Files.isReadable(KVM) || !Files.isWritable(KVM)) {
      return new Acceleration(
          Accelerator.TCG,
          Files.exists(KVM)
              ? "this user may not use /dev/kvm (join the group kvm)"
              : "there is no /dev/kvm");
    }
    try {
      Path known =
          CacheDirectory.of("guest")
              .resolve(
                  "acceleration-" + kernel.release() + "-" + Files.readString(BOOT_ID).strip());
      if (!Files.exists(known)) {
        AtomicFile.replace(known, AtomicFile.Content.of(trouble(kernel, directory)));
      }
      String trouble = PlainFile.text(known, MOST_REASON_BYTES);
      return trouble.isEmpty()
          ? new Acceleration(Accelerator.KVM, null)
          : new Acceleration(Accelerator.TCG, trouble);
    } catch (IOException e) {
      return new Acceleration(Accelerator.TCG, "KVM could not be tried: " + e.getMessage());
    }
  }

  /** Why a guest with KVM does not work; empty when it does. */
  private static String trouble(GuestKernel kernel, Path directory) throws IOException {
    GuestMachine.Home home =
        GuestMachine.Home.make(directory.resolve("kvm-trial"), kernel.architecture());
    GuestMachine.Order order = new GuestMachine.Order("true\n", "", "", false);
    try (GuestMachine machine = GuestMachine.start(kernel, Accelerator.KVM, order, home)) {
      boolean ready = machine.awaitReady(KVM_LIMIT_MILLIS);
      if (ready && machine.awaitEnd(KVM_LIMIT_MILLIS)) {
        return "";
      }
      return "/dev/kvm is there, but a guest with it "
          + (machine.isAlive()
              ? "was not ready after " + KVM_LIMIT_MILLIS / 1000 + " s"
              : "ended before it was ready (" + machine.lastWords() + ")");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted while KVM was tried";
    }
  }
}
