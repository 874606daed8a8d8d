// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.guest;

import java.util.List;

/**
 * A machine that a faulty sensor may take down, as its watcher sees it: what its conductor says and
 * what QEMU says of it come in one queue, in the order of their arrival. Nothing that comes from
 * inside is to be trusted.
 */
public interface Machine extends AutoCloseable {
  /** Told as an event when QEMU is gone. */
  String GONE = "GONE";

  /**
   * Something that arrived.
   *
   * @param event whether {@code text} is the name of an event of QEMU; else it is a line from
   *     inside
   * @param atNs of System.nanoTime
   */
  record Message(boolean event, String text, long atNs) {}

  /** Gives an order to the conductor inside; its bytes are of native/fault/order.h. */
  void tell(byte[] order);

  /** The next message; null when none came in that time. */
  Message next(long timeoutMillis) throws InterruptedException;

  /** All lines from inside that are waiting; events stay. */
  List<Message> linesSoFar();

  /** As its reset button does. */
  void reset();

  /** What its kernel has said so far, as far as it is kept. */
  String consoleText();

  /**
   * What QEMU or this machine did to it: QEMU was ended, does not answer, or stopped the machine
   * because of an error here. Null: nothing of the kind, and whatever became of the machine became
   * of it inside.
   */
  String failureOfHost() throws InterruptedException;

  @Override
  void close();
}
