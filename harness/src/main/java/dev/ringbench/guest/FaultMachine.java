// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.guest;

import dev.ringbench.files.PlainFile;
import dev.ringbench.model.Architecture;
import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A machine that a faulty sensor may take down. What its conductor says, and what QEMU says of the
 * machine, come in one queue in the order of their arrival. Closing kills it.
 */
public final class FaultMachine implements Machine {
  private static final int MEMORY_MIB = 256;
  private static final long QUERY_MILLIS = 20;
  private static final long ANSWER_SECONDS = 5;

  /** To go on takes it an instant, and seconds where the host has much else to do. */
  private static final long RUNNING_LIMIT_SECONDS = 60;

  /** Its channels break before it has ended. */
  private static final long END_MILLIS = 200;

  /** Exit statuses above it name a signal. */
  private static final int SIGNALS = 128;

  /** Of QEMU's RunState; a guest that panicked, slept or ended by itself has another. */
  private static final Set<String> STOPPED_BY_HOST =
      Set.of("io-error", "internal-error", "paused", "inmigrate", "postmigrate");

  private static final int MOST_CONSOLE_BYTES = 1 << 22;
  private static final int MOST_LOG_BYTES = 1 << 12;
  private static final JsonMapper JSON = new JsonMapper();

  /** QEMU ended, or did not open its channels, before anything could be asked of the machine. */
  public static final class UnreachableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreachableException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  private final Process process;

  /** Of this machine alone: its sockets, its disk and its console. */
  private final Path home;

  private final QemuChannel control;
  private final QemuChannel monitor;
  private final MachineMessages messages = new MachineMessages();
  private final BlockingQueue<JsonNode> answers = new LinkedBlockingQueue<>();
  private final CountDownLatch running = new CountDownLatch(1);

  private FaultMachine(Process process, Path home, Path state) throws IOException {
    this.process = process;
    this.home = home;
    this.control = QemuChannel.open(process, home.resolve(FaultMachineDevices.CONTROL));
    this.monitor = QemuChannel.open(process, home.resolve(FaultMachineDevices.MONITOR));
    control.read(messages::addLine, this::gone);
    monitor.read(this::monitored, this::gone);
    ask("qmp_capabilities", "{}");
    if (state != null) {
      load(state);
      // It may run already, and its event may have come before events were asked for.
      ask("query-status", "{}");
    }
  }

  /**
   * Boots an image, whose disk it writes; a panic restarts it.
   *
   * @param directory for its files
   */
  static FaultMachine begin(FaultImage image, Path directory, String name)
      throws UnreachableException {
    return start(image, directory, name, false, true);
  }

  /**
   * Goes on where the image was saved.
   *
   * @param rebooted whether it writes to a disk, a copy of the image's, and a panic restarts it;
   *     else it writes to nothing that stays, and a panic stops it
   */
  public static FaultMachine restore(
      FaultImage image, Path directory, String name, boolean rebooted) throws UnreachableException {
    return start(image, directory, name, true, rebooted);
  }

  private static FaultMachine start(
      FaultImage image, Path directory, String name, boolean restored, boolean rebooted)
      throws UnreachableException {
    Path log = directory.resolve(name + ".qemu");
    try {
      Confinement confinement = Confinement.of(List.of(), directory, Architecture.ours());
      Path home = directory.resolve(name);
      remove(home);
      confinement.directory(home);
      Path disk = home.resolve(FaultMachineDevices.DISK);
      Files.copy(image.disk(), disk);
      confinement.give(disk);
      List<String> line =
          Qemu.commandLine(
              confinement,
              Architecture.ours(),
              image.accelerator(),
              MEMORY_MIB,
              FaultMachineDevices.commandLine(
                  image,
                  confinement.readable(image.kernel(), directory),
                  confinement.readable(image.initramfs(), directory),
                  home,
                  restored,
                  rebooted));
      PlainFile.create(log).close();
      Process process =
          new ProcessBuilder(line)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      try {
        FaultMachine machine = new FaultMachine(process, home, restored ? image.state() : null);
        if (restored) {
          machine.awaitRunning();
        }
        return machine;
      } catch (IOException e) {
        process.destroyForcibly();
        throw new UnreachableException(
            "QEMU ended before it could be reached: " + Tail.of(log, MOST_LOG_BYTES).strip(), e);
      }
    } catch (IOException e) {
      throw new UnreachableException("Cannot start QEMU: " + e, e);
    }
  }

  /** What a machine of that name before left; links go, and not what they point to. */
  private static void remove(Path home) throws IOException {
    if (!PlainFile.exists(home)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(home)) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
    Files.delete(home);
  }

  /** Its memory and devices as they were saved. */
  private void load(Path state) throws IOException {
    Thread limit =
        new Thread(
            () -> {
              try {
                TimeUnit.SECONDS.sleep(RUNNING_LIMIT_SECONDS);
                process.destroyForcibly(); // it was stopped, and nothing can be written to it
              } catch (InterruptedException e) {
                // Loaded in time.
              }
            },
            "limit of loading a guest");
    limit.setDaemon(true);
    limit.start();
    try (FileChannel from = FileChannel.open(state);
        QemuChannel to = QemuChannel.open(process, home.resolve(FaultMachineDevices.STATE))) {
      for (long at = 0; at < from.size(); ) {
        at += from.transferTo(at, from.size() - at, to.channel());
      }
    } finally {
      limit.interrupt();
    }
  }

