// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import dev.ringbench.model.Cell;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Percentiles;

/**
 * What one slot of the plan gave: one sensor, attached, proved, measured twice (closed loop for
 * cost, open loop for delay), proved again and detached.
 *
 * @param fork benchmark JVM, from 0: the unit of replication
 * @param round from 0, inside the fork
 * @param position place in the round's shuffled order, from 0
 * @param rules that each event was compared with; 0: it evaluated no content
 * @param startedAt UTC, ISO 8601
 * @param status what became of it
 * @param reason why it failed, or what disturbed it; null when {@link Status#OK}
 * @param remedy what to do; null when there is nothing
 * @param cost closed-loop latency of the operation, ns; null when not measured
 * @param delivery from the operation's scheduled start to the event in the sensor process, ns
 * @param verdict from the operation's scheduled start to the sensor's verdict, ns
 * @param accounting events; null for sensors that deliver none
 * @param sensorCost what the sensor process used; null without one
 * @param stealFraction of all CPU time, taken by the hypervisor during the block; null: unknown
 */
public record Block(
    int fork,
    int round,
    int position,
    String sensor,
    Operation operation,
    Handoff handoff,
    int rules,
    String startedAt,
    Status status,
    String reason,
    String remedy,
    Percentiles cost,
    Percentiles delivery,
    Percentiles verdict,
    Accounting accounting,
    SensorCost sensorCost,
    Double stealFraction) {

  /** What became of a block. */
  public enum Status {
    /** Measured, both canaries seen. */
    OK,
    /** Measured, but something else used the machine; kept, and counted in the warnings. */
    NOISY,
    /** Not measured, or a canary was missed: has no figures. */
    FAILED
  }

  /**
   * issued = delivered + lost + silent.
   *
   * @param lost reported by the sensor; null: it lost some and cannot say how many
   * @param foreign events of somebody else, which a filter should have kept away
   */
  public record Accounting(long issued, long delivered, Long lost, long foreign) {}

  /**
   * The sensor process during the closed loop.
   *
   * @param events delivered in it
   * @param voluntaryContextSwitches how often the threads that receive events slept in it: without
   *     the thread that answers the benchmark; null: no such thread, or not recorded
   */
  public record SensorCost(
      long events,
      long cpuUserNs,
      long cpuSystemNs,
      long peakRssKib,
      Long voluntaryContextSwitches) {}

  /** The row that this block belongs to. */
  public Cell cell() {
    return new Cell(sensor, operation, handoff, rules);
  }

  /** Whether its figures may be used. */
  public boolean measured() {
    return status != Status.FAILED;
  }
}
