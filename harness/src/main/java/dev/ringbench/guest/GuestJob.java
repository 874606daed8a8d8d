// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.guest;

import dev.ringbench.driver.DriverBuild;
import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * One thing to do in a guest, from its share to the files that it leaves there. Whatever the guest
 * wrote before it ended stays, however it ended.
 */
public final class GuestJob {
  private static final long READY_LIMIT_MILLIS = 40_000;

  /** QEMU 7.2 may hang a guest that patches its code, as kernels do while they boot. */
  private static final int BOOTS = 2;

  /** A row takes seconds; a guest that is silent for so long does nothing any more. */
  private static final long SILENCE_LIMIT_NS = TimeUnit.MINUTES.toNanos(2);

  private static final int POLL_MILLIS = 200;
  private static final String DRIVER = "ringbench.ko";

  private final GuestKernel kernel;
  private final Accelerator accelerator;
  private final Path share;

  /** {@code share}: an empty directory of our own. */
  public GuestJob(GuestKernel kernel, Accelerator accelerator, Path share) {
    this.kernel = kernel;
    this.accelerator = accelerator;
    this.share = share;
  }

  /**
   * How it ended.
   *
   * @param status of the command; null when the guest ended before it
   * @param trouble what went wrong with the guest, and what to do; null when nothing did
   * @param readyMillis from the start to the command
   */
  public record Outcome(Integer status, String trouble, long readyMillis) {}

  /** Builds the driver for the guest's kernel and puts it into the share. */
  public void carryDriver() {
    carry(DriverBuild.forKernel(kernel.release(), kernel.headers()), DRIVER);
  }

  /** Copies a file of the host into the share. */
  public void carry(Path file, String name) {
    try {
      Files.createDirectories(share);
      Files.copy(file, share.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw RingbenchException.machine("Cannot copy " + file + " for the guest: " + e, e);
    }
  }

  /** What the guest wrote under that name, or null. */
  public Path result(String name) {
    Path file = share.resolve(name);
    return Files.exists(file) ? file : null;
  }

  /** Where the guest's kernel and scripts speak. */
  public Path console() {
    return share.resolve("console.log");
  }

  /**
   * Boots, runs the shell script {@code command}, and waits for its end.
   *
   * @param progressFile name of the file whose growth says that something goes on
   * @param progress hears the newest line of it
   */
  public Outcome run(String command, String progressFile, Consumer<String> progress) {
    try {
      for (int boot = 1; ; boot++) {
        Outcome outcome = boot(command, progressFile, progress, boot < BOOTS);
        if (outcome != null) {
          return outcome;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Outcome(null, "interrupted", 0);
    }
  }

  /** Null for a guest that hung while it booted, where {@code again} allows another one. */
  private Outcome boot(
      String command, String progressFile, Consumer<String> progress, boolean again)
      throws InterruptedException {
    long begin = System.nanoTime();
    try (GuestMachine machine =
        GuestMachine.start(kernel, accelerator, command, share, console())) {
      if (!machine.awaitReady(READY_LIMIT_MILLIS)) {
        if (again && machine.isAlive()) {
          // Nothing has been done yet, so nothing is lost.
          System.err.println("ringbench: " + notReady(machine) + " Booting again.");
          return null;
        }
        return new Outcome(null, notReady(machine), 0);
      }
      long readyMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
      String silence = watch(machine, progressFile, progress);
      Integer status = machine.commandStatus();
      return new Outcome(
          status, status == null && silence == null ? died(machine) : silence, readyMillis);
    }
  }

  private String notReady(GuestMachine machine) {
    return "The guest with kernel "
        + kernel.release()
        + (machine.isAlive()
            ? " was not ready after " + READY_LIMIT_MILLIS / 1000 + " s"
            : " ended before it was ready")
        + ": "
        + machine.lastWords()
        + ". Try another kernel (--kernel FILE).";
  }

  private String died(GuestMachine machine) {
    return "The guest ended before its work did: " + machine.lastWords() + ".";
  }

  private String watch(GuestMachine machine, String progressFile, Consumer<String> progress)
      throws InterruptedException {
    String last = "";
    long lastChange = System.nanoTime();
    while (!machine.awaitEnd(POLL_MILLIS)) {
      String now = lastLine(share.resolve(progressFile));
      if (!now.equals(last)) {
        last = now;
        lastChange = System.nanoTime();
        progress.accept(now);
      } else if (System.nanoTime() - lastChange > SILENCE_LIMIT_NS) {
        return "The guest did nothing for "
            + TimeUnit.NANOSECONDS.toSeconds(SILENCE_LIMIT_NS)
            + " s (last: "
            + last
            + "; "
            + machine.lastWords()
            + "), so it was ended.";
      }
    }
    return null;
  }

  private static String lastLine(Path file) {
    try {
      List<String> lines = Files.readAllLines(file);
      return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
    } catch (IOException e) {
      return ""; // not written yet, or just now
    }
  }

  /** A shell in the guest, on this terminal; returns when it is left. */
  public static void shell(GuestKernel kernel, Accelerator accelerator, Path share) {
    String command =
        "insmod "
            + GuestMachine.SHARE
            + "/"
            + DRIVER
            + " 2>/dev/null\n"
            + "echo 'Guest with kernel '$(uname -r)'; /share is shared with the host, all else is"
            + " forgotten. Leave with exit.'\n"
            + "setsid -c /bin/bash -i </dev/console >/dev/console 2>&1 ||"
            + " setsid -c /bin/sh -i </dev/console >/dev/console 2>&1\n";
    try (GuestMachine machine = GuestMachine.start(kernel, accelerator, command, share, null)) {
      while (!machine.awaitEnd(POLL_MILLIS)) {
        // The terminal is the guest's.
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * The script that runs {@code ringbench} in the guest, from the jar in the share. Without a
   * compiler where the guest is emulated: compiled code is patched while other CPUs run it, and one
   * JVM in twenty crashed of that (QEMU 7.2).
   */
  public static String ringbench(Path javaHome, boolean emulated, List<String> arguments) {
    return "cp /share/ringbench.jar /run/ringbench.jar\n"
        + "exec "
        + quoted(javaHome.resolve("bin/java").toString())
        + " -Xmx160m -XX:+UseSerialGC "
        + (emulated ? "-Xint" : "-XX:TieredStopAtLevel=1")
        + " -jar /run/ringbench.jar "
        + arguments.stream().map(GuestJob::quoted).collect(Collectors.joining(" "))
        + " >/share/output 2>&1\n";
  }

  /** The script that runs {@code command} with our driver at hand, its output in the share. */
  public static String logged(String command) {
    return "exec >/share/output 2>&1\n" + command + "\n";
  }

  /** For a POSIX shell. */
  static String quoted(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }
}
