// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.guest;

import dev.ringbench.driver.DriverBuild;
import dev.ringbench.files.PlainFile;
import dev.ringbench.model.Architecture;
import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

  /** Times that limit for a guest that a busy machine starves. */
  private static final int BUSY = 4;

  private static final int POLL_MILLIS = 200;
  private static final int MOST_LINE_BYTES = 1 << 16;

  /** Name of the driver in the share. */
  public static final String DRIVER = "ringbench.ko";

  private static final long MOST_FILE_BYTES = 64L << 20;
  private static final int MOST_FILES = 1000;
  private static final int MOST_DEPTH = 12;

  private final GuestKernel kernel;
  private final Accelerator accelerator;
  private final Path directory;
  private GuestMachine.Home home;
  private int boots;
  private String parameters = "";
  private long endsAtNs = Long.MAX_VALUE;

  /**
   * {@code directory}: an empty one of our own, of which the guest sees a folder that is new with
   * each boot.
   */
  public GuestJob(GuestKernel kernel, Accelerator accelerator, Path directory) {
    this.kernel = kernel;
    this.accelerator = accelerator;
    this.directory = directory;
  }

  /**
   * How it ended.
   *
   * @param status of the command; null when the guest ended before it
   * @param trouble what went wrong with the guest, and what to do; null when nothing did
   * @param readyMillis from the start to the command
   */
  public record Outcome(Integer status, String trouble, long readyMillis) {}

  /**
   * Refuses what this machine cannot emulate.
   *
   * @throws RingbenchException naming the package that has the emulator
   */
  public static void requireEmulator(Architecture architecture) {
    Qemu.program(architecture);
  }

  /** Words for the end of the kernel's command line. */
  public void append(String words) {
    this.parameters = words;
  }

  /** Ends whatever goes on at that {@link System#nanoTime}. */
  public void endAt(long nanoTime) {
    this.endsAtNs = nanoTime;
  }

  /** Whether that time is over. */
  public boolean isOver() {
    return endsAtNs != Long.MAX_VALUE && System.nanoTime() - endsAtNs > 0;
  }

  /** Builds the driver for the guest's kernel and puts it into the share. */
  public void carryDriver() {
    carry(DriverBuild.forKernel(kernel.release(), kernel.headers()), DRIVER);
  }

  /** Lets a file of the host be in the share of each boot. */
  public void carry(Path file, String name) {
    try {
      Files.copy(file, carried().resolve(name), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw RingbenchException.machine("Cannot copy " + file + " for the guest: " + e, e);
    }
  }

  /** What is in it when a guest boots; no guest has this directory itself. */
  public Path carried() {
    try {
      return Files.createDirectories(directory.resolve("carried"));
    } catch (IOException e) {
      throw RingbenchException.machine("Cannot prepare what the guest gets: " + e + ".", e);
    }
  }

  /** A home that no guest had before, with the carried files in its share. */
  private GuestMachine.Home freshHome() {
    try {
      home = GuestMachine.Home.make(directory.resolve("boot-" + ++boots), kernel.architecture());
      FileTree.copy(carried(), home.share(), MOST_DEPTH, MOST_FILES, Long.MAX_VALUE);
      try (Stream<Path> carried = Files.walk(home.share())) {
        for (Path each : (Iterable<Path>) carried::iterator) {
          home.confinement().give(each);
        }
      }
      return home;
    } catch (IOException e) {
      throw RingbenchException.machine("Cannot make a share for the guest: " + e + ".", e);
    }
  }

  /**
   * What the guest wrote under that name, as it is now: a copy that no guest can change any more,
   * of a file, or of a directory with the files in it. Null: there is none, or it is a link, a
   * device, or larger than anything that our programs leave there.
   */
  public Path result(String name) {
    Path file = home == null ? null : home.share().resolve(name);
    if (file == null || !PlainFile.exists(file)) {
      return null;
    }
    try {
      Path taken = Files.createDirectories(directory.resolve("results")).resolve(name);
      FileTree.copy(file, taken, MOST_DEPTH, MOST_FILES, MOST_FILE_BYTES);
      return taken;
    } catch (IOException e) {
      System.err.println("ringbench: what the guest left is not taken: " + e.getMessage());
      return null;
    }
  }

  /** Where the guest's kernel and scripts speak, which it cannot reach itself. */
  public Path console() {
    return home == null ? directory.resolve("boot-0") : home.path().resolve(GuestMachine.CONSOLE);
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
    GuestMachine.Order order = new GuestMachine.Order(command, progressFile, parameters, false);
    try (GuestMachine machine = GuestMachine.start(kernel, accelerator, order, freshHome())) {
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
    long usedMillis = machine.usedMillis();
    while (!machine.awaitEnd(POLL_MILLIS)) {
      if (isOver()) {
        return "Its time was over (last: " + last + "), so it was ended.";
      }
      String now = lastLine(home.share().resolve(progressFile));
      if (!now.equals(last)) {
        last = now;
        lastChange = System.nanoTime();
        usedMillis = machine.usedMillis();
        progress.accept(now);
      } else if (isOver(System.nanoTime() - lastChange, machine.usedMillis() - usedMillis)) {
        return "The guest did nothing for "
            + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - lastChange)
            + " s (last: "
            + last
            + "; "
            + machine.lastWords()
            + "), so it was ended.";
      }
    }
    return null;
  }

  /** Not yet for one that works on, and has had little of a busy machine's processors. */
  private static boolean isOver(long silenceNs, long usedMillis) {
    long usedNs = TimeUnit.MILLISECONDS.toNanos(usedMillis);
    boolean starved = usedNs < SILENCE_LIMIT_NS / 2 && usedNs > silenceNs / 20;
    return silenceNs > (starved ? BUSY : 1) * SILENCE_LIMIT_NS;
  }

  private static String lastLine(Path file) {
    try {
      return Tail.of(file, MOST_LINE_BYTES).lines().reduce("", (before, line) -> line);
    } catch (IOException e) {
      return ""; // not written yet, or just now, or no file
    }
  }

  /**
   * A shell in the guest, on this terminal; returns when it is left.
   *
   * @param listener hears where its share is on this machine
   */
  public void shell(Consumer<Path> listener) {
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
    GuestMachine.Home fresh = freshHome();
    listener.accept(fresh.share());
    GuestMachine.Order order = new GuestMachine.Order(command, "", parameters, true);
    try (GuestMachine machine = GuestMachine.start(kernel, accelerator, order, fresh)) {
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
