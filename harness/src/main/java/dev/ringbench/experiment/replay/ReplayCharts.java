// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.replay;

import dev.ringbench.section.Chart;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The incident as it went in each architecture, on one axis of time. */
public final class ReplayCharts {
  private final String prefix;
  private final ReplayDocument document;

  /** {@code prefix}: of ids. */
  public ReplayCharts(String prefix, ReplayDocument document) {
    this.prefix = prefix;
    this.document = document;
  }

  public List<Chart> charts() {
    List<String> rows = new ArrayList<>();
    List<Map<String, Object>> moments = new ArrayList<>();
    List<List<String>> table = new ArrayList<>();
    for (ReplayDocument.Exhibit exhibit : document.exhibits()) {
      if (exhibit.unavailable() != null) {
        continue;
      }
      String row =
          exhibit.sensor() + (exhibit.policy().equals("none") ? "" : ", " + exhibit.policy());
      rows.add(row);
      int number = 0;
      for (ReplayDocument.Moment moment : exhibit.moments()) {
        number++;
        Map<String, Object> drawn = new LinkedHashMap<>();
        drawn.put("row", rows.size() - 1);
        drawn.put("ms", moment.ms());
        drawn.put("number", number);
        drawn.put("kind", kind(moment.what()));
        drawn.put("text", number + ": " + moment.what());
        moments.add(drawn);
        table.add(
            List.of(
                row,
                Integer.toString(number),
                String.format(Locale.ROOT, "%,.0f ms", moment.ms()),
                moment.what()));
      }
      if (exhibit.end() != null) {
        table.add(List.of(row, "end", "", exhibit.end()));
      }
    }
    return rows.isEmpty()
        ? List.of()
        : List.of(
            new Chart(
                prefix + "-timeline",
                "The incident, moment by moment",
                "timeline",
                Map.of("rows", rows, "moments", moments, "axis", "since the content was deployed"),
                List.of(
                    "Red: something goes down; green: protected again; the numbers are those of the"
                        + " table. The axis is logarithmic."),
                List.of("architecture, policy", "moment", "after", "what"),
                table));
  }

  /** By the words that the replay uses for its moments. */
  private static String kind(String what) {
    if (Stream.of("panic", "ends (signal", "killed", "gives up").anyMatch(what::contains)) {
      return "bad";
    }
    return Stream.of("right", "refused at load", "rolled back").anyMatch(what::contains)
        ? "good"
        : "other";
  }
}
