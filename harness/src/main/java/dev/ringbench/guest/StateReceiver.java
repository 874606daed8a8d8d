// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.guest;

import dev.ringbench.files.PlainFile;
import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Takes what QEMU sends of a machine's memory and devices, so that QEMU needs no file of ours and
 * no shell.
 */
final class StateReceiver implements AutoCloseable {
  private final ServerSocketChannel server;
  private final Thread writer;
  private volatile IOException failed;

  /** {@code socket}: in a directory that only QEMU and we may enter. */
  StateReceiver(Path socket, Path to) throws IOException {
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw-rw-"));
    writer = new Thread(() -> receive(to), "save a machine");
    writer.setDaemon(true);
    writer.start();
  }

  private void receive(Path to) {
    try (SocketChannel from = server.accept();
        OutputStream out = PlainFile.create(to)) {
      Channels.newInputStream(from).transferTo(out);
    } catch (IOException e) {
      failed = e;
    }
  }

  /** Until all is written. */
  void awaitEnd(long limitMillis) throws InterruptedException {
    writer.join(limitMillis);
    if (writer.isAlive() || failed != null) {
      throw RingbenchException.machine(
          "The machine could not be saved"
              + (failed == null ? " in time" : ": " + failed.getMessage())
              + ". Free space, and run again.",
          failed);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
