// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.document;

import dev.ringbench.model.Handoff;
import dev.ringbench.model.Placement;
import dev.ringbench.model.Sensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Builds the command that measures the same again, for a shell. */
public final class Rerun {
  private Rerun() {}

  /** "./ringbench macro --rounds 3"; empty options are left out. */
  public static String command(String command, String... options) {
    List<String> words = new ArrayList<>(List.of(command));
    for (String option : options) {
      if (!option.isEmpty()) {
        words.add(option);
      }
    }
    return String.join(" ", words);
  }

  /** Nothing without values; quoted for a shell, as documents come from anybody. */
  public static String option(String name, List<?> values) {
    String joined = values.stream().map(Object::toString).collect(Collectors.joining(","));
    if (joined.isEmpty()) {
      return "";
    }
    return name + " " + quoted(joined);
  }

  /** One word of a shell. */
  public static String quoted(String word) {
    return word.matches("[A-Za-z0-9_.,:/-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  /** {@code --sensors}; baselines and floors come with the sensors that need them. */
  public static String sensors(List<Sensor> sensors) {
    return option(
        "--sensors",
        sensors.stream()
            .filter(sensor -> sensor.placement() != Placement.BASELINE)
            .filter(sensor -> sensor.placement() != Placement.FLOOR)
            .map(Sensor::id)
            .toList());
  }

  /** {@code --handoff}, those that were chosen: rows of sensors without a consumer have none. */
  public static String handoffs(Stream<Handoff> handoffs) {
    return option(
        "--handoff", handoffs.filter(handoff -> handoff != Handoff.NONE).distinct().toList());
  }
}
