// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.guest;

import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One disposable machine: boots, does the command in its share, switches itself off. It sees the
 * host's files read-only below a tmpfs of its own, and writes to the share alone. The kernel kills
 * it when this process ends, however that happens.
 */
final class GuestMachine implements AutoCloseable {
  private static final int MEMORY_MIB = 2048;
  private static final int POLL_MILLIS = 20;

  /** Mounted by native/guest/init. */
  static final String SHARE = "/share";

  private final Process process;
  private final Path share;
  private final Path console;

  private GuestMachine(Process process, Path share, Path console) {
    this.process = process;
    this.share = share;
    this.console = console;
  }

  /**
   * Starts a guest.
   *
   * @param command shell script of what it does
   * @param share a directory of the host that the guest may write to
   * @param console file for what its kernel and scripts say; null: this terminal, both ways
   */
  static GuestMachine start(
      GuestKernel kernel, Accelerator accelerator, String command, Path share, Path console) {
    BootFiles files = BootFiles.of(kernel);
    try {
      for (String answer : List.of("ready", "exit")) {
        Files.deleteIfExists(share.resolve(answer));
      }
      Files.copy(files.startScript(), share.resolve("start"), StandardCopyOption.REPLACE_EXISTING);
      Files.writeString(share.resolve("command"), command, StandardCharsets.UTF_8);
      ProcessBuilder builder = new ProcessBuilder(commandLine(files, accelerator, share, console));
      if (console == null) {
        builder.inheritIO();
      } else {
        builder.redirectErrorStream(true).redirectOutput(console.toFile());
      }
      return new GuestMachine(builder.start(), share, console);
    } catch (IOException e) {
      throw RingbenchException.machine("Cannot start the guest: " + e.getMessage() + ".", e);
    }
  }

  private static List<String> commandLine(
      BootFiles files, Accelerator accelerator, Path share, Path console) {
    boolean arm = Qemu.isArm();
    List<String> line = Qemu.commandLine(accelerator, MEMORY_MIB);
    line.add("-no-reboot");
    // Ctrl-C in a shell is the guest's.
    line.addAll(List.of("-chardev", "stdio,id=console,signal=" + (console == null ? "off" : "on")));
    line.addAll(List.of("-serial", "chardev:console"));
    line.addAll(List.of("-kernel", files.kernel().toString()));
    line.addAll(List.of("-initrd", files.initramfs().toString()));
    line.addAll(List.of("-append", parameters(accelerator, arm)));
    line.addAll(directory("host", Path.of("/"), ",readonly=on"));
    line.addAll(directory("share", share, ""));
    return line;
  }

  private static String parameters(Accelerator accelerator, boolean arm) {
    String common =
        "console="
            + (arm ? "ttyAMA0" : "ttyS0")
            + " quiet loglevel=4 panic=-1 oops=panic softlockup_panic=1 ringbench.acceleration="
            + accelerator.parameter();
    // Work-arounds for a processor that is not there would only be emulated. And the kernel patches
    // its
    // code most while it boots: native/guest/start switches the other CPUs on when that is over.
    return accelerator.emulated() ? common + " mitigations=off maxcpus=1" : common;
  }

  private static List<String> directory(String tag, Path path, String options) {
    // A comma in a value is doubled, see qemu(1).
    String escaped = path.toString().replace(",", ",,");
    return List.of(
        "-fsdev",
        "local,id=" + tag + ",path=" + escaped + ",security_model=none,multidevs=remap" + options,
        "-device",
        "virtio-9p-pci,fsdev=" + tag + ",mount_tag=" + tag);
  }

  /** Waits for the command to begin; false when the guest ended first, or not in time. */
  boolean awaitReady(long timeoutMillis) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    while (!Files.exists(share.resolve("ready"))) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        return false;
      }
      Thread.sleep(POLL_MILLIS);
    }
    return true;
  }

  /** Waits for so long; true when the guest has ended. */
  boolean awaitEnd(long timeoutMillis) throws InterruptedException {
    return process.waitFor(timeoutMillis, TimeUnit.MILLISECONDS);
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Exit status of the command; null when the guest ended without one: it was killed, or died. */
  Integer commandStatus() {
    try {
      return Integer.valueOf(
          Files.readString(share.resolve("exit"), StandardCharsets.UTF_8).strip());
    } catch (IOException | NumberFormatException e) {
      return null;
    }
  }

  /** The last lines that the guest said. */
  String lastWords() {
    try {
      List<String> lines =
          new String(Files.readAllBytes(console), StandardCharsets.ISO_8859_1)
              .lines()
              .filter(line -> !line.isBlank())
              .toList();
      return lines.isEmpty()
          ? "it said nothing"
          : String.join(" | ", lines.subList(Math.max(0, lines.size() - 3), lines.size()));
    } catch (IOException e) {
      return "its console cannot be read";
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
