// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

import com.sun.jna.Platform;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.model.Sensor;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The sensors of this platform. What each is able to do says its program (`ringbench-sensor
 * describe`, which the build asked); what the program cannot know, such as with whom it may be
 * compared, is in the descriptors beside this class.
 */
final class SensorDescriptors {
  /** Of the descriptors, and of what the program said, under JNA's name of the platform. */
  static final String FILE = "sensors.json";

  static final String DESCRIBED = "/" + Platform.RESOURCE_PREFIX + "/" + FILE;

  /** Names by which the program says what a sensor is able to do. */
  static final List<String> ABILITIES =
      List.of("operations", "mode", "consumer", "evaluates", "queue");

  private static final JsonMapper JSON = new JsonMapper();

  private SensorDescriptors() {}

  /** In the order of the descriptors. */
  static List<Sensor> sensors() {
    Map<String, JsonNode> described = new HashMap<>();
    for (JsonNode sensor : rows(DESCRIBED)) {
      described.put(sensor.get("id").asString(), sensor);
    }
    List<Sensor> sensors = new ArrayList<>();
    for (JsonNode descriptor : rows(FILE)) {
      String id = descriptor.get("id").asString();
      JsonNode able = described.get(id);
      if (able == null) {
        throw new IllegalStateException("ringbench-sensor does not describe " + id);
      }
      ObjectNode both = (ObjectNode) descriptor.deepCopy();
      ABILITIES.forEach(ability -> both.set(ability, able.get(ability)));
      sensors.add(JSON.treeToValue(both, Sensor.class));
    }
    return sensors;
  }

  static JsonNode rows(String resource) {
    try (InputStream in = SensorDescriptors.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw RingbenchException.machine(
            "This jar carries no "
                + resource
                + ": it was built on another platform. Build it here with ./ringbench.");
      }
      return JSON.readTree(in);
    } catch (IOException e) {
      throw new IllegalStateException("resource " + resource, e);
    }
  }
}
