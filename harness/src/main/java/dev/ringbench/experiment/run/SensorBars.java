// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import dev.ringbench.document.PlacementName;
import dev.ringbench.experiment.run.Effects.Effect;
import dev.ringbench.figure.Metric;
import dev.ringbench.figure.Numbers;
import dev.ringbench.figure.Row;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Placement;
import dev.ringbench.model.Sensor;
import dev.ringbench.section.Column;
import dev.ringbench.section.LogBar;
import dev.ringbench.section.Section;
import dev.ringbench.section.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A line a sensor: where it decides, and what it adds to one operation, as a bar and in figures.
 */
final class SensorBars {
  private static final LogBar TIME = new LogBar(100, 3, 22, List.of("ns", "us"));

  /** An open of some 8,000 instructions: hooks take hundreds of them, wake-ups ten thousand. */
  private static final LogBar COUNT = new LogBar(100, 3, 22, List.of("", "k"));

  private final RunFigures figures;
  private final boolean counted;
  private final Effects effects;
  private final Losses losses;

  SensorBars(RunFigures figures, Effects effects) {
    this.figures = figures;
    this.counted = !figures.document().instructionCounts().isEmpty();
    this.effects = effects;
    this.losses = new Losses(figures);
  }

  /** Of one operation. */
  Section of(Operation operation) {
    Map<String, List<Effect>> bySensor = new LinkedHashMap<>();
    Stream.of(Placement.values())
        .filter(PlacementName::isOfSensor)
        .flatMap(placement -> effects.of(operation, placement).stream())
        .forEach(
            effect ->
                bySensor
                    .computeIfAbsent(effect.cell().sensor(), key -> new ArrayList<>())
                    .add(effect));
    return Section.of(
        operation
            + (counted ? ": mean instructions added" : ": mean added by each sensor")
            + " (s same-cpu, o other-cpu, b busy-poll, x no hand-off, * several)",
        Table.of(columns(), bySensor.values().stream().map(this::row).toList()),
        List.of(
            counted
                ? "mean, median: of the hand-off with the lowest mean."
                : "mean, median, sensor's CPU an event: of the hand-off with the lowest mean; lost: of the worst."));
  }

  private List<Column> columns() {
    List<Column> columns = new ArrayList<>();
    columns.add(Column.text("sensor"));
    columns.add(Column.text("decides").droppedAs(2));
    columns.add(Column.text((counted ? COUNT : TIME).axis()));
    columns.add(Column.number("mean"));
    columns.add(Column.number("median").droppedAs(3));
    if (!counted) {
      columns.add(Column.number("lost").droppedAs(1));
      columns.add(Column.number("CPU").droppedAs(4));
    }
    return columns;
  }

  private List<String> row(List<Effect> handoffs) {
    Effect cheapest =
        handoffs.stream().min(Comparator.comparingDouble(Effect::onAverage)).orElseThrow();
    Sensor sensor = figures.sensor(cheapest.cell().sensor());
    List<String> row = new ArrayList<>();
    row.add(sensor.id());
    row.add(PlacementName.brief(sensor.placement()));
    row.add(
        (counted ? COUNT : TIME)
            .of(
                handoffs.stream()
                    .map(of -> new LogBar.Mark(of.onAverage(), of.cell().handoff().letter()))
                    .toList()));
    row.add(effects.brief(cheapest.mean()));
    row.add(effects.brief(cheapest.median()));
    if (!counted) {
      row.add(losses.worst(handoffs.stream().map(Effect::cell).toList()));
      row.add(
          figures
              .row(cheapest.cell(), Metric.SENSOR_CPU)
              .filter(Row::hasValue)
              .map(us -> Numbers.time(us.value() * 1000))
              .orElse("-"));
    }
    return row;
  }
}
