// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.render;

import dev.ringbench.document.DocumentJson;
import dev.ringbench.section.Chart;
import java.util.LinkedHashMap;
import java.util.Map;

/** Charts as html/charts.js takes them. */
final class ChartJson {
  private ChartJson() {}

  /** Safe inside a script element. */
  static String of(Chart chart) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("title", chart.title());
    all.put("kind", chart.kind());
    all.putAll(Shown.map(chart.drawing())); // here its order would become that of the whole
    return safe(Units.micro(DocumentJson.mapper().writeValueAsString(Shown.of(all))));
  }

  /** JSON that may stand inside a script element. */
  static String safe(String json) {
    return json.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029");
  }
}
