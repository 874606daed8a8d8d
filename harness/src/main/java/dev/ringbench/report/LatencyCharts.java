// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.report;

import dev.ringbench.document.Head;
import dev.ringbench.document.PlacementName;
import dev.ringbench.document.Reading;
import dev.ringbench.figure.Figure;
import dev.ringbench.figure.Metric;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Placement;
import dev.ringbench.render.Page;
import dev.ringbench.section.Chart;
import dev.ringbench.section.RangesChart;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What sensors add to an operation, one chart a machine: a row a sensor, from the smallest to the
 * largest figure over its hand-offs. All machines have the same rows and the same scale.
 */
final class LatencyCharts {
  private static final int MOST_MACHINES = 4;
  private static final double LEAST_NS = 10;

  private final List<Archive.Shown> shown;

  LatencyCharts(List<Archive.Shown> shown) {
    this.shown = List.copyOf(shown);
  }

  /** Operations that have figures, in the order of {@link Operation}. */
  Set<Operation> operations() {
    Set<Operation> operations = EnumSet.noneOf(Operation.class);
    for (Archive.Shown each : shown) {
      figures(each.document()).forEach(figure -> operations.add(figure.row().operation()));
    }
    return operations;
  }

  private static List<Figure> figures(Reading document) {
    return document.figures().stream()
        .filter(figure -> figure.metric() == Metric.ADDED_P50 || isOther(figure.metric()))
        .filter(figure -> figure.hasValue() && figure.row().variant().isEmpty())
        .filter(figure -> figure.row().operation() != null)
        .filter(figure -> PlacementName.isOfSensor(figure.placement()))
        .toList();
  }

  private static boolean isOther(Metric metric) {
    return metric == Metric.ADDED_MEAN || metric == Metric.ADDED_INSTRUCTIONS;
  }

  private record Chosen(Archive.Shown by, List<Figure> figures) {}

  /** Empty: no document has figures of that operation. */
  List<Page.Plot> of(Operation operation, String id) {
    List<Chosen> chosen = chosen(operation);
    if (chosen.isEmpty()) {
      return List.of();
    }
    Map<Placement, List<String>> rows = rows(chosen);
    List<Page.Plot> plots = new ArrayList<>();
    for (Chosen one : chosen) {
      plots.add(
          new Page.Plot(
              chart(one, operation, rows, chosen, id + "-" + (plots.size() + 1)),
              new Page.Link(one.by().title(), one.by().id())));
    }
    return plots;
  }

  /** Of each machine the document that is worth most; real clocks where there are any. */
  private List<Chosen> chosen(Operation operation) {
    for (Head.Clock clock : Head.Clock.values()) {
      Map<String, Chosen> byMachine = new LinkedHashMap<>();
      for (Archive.Shown each : shown) {
        List<Figure> figures =
            figures(each.document()).stream()
                .filter(figure -> figure.row().operation() == operation)
                .toList();
        if (each.document().head().clock() == clock && !figures.isEmpty()) {
          byMachine.merge(
              String.join(", ", each.document().head().machine()),
              new Chosen(each, figures),
              LatencyCharts::better);
        }
      }
      if (!byMachine.isEmpty()) {
        return byMachine.values().stream().limit(MOST_MACHINES).toList();
      }
    }
    return List.of();
  }

  private static Chosen better(Chosen one, Chosen other) {
    return Worth.ORDER.compare(other.by().document().worth(), one.by().document().worth()) > 0
        ? other
        : one;
  }

  /** Sensors of all charts by placement, those that add least first. */
  private static Map<Placement, List<String>> rows(List<Chosen> chosen) {
    Map<Placement, List<String>> rows = new LinkedHashMap<>();
    for (Placement placement : Placement.values()) {
      Set<String> sensors = new LinkedHashSet<>();
      for (Chosen one : chosen) {
        one.figures().stream()
            .filter(figure -> figure.placement() == placement)
            .sorted(Comparator.comparing(Figure::value))
            .forEach(figure -> sensors.add(figure.sensor()));
      }
      if (!sensors.isEmpty()) {
        rows.put(placement, List.copyOf(sensors));
      }
    }
    return rows;
  }

