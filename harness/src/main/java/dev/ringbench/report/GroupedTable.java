// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.report;

import dev.ringbench.model.Placement;
import java.util.List;

/** Lines of text cells by placement, for whatever draws tables. */
interface GroupedTable {
  /** A column: its title, and whether a narrow screen can do without it. */
  record Column(String title, boolean optional) {}

  /** One placement and its lines, each with a cell for every column. */
  record Group(Placement placement, List<List<String>> lines) {}

  /** The first two are text, the others figures. */
  List<Column> columns();

  /** In the order of {@link Placement}. */
  List<Group> groups();
}
