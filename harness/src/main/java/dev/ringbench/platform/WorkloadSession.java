// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform;

import dev.ringbench.model.Cell;

/**
 * The workload of one thread, with at most one sensor attached. Belongs to the thread that opened
 * it. Whoever measures attaches, wants the canary, runs blocks, wants the canary, detaches.
 */
public interface WorkloadSession extends AutoCloseable {
  /**
   * Attaches the cell's sensor to this thread's operations.
   *
   * @throws SensorException when it cannot be attached; nothing is attached then
   */
  void attach(Cell cell) throws SensorException;

  /**
   * One known operation.
   *
   * @throws SensorException when the sensor did not report it, or should have refused it and did
   *     not
   */
  void canary() throws SensorException;

  /**
   * Closed loop: the next operation starts when the last is done.
   *
   * @return how many operations were done: {@code count}, or fewer after {@code limitNs}
   */
  int runClosed(int count, long limitNs) throws SensorException;

  /** Open loop: operation i is due i x {@code intervalNs} after the first. */
  int runOpen(int count, long intervalNs) throws SensorException;

  /** Waits for the last events and brings {@link #accounting()} up to date. */
  void settle() throws SensorException;

  /** Never leaves anything attached. */
  void detach() throws SensorException;

  /** The stamps of the last block. */
  SampleBuffer samples();

  /** Counters since attach, as of the last {@link #settle()} (issued and delivered: as of now). */
  Accounting accounting();

  /**
   * ns an operation: two bare clock reads ({@code stamped} false), or a stamped operation that does
   * nothing. Needs something attached, {@code none} will do.
   */
  double stampingNs(int count, boolean stamped);

  @Override
  void close();

  /** Times in ns of CLOCK_MONOTONIC by index in the block; 0 where no stamp was taken. */
  interface SampleBuffer {
    long intendedNs(int index);

    long startNs(int index);

    long endNs(int index);

    long deliveredNs(int index);

    long verdictNs(int index);
  }

  /**
   * Events since attach.
   *
   * @param issued operations of the workload
   * @param delivered events of them that the sensor received
   * @param lost events that the sensor knows it lost; null: it knows that it lost some, not how
   *     many
   * @param foreign events of somebody else
   * @param cpuUserNs of the sensor process since its start
   * @param cpuSystemNs of the sensor process since its start
   * @param peakRssKib of the sensor process; 0 without one
   * @param voluntarySwitches how often the thread that receives events slept since its start; 0
   *     without one
   */
  record Accounting(
      long issued,
      long delivered,
      Long lost,
      long foreign,
      long cpuUserNs,
      long cpuSystemNs,
      long peakRssKib,
      long voluntarySwitches) {}
}
