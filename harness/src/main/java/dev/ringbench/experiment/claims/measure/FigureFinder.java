// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.claims.measure;

import dev.ringbench.claim.ClaimFigure;
import dev.ringbench.experiment.claims.FigureResult;
import dev.ringbench.figure.Metric;
import dev.ringbench.figure.Row;
import dev.ringbench.stats.ClopperPearson;
import dev.ringbench.stats.Interval;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads a claim's figures from documents and computes the others. The interval of what is computed
 * has every value that the ends of its operands can give: it is wider than one that knows how they
 * vary together.
 */
final class FigureFinder {
  private static final double CONFIDENCE = 0.95;
  private static final double PERCENT = 100;
  private static final Set<String> OF_A_CLOCK =
      Set.of("ns", "s/million events", "events/s", "operations/s");

  private static final Set<String> COUNTED = Set.of("events", "reports", "class", "share");

  /**
   * A step's document.
   *
   * @param rows null: there is none
   * @param emulated whether an emulator ran the machine
   * @param reason why there is none
   */
  record Source(List<Row> rows, boolean emulated, String reason) {}

  private final Map<String, Source> sources;
  private final Map<String, FigureResult> found = new LinkedHashMap<>();

  /** {@code sources}: by name of their step. */
  FigureFinder(Map<String, Source> sources) {
    this.sources = sources;
  }

  /** All of them, in their order. */
  List<FigureResult> all(List<ClaimFigure> figures) {
    for (ClaimFigure figure : figures) {
      FigureResult result;
      if (figure instanceof ClaimFigure.Read read) {
        result = read(read);
      } else if (figure instanceof ClaimFigure.Scaled scaled) {
        result = scaled(scaled);
      } else {
        result = computed((ClaimFigure.Computed) figure);
      }
      found.put(figure.name(), result);
    }
    return List.copyOf(found.values());
  }

  private static FigureResult missing(ClaimFigure figure, String reason) {
    return new FigureResult(
        figure.name(), figure.text(), "", null, null, null, false, false, reason);
  }

  private FigureResult read(ClaimFigure.Read figure) {
    Source source = sources.get(figure.step());
    if (source == null || source.rows() == null) {
      return missing(
          figure,
          "step "
              + figure.step()
              + " has no document"
              + (source == null ? "" : ": " + source.reason()));
    }
    List<Row> rows = source.rows().stream().filter(row -> fits(figure, row)).distinct().toList();
    if (rows.size() != 1) {
      return missing(
          figure,
          rows.isEmpty()
              ? whyNone(figure, source.rows())
              : rows.size() + " rows fit; name its handoff or experiment");
    }
    Row row = rows.get(0);
    if (!row.hasValue()) {
      return missing(figure, row.reason() == null ? "it is unknown" : row.reason());
    }
    return new FigureResult(
        figure.name(),
        figure.text(),
        row.unit(),
        row.value(),
        row.ciLow(),
        row.ciHigh(),
        COUNTED.contains(row.unit()),
        source.emulated() && OF_A_CLOCK.contains(row.unit()),
        null);
  }

  private static boolean fits(ClaimFigure.Read figure, Row row) {
    return row.metric() == figure.metric() && fitsBut(figure, row);
  }

  private static boolean fitsBut(ClaimFigure.Read figure, Row row) {
    return row.sensor().equals(figure.sensor())
        && same(figure.operation(), row.operation())
        && same(figure.handoff(), row.handoff())
        && figure.isOf(row.experimentWithRules());
  }

  private static boolean same(String wanted, Object there) {
    return wanted == null || (there != null && wanted.equals(there.toString()));
  }

  /** What another metric of the row says, or that there is no such row. */
  private static String whyNone(ClaimFigure.Read figure, List<Row> rows) {
    Optional<String> why =
        rows.stream()
            .filter(row -> fitsBut(figure, row) && !row.hasValue() && row.reason() != null)
            .map(Row::reason)
            .findFirst();
    return why.orElse("its document has no " + figure.text());
  }

