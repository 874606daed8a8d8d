// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import dev.ringbench.check.Check;
import dev.ringbench.check.Copies;
import dev.ringbench.model.Percentiles;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether two blocks have the same figures: measured again, a loop never gives the same mean,
 * percentiles and maximum, but by a chance that {@link Copies} bounds.
 */
final class CopyCheck {
  private CopyCheck() {}

  static Check of(RunDocument document) {
    Copies copies = new Copies();
    for (Block block : document.blocks()) {
      String place = BlockChecks.place(block);
      List<Object> all = new ArrayList<>();
      Map<String, Percentiles> figures = new LinkedHashMap<>(BlockChecks.figuresOf(block));
      figures.values().removeIf(found -> !Copies.isRich(found));
      figures.forEach(
          (metric, found) -> {
            copies.add(block.cell() + ", " + metric, place, List.of(metric, found));
            all.add(found);
          });
      if (block.sensorCost() != null
          && block.sensorCost().cpuUserNs() + block.sensorCost().cpuSystemNs() > 0) {
        all.add(block.sensorCost());
      }
      if (all.size() > 1) {
        copies.addCertain(place, all);
      }
    }
    return copies.check("copies", "no two blocks have the same figures");
  }
}
