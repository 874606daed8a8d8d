// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.section;

import java.util.List;

/**
 * A table with typed columns.
 *
 * @param groups of rows; every row has a cell for each column
 */
public record Table(List<Column> columns, List<Group> groups) {
  /**
   * Rows under a heading of their own.
   *
   * @param title null: none
   */
  public record Group(String title, List<List<String>> rows) {
    /** Defensive copy. */
    public Group {
      rows = rows.stream().map(List::copyOf).toList();
    }
  }

  /** Without columns there are no rows. */
  public static final Table NONE = new Table(List.of(), List.of());

  /** Defensive copies. */
  public Table {
    columns = List.copyOf(columns);
    groups = groups.stream().filter(group -> !group.rows().isEmpty()).toList();
    for (Group group : groups) {
      for (List<String> row : group.rows()) {
        if (row.size() != columns.size()) {
          throw new IllegalArgumentException(row + " is no row of " + columns);
        }
      }
    }
  }

  /** A table without groups. */
  public static Table of(List<Column> columns, List<List<String>> rows) {
    return new Table(columns, List.of(new Group(null, rows)));
  }

  /** Whether there is no row. */
  public boolean isEmpty() {
    return groups.isEmpty();
  }
}
