// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.render;

import dev.ringbench.document.DocumentJson;
import dev.ringbench.document.PlacementName;
import dev.ringbench.model.Placement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which colour a sensor has in every chart of a report: the hue is that of its placement, and
 * sensors of a placement have shades of it. html/charts.js makes colours of it that have contrast
 * on white and on black.
 *
 * @param places placement and shade from 0 to 1, by sensor
 */
public record SensorColours(Map<String, Shade> places) {
  /** Of charts that are not of sensors. */
  public static final SensorColours NONE = new SensorColours(Map.of());

  /** A shade of a placement's hue. */
  public record Shade(Placement placement, double at) {}

  /** Of sensors by placement, in the order of their shades. */
  public static SensorColours of(Map<Placement, List<String>> sensors) {
    Map<String, Shade> places = new LinkedHashMap<>();
    sensors.forEach(
        (placement, ids) -> {
          for (int i = 0; i < ids.size(); i++) {
            double at = ids.size() == 1 ? 0.5 : (double) i / (ids.size() - 1);
            places.putIfAbsent(ids.get(i), new Shade(placement, at));
          }
        });
    return new SensorColours(places);
  }

  /** As html/charts.js takes it; safe inside a script element. */
  String json() {
    Map<String, Object> all = new LinkedHashMap<>();
    places.forEach(
        (sensor, shade) -> {
          Map<String, Object> one = new LinkedHashMap<>();
          one.put("place", PlacementName.of(shade.placement()));
          one.put("at", Math.round(100 * shade.at()) / 100.0);
          all.put(sensor, one);
        });
    return ChartJson.safe(DocumentJson.mapper().writeValueAsString(Shown.of(all)));
  }
}
