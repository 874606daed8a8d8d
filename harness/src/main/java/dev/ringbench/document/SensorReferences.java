// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.document;

import dev.ringbench.model.Sensor;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Whether every sensor that a document speaks of is described in it, which no schema can say. */
public final class SensorReferences {
  private SensorReferences() {}

  /**
   * What is wrong with them first.
   *
   * @param named ids of sensors in rows
   * @return null: nothing is
   */
  public static String firstContradiction(List<Sensor> sensors, Stream<String> named) {
    Set<String> described = new HashSet<>();
    for (Sensor sensor : sensors) {
      if (!described.add(sensor.id())) {
        return "the sensor " + sensor.id() + " is described twice";
      }
    }
    return named
        .filter(id -> !described.contains(id))
        .findFirst()
        .map(id -> "the sensor " + id + " has rows, and is not described")
        .orElse(null);
  }

  /** The same, and each sensor's baseline has to be described too. */
  public static String firstContradictionWithBaselines(List<Sensor> sensors, Stream<String> named) {
    return firstContradiction(
        sensors, Stream.concat(sensors.stream().map(Sensor::baseline), named));
  }
}
