// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.compare;

import dev.ringbench.compare.FigureChange.Verdict;
import dev.ringbench.document.Head;
import dev.ringbench.document.Reading;
import dev.ringbench.figure.Figure;
import dev.ringbench.figure.Metric;
import dev.ringbench.figure.RunShare;
import dev.ringbench.section.Column;
import dev.ringbench.section.Section;
import dev.ringbench.section.Table;
import dev.ringbench.stats.Interval;
import dev.ringbench.stats.Observation;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What two documents say of each other, section by section. */
public final class CompareReport {
  private static final double MICROSECONDS_FROM_NS = 10_000;

  private final DocumentComparison comparison;
  private final boolean all;

  /** {@code all}: every row, not only those that changed and the main one of each sensor. */
  public CompareReport(DocumentComparison comparison, boolean all) {
    this.comparison = comparison;
    this.all = all;
  }

  /** In the order of reading. */
  public List<Section> sections() {
    List<Section> sections = new ArrayList<>();
    sections.add(Section.of("What was compared", about()));
    sections.add(Section.of("Verdict", verdict()));
    for (Metric metric : Metric.compared()) {
      rows(metric).ifPresent(sections::add);
    }
    sections.add(means());
    sections.add(Section.of("Not compared", missing()));
    sections.add(Section.of("What else differs", comparison.differences()));
    return Section.shown(sections);
  }

  private List<String> about() {
    List<String> about = new ArrayList<>();
    about.add("base: " + named(comparison.base()));
    about.add("new: " + named(comparison.next()));
    comparison.ofOneFile().ifPresent(about::add);
    about.add(
        comparison.isPaired()
            ? "Measured in one session, block by block in turn. Blocks are paired; p is from Wilcoxon's test of the forks' differences."
            : "Measured in two runs. Forks are independent; p is from Mann and Whitney's test. The intervals do not contain what differs between two runs of one build; see docs/method.md.");
    about.add(
        "A difference is significant if p < 0.05 after Holm's correction over the rows of a metric, and if its interval excludes 0. = equivalent: the whole interval lies within 5 %. ~ undecided: neither. ? too few observations.");
    return about;
  }

  private static String named(Reading document) {
    Head head = document.head();
    return head.file().getFileName()
        + ", Ringbench "
        + head.version()
        + (head.startedAt() == null ? "" : ", " + head.startedAt())
        + (head.partialReason() == null ? "" : ", partial: " + head.partialReason());
  }

