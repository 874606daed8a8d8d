// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run.measure;

import dev.ringbench.experiment.run.FloorSample;
import dev.ringbench.experiment.run.MeasuredBlock;
import dev.ringbench.experiment.run.Slot;
import dev.ringbench.platform.SensorException;
import dev.ringbench.platform.ServiceSession;
import dev.ringbench.platform.VerdictServices;
import java.util.List;
import java.util.Map;

/**
 * Opens one service after another inside a benchmark JVM. JMH measures the submissions; what it
 * cannot know, how many records one carries and why there is none, is published beside them.
 */
public final class ServiceRunner implements AutoCloseable {
  private final VerdictServices services;
  private Slot slot;
  private ServiceSession service;
  private String trouble;

  /** For some of these services. */
  public ServiceRunner(VerdictServices services) {
    this.services = services;
  }

  /** A service that does not open is a result. */
  public void open(Slot next) {
    slot = next;
    trouble = null;
    service = null;
    try {
      service = services.open(slot.floor(), slot.handoff());
    } catch (SensorException e) {
      trouble = e.getMessage() + "; " + e.remedy();
    }
  }

  /** What the benchmark method times. */
  public int submit() {
    if (service == null) {
      return 0;
    }
    int refused = service.submit();
    if (refused < 0 && trouble == null) {
      trouble = "the service stopped answering (errno " + -refused + "); run again";
    }
    return refused;
  }

  /** The value of the sample is the number of records a submission; the controller divides. */
  @Override
  public void close() {
    int batch = service == null ? 1 : service.batch();
    if (service != null) {
      service.close();
      service = null;
    }
    BlockProfiler.publish(
        new MeasuredBlock(
            null,
            Map.of(),
            List.of(
                new FloorSample(
                    slot.fork(),
                    slot.round(),
                    slot.floor(),
                    slot.handoff(),
                    trouble == null ? Double.valueOf(batch) : null,
                    trouble))));
  }
}
