// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run.measure;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.ringbench.model.RingbenchException;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;

/**
 * One side's place in a session of two builds: who has the turn measures, and the other waits. A
 * turn lasts until this asks for the next one, or is closed.
 */
public final class Turns implements AutoCloseable {
  /** Environment variable in which a side finds {@link TurnKeeper#address}. */
  public static final String VARIABLE = "RINGBENCH_TURNS";

  /** Of the words between client and keeper, which are of two builds. */
  static final String GREETING = "ringbench-turns-1 ";

  /** Keeper to client. */
  static final int GO = 'g';

  /** Of a run that has nobody beside it: it is always its turn. */
  private static final Turns ALONE = new Turns(null);

  private final Socket socket;

  private Turns(Socket socket) {
    this.socket = socket;
  }

  /**
   * Joins a session.
   *
   * @param address {@code port/token}, as {@link TurnKeeper#address} gives it; null or empty: there
   *     is none
   * @throws RingbenchException machine: nobody keeps turns there
   */
  public static Turns at(String address) {
    if (address == null || address.isEmpty()) {
      return ALONE;
    }
    int slash = address.indexOf('/');
    try {
      Socket socket =
          new Socket(
              InetAddress.getLoopbackAddress(), Integer.parseInt(address.substring(0, slash)));
      socket.setTcpNoDelay(true);
      socket
          .getOutputStream()
          .write((GREETING + address.substring(slash + 1) + "\n").getBytes(US_ASCII));
      return new Turns(socket);
    } catch (IOException e) {
      throw RingbenchException.machine(
          "The session that this run is a side of has ended: " + e.getMessage() + ".", e);
    }
  }

  /**
   * Ends the turn that this has, and waits for the next.
   *
   * @param step how far this side is; who is behind goes on alone until both are as far
   * @throws UncheckedIOException the session has ended
   */
  public void next(int step) {
    if (socket == null) {
      return;
    }
    try {
      socket.getOutputStream().write((step + "\n").getBytes(US_ASCII));
      if (socket.getInputStream().read() != GO) {
        throw new EOFException("the session of two builds has ended");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** For who takes no turns: returns when the session has ended. */
  public void awaitEnd() {
    try {
      while (socket.getInputStream().read() != -1) {
        // Nothing is said any more.
      }
    } catch (IOException e) {
      // That is an end, too.
    }
  }

  @Override
  public void close() {
    if (socket != null) {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