  private List<String> verdict() {
    Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);
    comparison.figures().forEach(figure -> counts.merge(figure.verdict(), 1, Integer::sum));
    List<String> sentences = new ArrayList<>();
    sentences.add(
        String.format(
            Locale.ROOT,
            "%d figures: %d worse, %d better, %d equivalent (within 5 %%), %d undecided, %d with too few"
                + " observations, %d not in both.",
            comparison.figures().size(),
            counts.getOrDefault(Verdict.WORSE, 0),
            counts.getOrDefault(Verdict.BETTER, 0),
            counts.getOrDefault(Verdict.EQUIVALENT, 0),
            counts.getOrDefault(Verdict.UNDECIDED, 0),
            counts.getOrDefault(Verdict.UNDECIDABLE, 0),
            counts.getOrDefault(Verdict.MISSING, 0)));
    return sentences;
  }

  private java.util.Optional<Section> rows(Metric metric) {
    List<List<String>> rows = new ArrayList<>();
    for (FigureChange figure : comparison.figures()) {
      boolean significant = figure.verdict() == Verdict.WORSE || figure.verdict() == Verdict.BETTER;
      boolean main =
          metric == Metric.ADDED_P50
              || metric == Metric.ADDED_MEAN
              || metric == Metric.ADDED_INSTRUCTIONS
              || metric == Metric.CAPACITY
              || metric == Metric.SLOW_DOWN;
      if (figure.key().metric() == metric
          && figure.verdict() != Verdict.MISSING
          && (all || significant || main)) {
        rows.add(row(figure));
      }
    }
    return rows.isEmpty()
        ? java.util.Optional.empty()
        : java.util.Optional.of(
            Section.of(
                metric + " (" + metric.unit() + ")",
                Table.of(
                    List.of(
                        Column.text("row"),
                        Column.number("base"),
                        Column.number("new"),
                        Column.number("change" + ends(metric)),
                        Column.number("p").droppedAs(1),
                        Column.text("")),
                    rows)));
  }

  /** What the ends of a change are: not of every metric there are statistics. */
  private static String ends(Metric metric) {
    if (metric.isDeterministic()) {
      return " [between boots]";
    }
    return metric.family() == Metric.Family.CAPACITY ? " [least, most]" : " [95 %]";
  }

  private static List<String> row(FigureChange figure) {
    return List.of(
        figure.key().row(),
        value(figure.base()),
        value(figure.next()),
        change(figure),
        figure.adjustedP() == null
            ? "-"
            : figure.adjustedP() < 0.001
                ? "<0.001"
                : String.format(Locale.ROOT, "%.3f", figure.adjustedP()),
        mark(figure.verdict()));
  }

  private static String mark(Verdict verdict) {
    return switch (verdict) {
      case BETTER -> "better";
      case WORSE -> "WORSE";
      case EQUIVALENT -> "=";
      case UNDECIDED -> "~";
      case UNDECIDABLE -> "?";
      case MISSING -> "-";
    };
  }

  /**
   * A figure as {@link #value(Metric, double)} has its value; a class with the share of the runs
   * that came to it, where not all did.
   */
  public static String value(Figure figure) {
    String value = value(figure.metric(), figure.value());
    List<Observation> runs = figure.observations();
    int times = (int) runs.stream().filter(run -> run.value() == figure.value()).count();
    return figure.metric() == Metric.OUTCOME ? value + new RunShare(times, runs.size()) : value;
  }

  /** A figure in the metric's unit, short enough for a column. */
  public static String value(Metric metric, double value) {
    return switch (metric.unit()) {
      case "ns" ->
          Math.abs(value) < MICROSECONDS_FROM_NS
              ? String.format(Locale.ROOT, "%.0f ns", value)
              : String.format(Locale.ROOT, "%.1f us", value / 1000);
      case "ratio" -> String.format(Locale.ROOT, "%.3fx", value);
      case "share" -> String.format(Locale.ROOT, "%.3f %%", 100 * value);
      case "class" ->
          String.format(Locale.ROOT, metric == Metric.OUTCOME ? "B%.0f" : "%.0f", value);
      case "instructions", "events/s", "operations/s" -> String.format(Locale.ROOT, "%,.0f", value);
      default -> String.format(Locale.ROOT, "%.3g", value);
    };
  }

  /** "+5.1 % [+4.2, +6.0]" where the base allows it, else in the metric's unit. */
  public static String change(FigureChange figure) {
    Metric metric = figure.key().metric();
    Interval relative = figure.relative();
    if (relative != null
        && metric != Metric.OUTCOME
        && metric != Metric.SIGHT
        && metric != Metric.ATTACK
        && metric != Metric.LOST_SHARE) {
      if (Double.isNaN(relative.low())) {
        return String.format(Locale.ROOT, "%+.2f %%", 100 * relative.estimate());
      }
      return String.format(
          Locale.ROOT,
          metric.isDeterministic() ? "%+.2f %% [%+.2f, %+.2f]" : "%+.1f %% [%+.1f, %+.1f]",
          100 * relative.estimate(),
          100 * relative.low(),
          100 * relative.high());
    }
    Interval difference = figure.difference();
    double scale = metric == Metric.LOST_SHARE ? 100 : 1;
    String unit =
        switch (metric) {
          case LOST_SHARE -> "points";
          case OUTCOME, SIGHT, ATTACK -> "classes";
          default -> metric.unit();
        };
    return Double.isNaN(difference.low()) || difference.low() == difference.high()
        ? String.format(Locale.ROOT, "%+.3g %s", scale * difference.estimate(), unit)
        : String.format(
            Locale.ROOT,
            "%+.3g [%+.3g, %+.3g] %s",
            scale * difference.estimate(),
            scale * difference.low(),
            scale * difference.high(),
            unit);
  }

  private Section means() {
    List<List<String>> rows = new ArrayList<>();
    for (DocumentComparison.PlacementMean mean : comparison.means()) {
      rows.add(
          List.of(
              mean.placement().toString(),
              mean.metric().toString(),
              String.format(Locale.ROOT, "%.3fx", mean.ratio()),
              Integer.toString(mean.rows())));
    }
    return Section.of(
        "Geometric means, new by base",
        Table.of(
            List.of(
                Column.text("placement"),
                Column.text("metric"),
                Column.number("mean"),
                Column.number("rows")),
            rows));
  }

  private List<String> missing() {
    return comparison.figures().stream()
        .filter(figure -> figure.verdict() == Verdict.MISSING)
        .map(figure -> figure.key() + ": " + figure.reason() + ".")
        .distinct()
        .toList();
  }
}
