// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.guest;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * What a machine says, in the order of arrival: lines from inside, and events of its emulator. What
 * waits is bounded, as a guest may speak faster than anybody listens.
 */
final class MachineMessages {
  private static final int MOST_LINE_CHARACTERS = 1 << 16;

  /** What a message takes beside its text. */
  private static final int MESSAGE_CHARACTERS = 128;

  private static final int MOST_WAITING_CHARACTERS = 1 << 23;

  private final BlockingQueue<Machine.Message> messages = new LinkedBlockingQueue<>();
  private final AtomicLong waitingCharacters = new AtomicLong();
  private volatile boolean closed;

  /** As much of a line as one of ours has; what is behind that is passed over. */
  static String readLine(Reader in) throws IOException {
    StringBuilder line = new StringBuilder();
    int next = in.read();
    if (next < 0) {
      return null;
    }
    for (; next >= 0 && next != '\n'; next = in.read()) {
      if (line.length() < MOST_LINE_CHARACTERS) {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  /** A guest that speaks faster than anybody listens waits: what is kept of it is bounded. */
  void addLine(String line) {
    while (!closed && waitingCharacters.get() > MOST_WAITING_CHARACTERS) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
    waitingCharacters.addAndGet(line.length() + MESSAGE_CHARACTERS);
    messages.add(new Machine.Message(false, line, System.nanoTime()));
  }

  private Machine.Message taken(Machine.Message message) {
    if (message != null && !message.event()) {
      waitingCharacters.addAndGet(-message.text().length() - MESSAGE_CHARACTERS);
    }
    return message;
  }

  /** Of the emulator, and never waits. */
  void addEvent(String event) {
    messages.add(new Machine.Message(true, event, System.nanoTime()));
  }

  /** See {@link Machine#next}. */
  Machine.Message next(long timeoutMillis) throws InterruptedException {
    return taken(messages.poll(timeoutMillis, TimeUnit.MILLISECONDS));
  }

  /** See {@link Machine#linesSoFar}. */
  List<Machine.Message> linesSoFar() {
    List<Machine.Message> lines = new ArrayList<>();
    for (Iterator<Machine.Message> waiting = messages.iterator(); waiting.hasNext(); ) {
      Machine.Message message = waiting.next();
      if (!message.event()) {
        lines.add(taken(message));
        waiting.remove();
      }
    }
    return lines;
  }

  /** Lets nobody wait any more who adds a line. */
  void close() {
    closed = true;
  }
}
