// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.guest;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A socket of a running QEMU: of its monitor, its guest's serial line, or its saved state. */
final class QemuChannel implements AutoCloseable {
  private static final long CONNECT_LIMIT_NS = TimeUnit.SECONDS.toNanos(15);
  private static final long CONNECT_PAUSE_MILLIS = 2;

  private final SocketChannel channel;

  private QemuChannel(SocketChannel channel) {
    this.channel = channel;
  }

  /** Connects to a socket that QEMU is about to open. */
  static QemuChannel open(Process process, Path path) throws IOException {
    long deadlineNs = System.nanoTime() + CONNECT_LIMIT_NS;
    while (true) {
      try {
        return new QemuChannel(SocketChannel.open(UnixDomainSocketAddress.of(path)));
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

  SocketChannel channel() {
    return channel;
  }

  /**
   * Reads lines in a thread of its own.
   *
   * @param atEnd called when there will be no more of them
   */
  void read(Consumer<String> to, Runnable atEnd) {
    Thread thread =
        new Thread(
            () -> {
              try (Reader lines =
                  new BufferedReader(Channels.newReader(channel, StandardCharsets.ISO_8859_1))) {
                for (String line = MachineMessages.readLine(lines);
                    line != null;
                    line = MachineMessages.readLine(lines)) {
                  to.accept(line);
                }
              } catch (IOException | RuntimeException e) {
                // Closed by us, the machine is gone, or QEMU speaks something else: all end here.
              }
              atEnd.run();
            },
            "guest reader");
    thread.setDaemon(true);
    thread.start();
  }

  void write(byte[] all) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(all);
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // It is gone either way.
    }
  }
}
