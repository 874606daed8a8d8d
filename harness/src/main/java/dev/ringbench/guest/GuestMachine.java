// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.guest;

import dev.ringbench.files.PlainFile;
import dev.ringbench.model.Architecture;
import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One disposable machine: boots, does its command, switches itself off. It sees the host's programs
 * read-only below a tmpfs of its own, and writes to its share alone, which is new with each boot.
 * The kernel kills it when this process ends, however that happens.
 */
final class GuestMachine implements AutoCloseable {
  private static final int MEMORY_MIB = 2048;
  private static final int POLL_MILLIS = 20;

  /** Times a limit that a starved guest gets on top of it, and how often it is looked at. */
  private static final int BUSY = 3;

  private static final int STEP_MILLIS = 5000;
  private static final int MOST_STATUS_BYTES = 16;
  private static final int MOST_LAST_BYTES = 1 << 14;

  /** In the home of a guest. */
  static final String SHARED = "share";

  static final String CONSOLE = "console.log";

  /** Mounted by native/guest/init. */
  static final String SHARE = "/share";

  private final Process process;
  private final Path share;
  private final Path console;

  /** Null: the guest writes to its share itself. */
  private final SerialFiles serial;

  private GuestMachine(Process process, Path share, Path console, SerialFiles serial) {
    this.process = process;
    this.share = share;
    this.console = console;
    this.serial = serial;
  }

  /**
   * What a guest is to do.
   *
   * @param command shell script
   * @param progressFile of its share, which grows
   * @param parameters for the kernel's command line, behind ours
   * @param terminal whether it has this terminal, both ways; else what its kernel and scripts say
   *     is in {@link #CONSOLE}
   */
  record Order(String command, String progressFile, String parameters, boolean terminal) {}

