// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.trend;

import java.util.List;

/**
 * A row over time for programs: one element of what {@code trend --json} prints.
 *
 * @param machine see {@link StoredRun#machine}
 * @param unit of all values
 * @param missing how many more points it takes before changes are looked for; 0: they were
 */
public record TrendForm(
    String machine,
    String row,
    String metric,
    String unit,
    List<Point> points,
    List<Change> changes,
    int missing) {
  /** Defensive copies. */
  public TrendForm {
    points = List.copyOf(points);
    changes = List.copyOf(changes);
  }

  /**
   * One document's figure.
   *
   * @param startedAt UTC, ISO 8601
   * @param commit null: nobody knows
   * @param low lower end of its 95 % interval; null: not known
   * @param high upper end
   */
  public record Point(
      String startedAt, String version, String commit, Double value, Double low, Double high) {}

  /**
   * A change that lasts.
   *
   * @param index of the first point after it
   * @param before median before it
   * @param after median after it
   */
  public record Change(int index, double before, double after, double pValue) {}

  /** Of a row. */
  public static TrendForm of(TrendRow row) {
    return new TrendForm(
        row.machine(),
        row.row(),
        row.metric().toString(),
        row.metric().unit(),
        row.points().stream()
            .map(
                point ->
                    new Point(
                        point.run().startedAt().toString(),
                        point.run().version(),
                        point.run().commit(),
                        point.value(),
                        point.low(),
                        point.high()))
            .toList(),
        row.changes().stream()
            .map(
                change ->
                    new Change(change.index(), change.before(), change.after(), change.pValue()))
            .toList(),
        row.missing());
  }
}
