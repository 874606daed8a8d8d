// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.guest;

import dev.ringbench.model.RingbenchException;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A machine that a faulty sensor may take down. What its conductor says, and what QEMU says of the
 * machine, come in one queue in the order of their arrival. Closing kills it.
 */
public final class FaultMachine implements AutoCloseable {
  private static final int MEMORY_MIB = 256;
  private static final long CONNECT_LIMIT_NS = TimeUnit.SECONDS.toNanos(15);
  private static final long CONNECT_PAUSE_MILLIS = 2;
  private static final long QUERY_MILLIS = 20;
  private static final JsonMapper JSON = new JsonMapper();

  /**
   * Something that arrived.
   *
   * @param event whether {@code text} is the name of an event of QEMU; else it is a line from
   *     inside
   * @param atNs of System.nanoTime
   */
  public record Message(boolean event, String text, long atNs) {}

  /** Told as an event when the machine is gone. */
  public static final String GONE = "GONE";

  private final Process process;
  private final Path console;
  private final SocketChannel control;
  private final SocketChannel monitor;
  private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();
  private final BlockingQueue<JsonNode> answers = new LinkedBlockingQueue<>();

  private FaultMachine(Process process, Path directory, String name) throws IOException {
    this.process = process;
    this.console = directory.resolve(name + ".console");
    this.control = connect(directory.resolve(name + ".control"));
    this.monitor = connect(directory.resolve(name + ".monitor"));
    reader(control, line -> messages.add(new Message(false, line, System.nanoTime())));
    reader(monitor, this::monitored);
    tell("qmp_capabilities", "{}");
  }

  /**
   * Boots an image with {@code disk}, which it writes; a panic restarts it.
   *
   * @param directory for its sockets and its console, NAME.console
   */
  public static FaultMachine begin(FaultImage image, Path directory, String name, Path disk) {
    return start(image, directory, name, false, disk);
  }

  /**
   * Goes on where the image was saved.
   *
   * @param disk a copy of the image's, which it writes, and a panic restarts it; null: it writes to
   *     nothing that stays, and a panic stops it
   */
  public static FaultMachine restore(FaultImage image, Path directory, String name, Path disk) {
    return start(image, directory, name, true, disk);
  }

