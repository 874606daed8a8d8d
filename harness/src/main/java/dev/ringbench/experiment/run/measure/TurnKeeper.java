// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run.measure;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets two runs measure block by block in turn. A step begins when both are ready for it: one
 * measures, then the other. Who is first changes with each step; who is behind, because a fork of
 * the other died, goes on alone until it is not. Loopback TCP: nothing is left in a file system,
 * however this process ends.
 */
public final class TurnKeeper implements AutoCloseable {
  private static final int SIDES = 2;
  private static final int NOBODY = -1;
  private static final int TOKEN_BYTES = 16;

  /** With the end of its line. */
  private static final int GREETING_BYTES = Turns.GREETING.length() + 2 * TOKEN_BYTES + 1;

  private static final int LONGEST_GREETING_MILLIS = 30_000;
  private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(10);

  private final ServerSocket server;
  private final String[] tokens = new String[SIDES];
  private final Socket[] ready = new Socket[SIDES];
  private final int[] step = new int[SIDES];
  private final boolean[] ended = new boolean[SIDES];
  private int first;
  private Socket measuring;
  private int second = NOBODY;

  /** {@code first}: the side that is first in the first step, 0 or 1. */
  public TurnKeeper(int first) throws IOException {
    this.first = first;
    server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    SecureRandom random = new SecureRandom();
    for (int side = 0; side < SIDES; side++) {
      byte[] token = new byte[TOKEN_BYTES];
      random.nextBytes(token);
      tokens[side] = HexFormat.of().formatHex(token);
    }
    start(this::accept);
  }

  /** Where a side's processes join: {@link Turns#at}. */
  public String address(int side) {
    return server.getLocalPort() + "/" + tokens[side];
  }

  /** That side comes no more: the other need not wait for it. */
  public synchronized void ended(int side) {
    ended[side] = true;
    goOn();
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "keep turns");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        start(() -> serve(client));
      } catch (IOException e) {
        // Closed, or a client that was gone before it was served, or no descriptor is free.
        LockSupport.parkNanos(PAUSE_NS);
      }
    }
  }

  /** Until it is gone. Who has no token is not served. */
  private void serve(Socket client) {
    try (client) {
      client.setTcpNoDelay(true);
      client.setSoTimeout(LONGEST_GREETING_MILLIS);
      int side = side(new String(client.getInputStream().readNBytes(GREETING_BYTES), US_ASCII));
      if (side == NOBODY) {
        return;
      }
      client.setSoTimeout(0);
      BufferedReader from =
          new BufferedReader(new InputStreamReader(client.getInputStream(), US_ASCII));
      try {
        for (String line = from.readLine(); line != null; line = from.readLine()) {
          ready(side, Integer.parseInt(line), client);
        }
      } finally {
        gone(side, client);
      }
    } catch (IOException e) {
      // It is gone, as every client is in the end.
    }
  }

  private int side(String greeting) {
    for (int side = 0; side < SIDES; side++) {
      if (greeting.equals(Turns.GREETING + tokens[side] + "\n")) {
        return side;
      }
    }
    return NOBODY;
  }

  private synchronized void ready(int side, int next, Socket client) {
    release(client);
    ready[side] = client;
    step[side] = next;
    goOn();
  }

  private synchronized void gone(int side, Socket client) {
    release(client);
    if (ready[side] == client) {
      ready[side] = null;
    }
    goOn();
  }

  private void release(Socket client) {
    if (measuring == client) {
      measuring = null;
    }
  }

  /** Gives the turn to whoever has it next, if that is known. */
  private void goOn() {
    if (measuring != null) {
      return;
    }
    if (second != NOBODY) {
      int next = second;
      second = NOBODY;
      if (ready[next] != null) {
        give(next);
        return;
      }
    }
    if (ready[0] != null && ready[1] != null) {
      if (step[0] != step[1]) {
        give(step[0] < step[1] ? 0 : 1);
        return;
      }
      int next = first;
      second = 1 - next;
      first = second;
      give(next);
      return;
    }
    for (int side = 0; side < SIDES; side++) {
      if (ready[side] != null && ended[1 - side]) {
        give(side);
        return;
      }
    }
  }

  private void give(int side) {
    measuring = ready[side];
    ready[side] = null;
    try {
      measuring.getOutputStream().write(Turns.GO);
    } catch (IOException e) {
      // It is gone; the thread that serves it says so.
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