  private FigureResult scaled(ClaimFigure.Scaled figure) {
    FigureResult of = found.get(figure.of());
    if (of.value() == null) {
      return missing(figure, of.reason());
    }
    return new FigureResult(
        figure.name(),
        figure.text(),
        figure.unit(),
        of.value() * figure.by(),
        of.low() == null ? null : of.low() * figure.by(),
        of.high() == null ? null : of.high() * figure.by(),
        of.exact(),
        of.emulated(),
        null);
  }

  private FigureResult computed(ClaimFigure.Computed figure) {
    List<FigureResult> of = figure.of().stream().map(found::get).toList();
    Optional<FigureResult> without = of.stream().filter(each -> each.value() == null).findFirst();
    if (without.isPresent()) {
      return missing(figure, without.get().reason());
    }
    return switch (figure.operator()) {
      case RATIO -> ratio(figure, of, 1);
      case PERCENT -> ratio(figure, of, PERCENT);
      case SUM, DIFFERENCE -> sum(figure, of);
      case MISSING_SHARE -> missingShare(figure, of);
    };
  }

  private static FigureResult ratio(
      ClaimFigure.Computed figure, List<FigureResult> of, double times) {
    FigureResult above = of.get(0);
    FigureResult below = of.get(1);
    Optional<Interval> bottom = below.interval();
    if (below.value() == 0 || bottom.map(interval -> interval.contains(0)).orElse(false)) {
      return missing(
          figure, below.name() + " is " + below.shown() + ", which may be 0: nothing to divide by");
    }
    Optional<Interval> top = above.interval();
    Double low = null;
    Double high = null;
    if (top.isPresent() && bottom.isPresent()) {
      List<Double> ends = new ArrayList<>();
      for (double each : new double[] {top.get().low(), top.get().high()}) {
        ends.add(times * each / bottom.get().low());
        ends.add(times * each / bottom.get().high());
      }
      low = ends.stream().min(Double::compare).orElseThrow();
      high = ends.stream().max(Double::compare).orElseThrow();
    }
    return result(figure, of, times * above.value() / below.value(), low, high);
  }

  private static FigureResult sum(ClaimFigure.Computed figure, List<FigureResult> of) {
    if (of.stream().map(FigureResult::unit).distinct().count() > 1) {
      return missing(
          figure,
          "unlike units: " + String.join(", ", of.stream().map(FigureResult::unit).toList()));
    }
    boolean minus = figure.operator() == ClaimFigure.Operator.DIFFERENCE;
    double value = 0;
    double low = 0;
    double high = 0;
    boolean known = true;
    for (int i = 0; i < of.size(); i++) {
      boolean less = minus && i > 0;
      Optional<Interval> interval = of.get(i).interval();
      value += less ? -of.get(i).value() : of.get(i).value();
      known &= interval.isPresent();
      if (interval.isPresent()) {
        low += less ? -interval.get().high() : interval.get().low();
        high += less ? -interval.get().low() : interval.get().high();
      }
    }
    return result(figure, of, value, known ? low : null, known ? high : null);
  }

  /** Of events: each is one that is there or is missing. */
  private static FigureResult missingShare(ClaimFigure.Computed figure, List<FigureResult> of) {
    double counted = of.get(0).value();
    double all = of.get(1).value();
    boolean counts =
        Stream.of(counted, all).allMatch(count -> count == Math.rint(count) && count >= 0)
            && of.stream().allMatch(each -> each.unit().equals(Metric.ISSUED.unit()));
    if (!counts || counted > all || all < 1 || all > Integer.MAX_VALUE) {
      return missing(
          figure, "%s of %s is no share of events".formatted(of.get(0).shown(), of.get(1).shown()));
    }
    Interval share = ClopperPearson.interval((int) (all - counted), (int) all, CONFIDENCE);
    return result(figure, of, share.estimate(), share.low(), share.high());
  }

  private static FigureResult result(
      ClaimFigure.Computed figure, List<FigureResult> of, double value, Double low, Double high) {
    String unit = figure.operator().unit();
    return new FigureResult(
        figure.name(),
        figure.text(),
        unit == null ? of.get(0).unit() : unit,
        value,
        low,
        high,
        of.stream().allMatch(FigureResult::exact),
        unit == null && of.stream().anyMatch(FigureResult::emulated),
        null);
  }
}