  private static Chart chart(
      Chosen one,
      Operation operation,
      Map<Placement, List<String>> rows,
      List<Chosen> all,
      String id) {
    boolean counted = one.by().document().head().clock() == Head.Clock.COUNTED;
    String unit = counted ? "instructions" : "ns";
    RangesChart chart =
        new RangesChart("added to " + article(operation) + ", logarithmic", unit)
            .scaled(edge(all, Math::floor, true), edge(all, Math::ceil, false));
    rows.forEach(
        (placement, sensors) -> {
          chart.group(PlacementName.of(placement));
          for (String sensor : sensors) {
            chart.row(sensor);
            add(chart, placement, sensor, one.figures());
          }
        });
    return chart.chart(
        id,
        "What a sensor adds to " + article(operation) + ": " + one.by().document().head().where(),
        List.of(
            counted
                ? "Guest instructions that each sensor adds to the median operation, over its hand-offs."
                : "Added latency of each sensor: the bar goes from its smallest to its largest figure"
                    + " over hand-offs.",
            "Circle: median. Diamond: mean. Hollow: not significant, or below the axis."),
        List.of("sensor", "where it decides", "hand-off", "median [95 %]", "mean [95 %]"));
  }

  private static String article(Operation operation) {
    String name = operation.toString();
    return ("aeiou".indexOf(name.charAt(0)) >= 0 ? "an " : "a ") + name;
  }

  private static void add(
      RangesChart chart, Placement placement, String sensor, List<Figure> figures) {
    for (Handoff handoff : Handoff.values()) {
      List<Figure> of =
          figures.stream()
              .filter(figure -> figure.sensor().equals(sensor))
              .filter(figure -> figure.row().handoff() == handoff)
              .toList();
      if (of.isEmpty()) {
        continue;
      }
      Optional<Figure> mean =
          of.stream().filter(figure -> figure.metric() == Metric.ADDED_MEAN).findFirst();
      Optional<Figure> median =
          of.stream().filter(figure -> figure.metric() != Metric.ADDED_MEAN).findFirst();
      mean.ifPresent(figure -> chart.mark(true, figure.value(), hollow(figure)));
      median.ifPresent(figure -> chart.mark(false, figure.value(), hollow(figure)));
      String medianText = median.map(FigureText::of).orElse("-");
      String meanText = mean.map(FigureText::of).orElse("-");
      chart.told(
          (handoff == Handoff.NONE ? "" : handoff + ": ")
              + "median "
              + medianText
              + (mean.isPresent() ? ", mean " + meanText : ""),
          List.of(
              sensor,
              PlacementName.of(placement),
              handoff == Handoff.NONE ? "-" : handoff.toString(),
              medianText,
              meanText));
    }
  }

  private static boolean hollow(Figure figure) {
    return !figure.sign().isEmpty();
  }

  /** A whole power of ten below or above all significant figures. */
  private static double edge(List<Chosen> all, Function<Double, Double> rounded, boolean least) {
    double edge = Double.NaN;
    for (Chosen one : all) {
      for (Figure figure : one.figures()) {
        if (figure.value() >= LEAST_NS && !(least && hollow(figure))) {
          edge =
              Double.isNaN(edge)
                  ? figure.value()
                  : least ? Math.min(edge, figure.value()) : Math.max(edge, figure.value());
        }
      }
    }
    double known = Double.isNaN(edge) ? (least ? LEAST_NS : 10_000) : edge;
    double power = Math.pow(10, rounded.apply(Math.log10(known)));
    return least ? power : Math.max(power, 10 * Math.pow(10, Math.floor(Math.log10(known))));
  }
}
