// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.guest;

import dev.ringbench.driver.CacheDirectory;
import dev.ringbench.driver.Resources;
import dev.ringbench.driver.Tool;
import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A machine for faulty sensors, saved when it was ready: each run begins from the same memory and
 * the same disk. Made once for a kernel and the files in it, cached.
 *
 * @param kernel image that it booted
 * @param initramfs its first file system, with the files in /ringbench
 * @param disk as it was then
 * @param state its memory and devices
 */
public record FaultImage(
    Path kernel, Path initramfs, Path disk, Path state, Accelerator accelerator) {
  private static final int DISK_MIB = 16;
  private static final long READY_LIMIT_MILLIS = 40_000;
  private static final long SAVE_LIMIT_MILLIS = 60_000;

  /** QEMU 7.2 may hang a guest that patches its code, as kernels do while they boot. */
  private static final int BOOTS = 2;

  /** Let what runs at the end of a boot come to rest. */
  private static final long REST_MILLIS = 100;

  /**
   * The image with these files in it.
   *
   * @param files native programs, the faulty driver and content
   * @param temporary an existing directory of this process alone
   * @throws RingbenchException when the machine does not come up, or cannot be saved
   */
  public static FaultImage of(
      GuestKernel kernel, Accelerator accelerator, List<Path> files, Path temporary) {
    BootFiles boot = BootFiles.of(kernel);
    List<String> scripts = Resources.in("guest");
    String name = "fault-" + kernel.release() + "-";
    Path directory =
        CacheDirectory.of("guest")
            .resolve(name + Resources.key(scripts, accelerator, boot.kernel(), digest(files)));
    FaultImage image =
        new FaultImage(
            boot.kernel(),
            directory.resolve("initramfs.cpio"),
            directory.resolve("disk"),
            directory.resolve("state"),
            accelerator);
    if (Files.exists(image.state)) {
      return image;
    }
    try {
      removeOthers(directory.getParent(), name, directory);
      Resources.unpack(scripts, directory);
      FirstFileSystem.make(
          kernel,
          directory.resolve("guest"),
          "fault-init",
          GuestUse.FAULTS.modules(),
          files,
          image.initramfs);
      image.bootAndSave(temporary);
    } catch (IOException e) {
      throw RingbenchException.machine(
          "Cannot make the machine for faults: " + e.getMessage() + ". Free space there.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw RingbenchException.machine("Interrupted while the machine for faults was made.", e);
    }
    return image;
  }

  private static String digest(List<Path> files) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Path file : files) {
        digest.update(
            file.getFileName().toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
        digest.update(Files.readAllBytes(file));
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    } catch (IOException e) {
      throw RingbenchException.machine("Cannot read what goes into the guest: " + e, e);
    }
  }

  /** Each takes 150 MB, and only the newest is of use. */
  private static void removeOthers(Path cache, String name, Path but) throws IOException {
    try (DirectoryStream<Path> others = Files.newDirectoryStream(cache, name + "*")) {
      for (Path other : others) {
        for (String file : List.of("state", "initramfs.cpio", "disk")) {
          if (!other.equals(but)) {
            Files.deleteIfExists(other.resolve(file));
          }
        }
      }
    }
  }

  /** An empty file system, made in a file. */
  void makeDisk() throws IOException {
    Path mke2fs = Tool.require("mke2fs", "e2fsprogs");
    Files.deleteIfExists(disk);
    Tool.Result made =
        Tool.run(
            List.of(mke2fs.toString(), "-q", "-F", "-t", "ext4", disk.toString(), DISK_MIB + "M"));
    if (made.exitCode() != 0) {
      throw RingbenchException.machine("Cannot make a disk: " + made.lastLine() + ".");
    }
  }

  private void bootAndSave(Path temporary) throws IOException, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      makeDisk();
      try (FaultMachine machine = FaultMachine.begin(this, temporary, "boot")) {
        if (machine.awaitLine("ready", READY_LIMIT_MILLIS) != null) {
          Thread.sleep(REST_MILLIS);
          Path partial = state.resolveSibling("state.writing");
          machine.save(partial, SAVE_LIMIT_MILLIS);
          machine.copyDisk(disk);
          Files.move(partial, state, StandardCopyOption.ATOMIC_MOVE);
          return;
        }
        if (attempt == BOOTS) {
          throw RingbenchException.machine(
              "The machine for faults was not ready after "
                  + TimeUnit.MILLISECONDS.toSeconds(READY_LIMIT_MILLIS)
                  + " s, "
                  + BOOTS
                  + " times; its console ended with: "
                  + machine.consoleText().lines().reduce("nothing", (a, b) -> b)
                  + ".");
        }
      } catch (FaultMachine.UnreachableException e) {
        throw RingbenchException.machine(e.getMessage() + ".", e);
      }
    }
  }
}