  /**
   * Starts a guest. One whose kernel knows no 9p, or is of another architecture, has no files of
   * the host, but what is in its share and the libraries that need; see {@link SerialFiles}.
   *
   * @param home of this guest alone, new; what of it the guest has is its folder {@link #SHARED}
   */
  static GuestMachine start(GuestKernel kernel, Accelerator accelerator, Order order, Home home) {
    BootFiles files = BootFiles.of(kernel);
    boolean shares = kernel.reachesFiles();
    SerialFiles serial = shares ? null : new SerialFiles(home, kernel.architecture());
    HostFiles host = shares ? HostFiles.ofThisMachine() : HostFiles.NONE;
    boolean terminal = order.terminal();
    try {
      Path console = home.path().resolve(CONSOLE);
      Path initramfs = initramfs(home, files, host, serial, order);
      List<String> line =
          Qemu.commandLine(
              home.confinement(),
              kernel.architecture(),
              accelerator,
              MEMORY_MIB,
              devices(
                  home.confinement().readable(files.kernel(), home.path().getParent()),
                  initramfs,
                  parameters(accelerator, kernel.architecture(), order.parameters()),
                  serial == null ? shared(host, home.share()) : serial.devices(order),
                  terminal));
      ProcessBuilder builder = new ProcessBuilder(line);
      if (terminal) {
        builder.inheritIO();
      } else {
        PlainFile.create(console).close();
        builder
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(console.toFile()));
      }
      return new GuestMachine(builder.start(), home.share(), console, serial);
    } catch (IOException e) {
      throw RingbenchException.machine("Cannot start the guest: " + e + ".", e);
    }
  }

  /**
   * What a boot has of this machine's disk.
   *
   * @param path that the guest never sees
   */
  record Home(Path path, Confinement confinement) {
    /** Makes it; nothing of that name may be there. */
    static Home make(Path path, Architecture architecture) throws IOException {
      Confinement confinement =
          Confinement.of(HostFiles.ofThisMachine().directories(), path.getParent(), architecture);
      Home home = new Home(confinement.directory(path), confinement);
      confinement.directory(home.share());
      return home;
    }

    /** What the guest sees as {@link GuestMachine#SHARE}. */
    Path share() {
      return path.resolve(SHARED);
    }
  }

  /** The cached one with what this guest is to do behind it. */
  private static Path initramfs(
      Home home, BootFiles files, HostFiles host, SerialFiles serial, Order order)
      throws IOException {
    Path made = home.path().resolve("initramfs");
    try (OutputStream out = PlainFile.create(made)) {
      Files.copy(files.initramfs(), out);
      try (CpioArchive archive = new CpioArchive(out)) {
        host.writeTo(archive);
        if (serial != null) {
          serial.writeTo(archive, order);
        }
        archive.file("job/start", Files.readAllBytes(files.startScript()));
        archive.file("job/command", order.command().getBytes(StandardCharsets.UTF_8));
      }
    }
    return home.confinement().give(made);
  }

  private static List<String> devices(
      Path kernel, Path initramfs, String parameters, List<String> reach, boolean terminal) {
    List<String> line = new ArrayList<>();
    line.add("-no-reboot");
    // Ctrl-C in a shell is the guest's.
    line.addAll(List.of("-chardev", "stdio,id=console,signal=" + (terminal ? "off" : "on")));
    line.addAll(List.of("-serial", "chardev:console"));
    line.addAll(List.of("-kernel", kernel.toString()));
    line.addAll(List.of("-initrd", initramfs.toString()));
    line.addAll(List.of("-append", parameters));
    line.addAll(reach);
    return line;
  }

  private static List<String> shared(HostFiles host, Path share) {
    List<String> line = new ArrayList<>();
    for (int i = 0; i < host.directories().size(); i++) {
      line.addAll(directory("host" + i, host.directories().get(i), "none,readonly=on"));
    }
    // Links, devices and bits of mode that the guest makes are notes in files here, and nothing
    // else.
    line.addAll(directory("share", share, "mapped-file,fmode=0600,dmode=0700"));
    return line;
  }

  private static String parameters(
      Accelerator accelerator, Architecture architecture, String more) {
    String common =
        "console="
            + Qemu.console(architecture)
            + " quiet loglevel=4 panic=-1 oops=panic softlockup_panic=1 ringbench.acceleration="
            + accelerator.parameter();
    // Work-arounds for a processor that is not there would only be emulated. And the kernel patches
    // its
    // code most while it boots: native/guest/start switches the other CPUs on when that is over.
    String ours = accelerator.emulated() ? common + " mitigations=off maxcpus=1" : common;
    return more.isEmpty() ? ours : ours + " " + more;
  }

  private static List<String> directory(String tag, Path path, String model) {
    return List.of(
        "-fsdev",
        "local,id="
            + tag
            + ",path="
            + Qemu.value(path)
            + ",multidevs=remap,security_model="
            + model,
        "-device",
        "virtio-9p-pci,fsdev=" + tag + ",mount_tag=" + tag);
  }

  /**
   * Waits for the command to begin; false when the guest ended first, or not in time. One that
   * works on, and has had little of a busy machine's processors, gets more time.
   */
  boolean awaitReady(long timeoutMillis) throws InterruptedException {
    if (isReadyWithin(timeoutMillis)) {
      return true;
    }
    long usedMillis = usedMillis();
    for (long extra = 0; extra < BUSY * timeoutMillis; extra += STEP_MILLIS) {
      if (usedMillis > timeoutMillis * 3 / 4 || !process.isAlive()) {
        return false;
      }
      if (isReadyWithin(STEP_MILLIS)) {
        return true;
      }
      long now = usedMillis();
      if (now - usedMillis < STEP_MILLIS / 20) {
        return false; // it hangs
      }
      usedMillis = now;
    }
    return false;
  }

  private boolean isReadyWithin(long timeoutMillis) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    while (!isReady()) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        return false;
      }
      Thread.sleep(POLL_MILLIS);
    }
    return true;
  }

  private boolean isReady() {
    receive();
    return PlainFile.exists(share.resolve("ready"));
  }

  private void receive() {
    if (serial != null) {
      serial.receive();
    }
  }

  /** Processor time that the emulator has had. */
  long usedMillis() {
    return process.info().totalCpuDuration().map(Duration::toMillis).orElse(Long.MAX_VALUE);
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
    receive();
    try {
      return Integer.valueOf(PlainFile.text(share.resolve("exit"), MOST_STATUS_BYTES).strip());
    } catch (IOException | NumberFormatException e) {
      return null;
    }
  }

  /** The last lines that the guest said. */
  String lastWords() {
    try {
      List<String> lines =
          Tail.of(console, MOST_LAST_BYTES).lines().filter(line -> !line.isBlank()).toList();
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
