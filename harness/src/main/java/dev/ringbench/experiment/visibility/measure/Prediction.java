// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.visibility.measure;

import dev.ringbench.experiment.visibility.Asked;
import dev.ringbench.experiment.visibility.Sight;
import java.util.List;

/**
 * What sensors that read at some points are expected to make of some forms. Written before it is
 * looked at, and not mended afterwards: a disagreement is the finding.
 *
 * @param forms ids
 * @param points names of {@link dev.ringbench.experiment.visibility.ReadingPoint}
 * @param sensors only of these; empty: of all that read there
 * @param names any of these where names are asked for; empty: nothing is said
 * @param refuses the same where refusals are
 * @param because a sentence
 * @param source of it
 */
record Prediction(
    List<String> forms,
    List<String> points,
    List<String> sensors,
    List<Sight> names,
    List<Sight> refuses,
    String because,
    String source) {
  /** Absent lists are empty; defensive copies. */
  Prediction {
    forms = List.copyOf(forms);
    points = List.copyOf(points);
    sensors = sensors == null ? List.of() : List.copyOf(sensors);
    names = List.copyOf(names);
    refuses = List.copyOf(refuses);
  }

  List<Sight> of(Asked asked) {
    return asked == Asked.NAMES ? names : refuses;
  }

  boolean covers(String sensor, String point, String form, Asked asked) {
    return forms.contains(form)
        && points.contains(point)
        && (sensors.isEmpty() || sensors.contains(sensor))
        && !of(asked).isEmpty();
  }
}
