// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.document;

import dev.ringbench.model.Placement;
import dev.ringbench.model.Sensor;
import java.util.ArrayList;
import java.util.List;

/**
 * What a document says of a sensor apart from its figures.
 *
 * @param id of the sensor
 * @param placement where it decides; null: the document does not say
 * @param about a sentence each: the mechanism, the fields of an event, the failure mode
 */
public record SensorNote(String id, Placement placement, List<String> about) {
  /** Defensive copy. */
  public SensorNote {
    about = List.copyOf(about);
  }

  /** Of descriptors, in their order. */
  public static List<SensorNote> of(List<Sensor> sensors) {
    return sensors.stream().map(SensorNote::of).toList();
  }

  private static SensorNote of(Sensor sensor) {
    List<String> about = new ArrayList<>();
    about.add("Mechanism: " + sensor.mechanism() + ".");
    if (sensor.fields() != null && !sensor.fields().isEmpty()) {
      about.add("An event has: " + sensor.fields() + ".");
    }
    if ("open".equals(sensor.failure())) {
      about.add("When the sensor dies, operations go on (it fails open).");
    } else if ("closed".equals(sensor.failure())) {
      about.add("When the sensor dies, operations fail (it fails closed).");
    }
    if (sensor.residue() != null) {
      about.add("It leaves behind until the machine boots: " + sensor.residue() + ".");
    }
    return new SensorNote(sensor.id(), sensor.placement(), about);
  }
}
