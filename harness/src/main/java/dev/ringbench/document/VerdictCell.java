// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.document;

import dev.ringbench.model.Placement;
import java.util.List;

/**
 * What a document says of one placement in the first table of a report. Of several documents the
 * one that is worth most says it.
 *
 * @param placement row of the table
 * @param column of the table
 * @param lines figures with their units, the most important first; never empty
 */
public record VerdictCell(Placement placement, Column column, List<String> lines) {
  /** Defensive copy. */
  public VerdictCell {
    lines = List.copyOf(lines);
  }

  /** The columns, from left to right. */
  public enum Column {
    /** Added latency of an open, over sensors and hand-offs. */
    OPEN("added to an open"),
    /** The same of an exec. */
    EXEC("added to an exec"),
    /** Share of events that did not arrive when operations came as fast as they could. */
    LOST("lost at the highest load"),
    /** CPU time of the sensor process. */
    CPU("CPU time per event"),
    /** The worst that a defect in a sensor did. */
    DEFECT("worst effect of a defect"),
    /** Whose operations are seen, and what happens to them when the sensor dies. */
    SCOPE("what it sees");

    private final String title;

    Column(String title) {
      this.title = title;
    }

    /** As the table's head has it. */
    public String title() {
      return title;
    }
  }
}
