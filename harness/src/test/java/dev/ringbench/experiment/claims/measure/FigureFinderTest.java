// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.claims.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ringbench.claim.ClaimFigure;
import dev.ringbench.claim.ClaimFigure.Computed;
import dev.ringbench.claim.ClaimFigure.Operator;
import dev.ringbench.claim.ClaimFigure.Scaled;
import dev.ringbench.experiment.claims.FigureResult;
import dev.ringbench.figure.Metric;
import dev.ringbench.figure.Row;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Figures of documents, and what is computed of them. */
class FigureFinderTest {
  private static Row row(
      String experiment, String sensor, Metric metric, Double value, Double low, Double high) {
    return new Row(
        experiment,
        Operation.OPEN,
        sensor,
        null,
        null,
        Handoff.NONE,
        0,
        metric,
        value,
        low,
        high,
        value == null ? Row.Status.UNAVAILABLE : Row.Status.OK,
        value == null ? "refused with EPERM" : null,
        null);
  }

  private static ClaimFigure read(String name, String sensor, String experiment, Metric metric) {
    return new ClaimFigure.Read(name, "s", sensor, "open", null, experiment, metric);
  }

  private static final List<Row> ROWS =
      List.of(
          row("cost", "a", Metric.ADDED_MEAN, 10.0, 8.0, 12.0),
          row("cost", "b", Metric.ADDED_MEAN, 5.0, 4.0, 6.0),
          row("cost", "noise", Metric.ADDED_MEAN, 1.0, -1.0, 3.0),
          row("cost", "refused", Metric.ADDED_MEAN, null, null, null),
          row("subjects-paced", "t", Metric.ISSUED, 100.0, null, null),
          row("subjects-paced", "t", Metric.DELIVERED, 40.0, null, null),
          row("subjects-flood", "t", Metric.ISSUED, 1000.0, null, null));

  private static FigureResult last(boolean emulated, ClaimFigure... figures) {
    List<FigureResult> all =
        new FigureFinder(Map.of("s", new FigureFinder.Source(ROWS, emulated, null)))
            .all(List.of(figures));
    return all.get(all.size() - 1);
  }

  private static FigureResult computed(Operator operator, String one, String other) {
    return last(
        false,
        read("x", one, null, Metric.ADDED_MEAN),
        read("y", other, null, Metric.ADDED_MEAN),
        new Computed("z", operator, List.of("x", "y")));
  }

  @Test
  void aComputedIntervalHasWhatTheEndsCanGive() {
    FigureResult ratio = computed(Operator.RATIO, "a", "b");
    assertThat(List.of(ratio.value(), ratio.low(), ratio.high()))
        .containsExactly(2.0, 8.0 / 6, 3.0);
    assertThat(ratio.unit()).isEqualTo("ratio");
    FigureResult difference = computed(Operator.DIFFERENCE, "a", "b");
    assertThat(List.of(difference.value(), difference.low(), difference.high()))
        .containsExactly(5.0, 2.0, 8.0);
    FigureResult sum = computed(Operator.SUM, "a", "b");
    assertThat(List.of(sum.value(), sum.low(), sum.high())).containsExactly(15.0, 12.0, 18.0);
    FigureResult percent = computed(Operator.PERCENT, "b", "a");
    assertThat(percent.value()).isCloseTo(50, within(1e-9));
    assertThat(percent.unit()).isEqualTo("%");
    FigureResult scaled =
        last(false, read("x", "a", null, Metric.ADDED_MEAN), new Scaled("z", "x", 0.001, "us"));
    assertThat(scaled.high()).isCloseTo(0.012, within(1e-9));
    assertThat(scaled.unit()).isEqualTo("us");
  }

  @Test
  void nothingIsDividedByWhatMayBeZero() {
    FigureResult ratio = computed(Operator.RATIO, "a", "noise");
    assertThat(ratio.value()).isNull();
    assertThat(ratio.reason()).contains("nothing to divide by");
  }

  @Test
  void aShareOfEventsHasItsExactInterval() {
    FigureResult share =
        last(
            false,
            read("all", "t", "subjects-paced", Metric.ISSUED),
            read("named", "t", "subjects-paced", Metric.DELIVERED),
            new Computed("z", Operator.MISSING_SHARE, List.of("named", "all")));
    assertThat(share.value()).isEqualTo(0.6);
    assertThat(share.low()).isCloseTo(0.497, within(0.001));
    assertThat(share.high()).isCloseTo(0.697, within(0.001));
  }

  @Test
  void whatIsNotThereHasAReason() {
    assertThat(last(false, read("x", "refused", null, Metric.ADDED_MEAN)).reason())
        .isEqualTo("refused with EPERM");
    assertThat(last(false, read("x", "refused", null, Metric.ADDED_P99)).reason())
        .isEqualTo("refused with EPERM");
    assertThat(last(false, read("x", "other", null, Metric.ADDED_MEAN)).reason())
        .contains("its document has no added_mean of other");
    assertThat(last(false, read("x", "t", null, Metric.ISSUED)).reason())
        .isEqualTo("2 rows fit; name its handoff or experiment");
    assertThat(
            new FigureFinder(Map.of("s", new FigureFinder.Source(null, false, "it ended")))
                .all(List.of(read("x", "a", null, Metric.ADDED_MEAN)))
                .get(0)
                .reason())
        .isEqualTo("step s has no document: it ended");
  }

  @Test
  void aFigureOfOneWithoutAReasonIsNone() {
    FigureResult ratio = computed(Operator.RATIO, "refused", "a");
    assertThat(ratio.value()).isNull();
    assertThat(ratio.reason()).isEqualTo("refused with EPERM");
  }

  /** A ratio of two times of one emulated machine says something, a time does not. */
  @Test
  void emulatedTimesStayEmulatedUntilTheyAreARatio() {
    ClaimFigure[] figures = {
      read("x", "a", null, Metric.ADDED_MEAN),
      read("y", "b", null, Metric.ADDED_MEAN),
      new Scaled("us", "x", 0.001, "us"),
      new Computed("ratio", Operator.RATIO, List.of("x", "y"))
    };
    List<Boolean> emulated =
        Stream.iterate(1, n -> n <= figures.length, n -> n + 1)
            .map(n -> last(true, List.of(figures).subList(0, n).toArray(ClaimFigure[]::new)))
            .map(FigureResult::emulated)
            .toList();
    assertThat(emulated).containsExactly(true, true, true, false);
  }

  @Test
  void aStarStandsForTheRestOfAKernelsRelease() {
    FigureResult flood = last(false, read("x", "t", "subjects-fl*", Metric.ISSUED));
    assertThat(flood.value()).isEqualTo(1000.0);
    FigureResult both = last(false, read("x", "t", "subjects-*", Metric.ISSUED));
    assertThat(both.reason()).contains("2 rows fit");
  }
}
