// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.subjects;

import dev.ringbench.document.PlacementName;
import dev.ringbench.experiment.subjects.AddedCosts.Added;
import dev.ringbench.experiment.subjects.AddedCosts.Of;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Placement;
import dev.ringbench.section.Chart;
import dev.ringbench.section.IntervalsChart;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What subjects and our sensors of their kinds add, one chart an operation. */
final class SubjectCharts {
  private final String prefix;
  private final SubjectsDocument document;

  SubjectCharts(String prefix, SubjectsDocument document) {
    this.prefix = prefix;
    this.document = document;
  }

  private record Row(String id, Placement placement, Added mean) {}

  List<Chart> charts() {
    AddedCosts costs = new AddedCosts(document);
    List<Chart> charts = new ArrayList<>();
    for (Operation operation : document.operations()) {
      IntervalsChart chart = new IntervalsChart("added to each " + operation, "ns", false).zero(0);
      Stream.concat(
              document.subjects().stream()
                  .map(subject -> new Row(subject.id(), subject.placement(), null)),
              document.sensors().stream()
                  .map(sensor -> new Row(sensor.id(), sensor.placement(), null)))
          .flatMap(
              row ->
                  costs
                      .added(row.id(), operation, Of.MEAN)
                      .map(mean -> new Row(row.id(), row.placement(), mean))
                      .stream())
          .sorted(
              Comparator.comparing(Row::placement).thenComparing(row -> row.mean().ns().estimate()))
          .forEach(row -> add(chart, row));
      if (!chart.isEmpty()) {
        charts.add(
            chart.chart(
                prefix + "-" + operation,
                operation + ": what real sensors add, on average",
                List.of(
                    "Paired with a block without it; 95 % intervals; hollow: not significant."
                        + " Sensors of Ringbench do the least that their kind can do."),
                List.of("subject or sensor", "placement", "added mean [95 %]")));
      }
    }
    return charts;
  }

  private static void add(IntervalsChart chart, Row row) {
    boolean known = !Double.isNaN(row.mean().ns().low());
    chart.add(
        row.id(),
        PlacementName.of(row.placement()),
        row.mean().ns().estimate(),
        known ? row.mean().ns().low() : null,
        known ? row.mean().ns().high() : null,
        row.mean().mark().sign().isEmpty() ? IntervalsChart.Mark.SOLID : IntervalsChart.Mark.HOLLOW,
        SubjectSections.text(row.mean()));
  }
}