  /** Until then nobody inside can give a sign of life, and its silence is the host's. */
  private void awaitRunning() throws UnreachableException {
    String why = "QEMU did not let the machine go on within " + RUNNING_LIMIT_SECONDS + " s";
    try {
      if (running.await(RUNNING_LIMIT_SECONDS, TimeUnit.SECONDS)) {
        if (process.isAlive()) {
          return;
        }
        why = "QEMU ended before the machine went on";
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      why = "interrupted while the machine was restored";
    }
    close();
    throw new UnreachableException(why, null);
  }

  private void gone() {
    running.countDown(); // or it would be waited for
    messages.addEvent(GONE);
  }

  private void monitored(String line) {
    JsonNode node = JSON.readTree(line);
    if (node.has("event")) {
      // Who ends QEMU from outside, as a Ctrl-C of the terminal does, ends no machine by its fault.
      String event = node.get("event").asString();
      // A reset has such a reason, too: of a boot that hangs, by us.
      if (event.equals("SHUTDOWN")
          && node.path("data").path("reason").asString("").startsWith("host-")) {
        event = GONE;
      }
      if (event.equals("RESUME")) {
        running.countDown();
      }
      messages.addEvent(event);
    } else if (running.getCount() > 0 && node.path("return").has("running")) {
      if (node.path("return").path("running").asBoolean(false)) {
        running.countDown();
      }
    } else if (node.has("return") || node.has("error")) {
      answers.add(node);
    }
  }

  private void ask(String command, String arguments) throws IOException {
    monitor.write(
        ("{\"execute\":\"" + command + "\",\"arguments\":" + arguments + "}\n")
            .getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void tell(byte[] order) {
    try {
      control.write(order);
    } catch (IOException e) {
      messages.addEvent(GONE);
    }
  }

  @Override
  public Message next(long timeoutMillis) throws InterruptedException {
    return messages.next(timeoutMillis);
  }

  @Override
  public List<Message> linesSoFar() {
    return messages.linesSoFar();
  }

  @Override
  public void reset() {
    try {
      ask("system_reset", "{}");
    } catch (IOException e) {
      messages.addEvent(GONE);
    }
  }

  /** The rest of the next line that begins with that word; null when it did not come in time. */
  public String awaitLine(String word, long limitMillis) throws InterruptedException {
    long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limitMillis);
    while (true) {
      Message message = next(TimeUnit.NANOSECONDS.toMillis(deadlineNs - System.nanoTime()));
      if (message == null || (message.event() && message.text().equals(GONE))) {
        return null;
      }
      if (!message.event() && message.text().startsWith(word + " ")) {
        return message.text().substring(word.length() + 1);
      }
    }
  }

  /** Writes memory and devices to a file; the disk has what belongs to it. */
  void save(Path to, long limitMillis) throws IOException, InterruptedException {
    Path socket = home.resolve(FaultMachineDevices.STATE);
    try (StateReceiver receiver = new StateReceiver(socket, to)) {
      answers.clear();
      ask("migrate", "{\"uri\":" + JSON.writeValueAsString("unix:" + socket) + "}");
      awaitSaved(limitMillis);
      receiver.awaitEnd(limitMillis);
    }
  }

  /** As it is after {@link #save}. */
  void copyDisk(Path to) throws IOException {
    try (InputStream from = PlainFile.open(home.resolve(FaultMachineDevices.DISK));
        OutputStream out = PlainFile.create(to)) {
      from.transferTo(out);
    }
  }

  private void awaitSaved(long limitMillis) throws IOException, InterruptedException {
    long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limitMillis);
    while (System.nanoTime() < deadlineNs) {
      ask("query-migrate", "{}");
      JsonNode answer = answers.poll(QUERY_MILLIS, TimeUnit.MILLISECONDS);
      String status = answer == null ? "" : answer.path("return").path("status").asString("");
      if (status.equals("completed")) {
        return;
      }
      if (status.equals("failed") || (answer != null && answer.has("error"))) {
        throw RingbenchException.machine("QEMU cannot save the machine: " + answer + ".");
      }
      Thread.sleep(QUERY_MILLIS);
    }
    throw RingbenchException.machine("QEMU did not save the machine in time.");
  }

  @Override
  public String failureOfHost() throws InterruptedException {
    if (process.waitFor(END_MILLIS, TimeUnit.MILLISECONDS)) {
      int status = process.exitValue();
      return status > SIGNALS
          ? "QEMU was ended by signal " + (status - SIGNALS)
          : "QEMU ended by itself with status " + status;
    }
    try {
      answers.clear();
      ask("query-status", "{}");
    } catch (IOException e) {
      return "the channel to QEMU broke";
    }
    JsonNode answer = answers.poll(ANSWER_SECONDS, TimeUnit.SECONDS);
    if (answer == null) {
      return "QEMU did not answer for "
          + ANSWER_SECONDS
          + " s: it was stopped, or this machine had no time for it";
    }
    String status = answer.path("return").path("status").asString("");
    return STOPPED_BY_HOST.contains(status) ? "QEMU stopped the machine: " + status : null;
  }

  @Override
  public String consoleText() {
    Path console = home.resolve(FaultMachineDevices.CONSOLE);
    try (InputStream in = PlainFile.open(console)) {
      return new String(in.readNBytes(MOST_CONSOLE_BYTES), StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      return "";
    } catch (IOException e) {
      throw RingbenchException.machine("Cannot read " + console + ": " + e.getMessage() + ".", e);
    }
  }

  @Override
  public void close() {
    messages.close();
    process.destroyForcibly();
    control.close();
    monitor.close();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
