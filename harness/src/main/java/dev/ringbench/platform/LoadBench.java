// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform;

import dev.ringbench.model.Arrivals;
import dev.ringbench.model.Cell;
import java.nio.file.Path;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * Sensors under load, in a process without a JVM: one is attached, gets loads, is detached. A
 * sensor that fails is a {@link SensorException}, and the bench can be used for the next one.
 */
public interface LoadBench extends AutoCloseable {
  /** Producing threads that there may be at most. */
  int MOST_THREADS = 16;

  /**
   * Attaches the cell's sensor and wants its canary.
   *
   * @param threads that produce
   * @param queueBytes of what events wait in, where we choose it; 0: as ever
   * @param events whether the sensor reports any
   */
  void attach(Cell cell, int threads, int queueBytes, boolean events) throws SensorException;

  /** One load on what is attached. */
  Load run(Offer offer) throws SensorException;

  /**
   * Runs a line of shell commands on every CPU, in the bench's directory, with the sensor attached
   * for everybody's operations; see {@link #attachForPrograms}.
   */
  Programs runPrograms(String commands, int timeoutSeconds) throws SensorException;

  /** Attaches the cell's sensor to whatever anybody on the machine does, and wants its canary. */
  void attachForPrograms(Cell cell) throws SensorException;

  /**
   * What stands before a command that is to see the files of the bench: they are on a private mount
   * where that is allowed. Something has to have been attached before, if only no sensor.
   */
  List<String> inside();

  /**
   * Where this process finds what the bench's programs see under a path, also if it is on a mount
   * of the bench's own. Good as long as the bench is; something has to have been attached before.
   */
  Path seen(Path absolute);

  /** Wants the canary again; nothing is attached afterwards, whatever it says. */
  void detach() throws SensorException;

  @Override
  void close();

  /**
   * What programs took.
   *
   * @param status exit status of the shell
   * @param delivered events
   * @param lost that the sensor counted
   * @param lostUnknown whether more were lost, and nobody says how many
   */
  record Programs(
      int status,
      long elapsedNs,
      long userNs,
      long systemNs,
      long delivered,
      long lost,
      boolean lostUnknown,
      long sensorCpuNs) {}

  /**
   * What is asked for.
   *
   * @param ratePerSecond over all threads; 0: as fast as operations come
   * @param seed of the arrivals
   */
  record Offer(double ratePerSecond, int millis, Arrivals arrivals, long seed) {
    /** As fast as operations come. */
    public static Offer unpaced(int millis) {
      return new Offer(0, millis, Arrivals.EVEN, 0);
    }

    /** At equal distances. */
    public static Offer even(double ratePerSecond, int millis) {
      return new Offer(ratePerSecond, millis, Arrivals.EVEN, 0);
    }
  }

  /**
   * What came of it.
   *
   * @param issued operations done
   * @param elapsedNs in which they were
   * @param latestNs how late one began, at most
   * @param delivered events
   * @param lost that the sensor counted
   * @param lostUnknown whether the mechanism said that more were lost, and not how many
   * @param foreign events of somebody else
   * @param drainedNs from the end of the load to the last event
   * @param sensorCpuNs of the sensor process
   * @param latency from when an operation was due to its end
   * @param service from its begin to its end
   * @param delay from when it was due to its event's arrival; a sample of the events
   */
  record Load(
      long issued,
      long elapsedNs,
      long latestNs,
      long delivered,
      long lost,
      boolean lostUnknown,
      long foreign,
      long drainedNs,
      long sensorCpuNs,
      Histogram latency,
      Histogram service,
      Histogram delay) {

    /** Operations a second, as they were and not as they were asked for. */
    public double offeredPerSecond() {
      return issued * 1e9 / elapsedNs;
    }

    /** Events a second that arrived, until the last of them had. */
    public double deliveredPerSecond() {
      return delivered * 1e9 / (elapsedNs + drainedNs);
    }

    /** Whether every operation's event arrived. */
    public boolean isWhole() {
      return delivered >= issued && !lostUnknown;
    }
  }
}