  private static FaultMachine start(
      FaultImage image, Path directory, String name, boolean restored, Path disk) {
    List<String> line = Qemu.commandLine(image.accelerator(), MEMORY_MIB);
    line.addAll(
        List.of("-chardev", "file,id=con,path=" + escaped(directory.resolve(name + ".console"))));
    line.addAll(List.of("-serial", "chardev:con"));
    line.addAll(List.of("-kernel", image.kernel().toString()));
    line.addAll(List.of("-initrd", image.initramfs().toString()));
    line.addAll(List.of("-append", parameters(image.accelerator())));
    line.addAll(
        List.of(
            "-drive",
            "format=raw,if=none,id=disk,file="
                + escaped(disk == null ? image.disk() : disk)
                + ",snapshot="
                + (disk == null ? "on" : "off")));
    line.addAll(List.of("-device", "virtio-blk-pci,drive=disk", "-device", "virtio-serial-pci"));
    line.addAll(socket("chardev", "id=ctl,path=", directory.resolve(name + ".control")));
    line.addAll(List.of("-device", "virtserialport,chardev=ctl,name=ringbench.control"));
    line.addAll(socket("qmp", "path=", directory.resolve(name + ".monitor")));
    line.addAll(List.of("-device", "pvpanic-pci", "-device", "i6300esb"));
    line.addAll(List.of("-watchdog-action", "inject-nmi"));
    line.addAll(
        disk == null
            ? List.of("-no-reboot", "-action", "panic=pause")
            : List.of("-action", "panic=none"));
    if (restored) {
      line.addAll(List.of("-incoming", "exec:cat '" + image.state() + "'"));
    }
    Path log = directory.resolve(name + ".qemu");
    try {
      for (String kind : List.of("console", "control", "monitor")) {
        Files.deleteIfExists(directory.resolve(name + "." + kind));
      }
      Process process =
          new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log.toFile()).start();
      try {
        return new FaultMachine(process, directory, name);
      } catch (IOException e) {
        process.destroyForcibly();
        throw RingbenchException.machine(
            "QEMU ended before it could be reached: "
                + Files.readString(log, StandardCharsets.UTF_8).strip()
                + ".",
            e);
      }
    } catch (IOException e) {
      throw RingbenchException.machine("Cannot start QEMU: " + e.getMessage() + ".", e);
    }
  }

  private static List<String> socket(String option, String prefix, Path path) {
    String value = prefix + escaped(path) + ",server=on,wait=off";
    return option.equals("qmp")
        ? List.of("-chardev", "socket,id=mon," + value, "-mon", "chardev=mon,mode=control")
        : List.of("-" + option, "socket," + value);
  }

  private static String escaped(Path path) {
    return path.toString().replace(",", ",,");
  }

  private static String parameters(Accelerator accelerator) {
    String common =
        "console=" + (Qemu.isArm() ? "ttyAMA0" : "ttyS0") + " loglevel=8 quiet panic=-1";
    return accelerator.emulated() ? common + " mitigations=off maxcpus=1" : common;
  }

  private SocketChannel connect(Path path) throws IOException {
    long deadlineNs = System.nanoTime() + CONNECT_LIMIT_NS;
    while (true) {
      try {
        return SocketChannel.open(UnixDomainSocketAddress.of(path));
      } catch (ClosedByInterruptException e) {
        throw e;
      } catch (IOException e) {
        if (!process.isAlive() || System.nanoTime() > deadlineNs) {
          throw e;
        }
      }
      try {
        Thread.sleep(CONNECT_PAUSE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private interface LineConsumer {
    void accept(String line);
  }

  private void reader(SocketChannel channel, LineConsumer to) {
    Thread thread =
        new Thread(
            () -> {
              try (BufferedReader lines =
                  new BufferedReader(Channels.newReader(channel, StandardCharsets.ISO_8859_1))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                  to.accept(line);
                }
              } catch (IOException e) {
                // Closed by us, or the machine is gone: both end here.
              }
              messages.add(new Message(true, GONE, System.nanoTime()));
            },
            "guest reader");
    thread.setDaemon(true);
    thread.start();
  }

  private void monitored(String line) {
    JsonNode node = JSON.readTree(line);
    if (node.has("event")) {
      // Who ends QEMU from outside, as a Ctrl-C of the terminal does, ends no machine by its fault.
      boolean byHost = node.path("data").path("reason").asString("").startsWith("host-");
      String event = byHost ? GONE : node.get("event").asString();
      messages.add(new Message(true, event, System.nanoTime()));
    } else if (node.has("return") || node.has("error")) {
      answers.add(node);
    }
  }

  private void tell(String command, String arguments) throws IOException {
    write(monitor, "{\"execute\":\"" + command + "\",\"arguments\":" + arguments + "}");
  }

  private static void write(SocketChannel channel, String line) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** Says a line to the conductor inside. */
  public void say(String line) {
    try {
      write(control, line);
    } catch (IOException e) {
      messages.add(new Message(true, GONE, System.nanoTime()));
    }
  }

  /** The next message; null when none came in that time. */
  public Message next(long timeoutMillis) throws InterruptedException {
    return messages.poll(timeoutMillis, TimeUnit.MILLISECONDS);
  }

  /** All lines from inside that are waiting; events stay. */
  public List<Message> linesSoFar() {
    List<Message> lines = new ArrayList<>();
    for (Iterator<Message> waiting = messages.iterator(); waiting.hasNext(); ) {
      Message message = waiting.next();
      if (!message.event()) {
        lines.add(message);
        waiting.remove();
      }
    }
    return lines;
  }

  /** As its reset button does. */
  public void reset() {
    try {
      tell("system_reset", "{}");
    } catch (IOException e) {
      messages.add(new Message(true, GONE, System.nanoTime()));
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
    answers.clear();
    tell("migrate", "{\"uri\":" + JSON.writeValueAsString("exec:cat > '" + to + "'") + "}");
    long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limitMillis);
    while (System.nanoTime() < deadlineNs) {
      tell("query-migrate", "{}");
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

  /** What its kernel has said so far. */
  public String consoleText() {
    try {
      return Files.exists(console)
          ? new String(Files.readAllBytes(console), StandardCharsets.ISO_8859_1)
          : "";
    } catch (IOException e) {
      throw RingbenchException.machine("Cannot read " + console + ": " + e.getMessage() + ".", e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    List<SocketChannel> channels = new ArrayList<>(List.of(control, monitor));
    for (SocketChannel channel : channels) {
      try {
        channel.close();
      } catch (IOException e) {
        // It is gone either way.
      }
    }
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
