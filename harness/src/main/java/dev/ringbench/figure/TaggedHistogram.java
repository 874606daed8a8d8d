// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.figure;

import dev.ringbench.stats.Observation;
import java.util.List;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * A distribution for HdrHistogram's log.
 *
 * @param tag what it is of
 * @param histogram of whole numbers, in the unit that the tag's end names where it is not ns
 */
public record TaggedHistogram(String tag, Histogram histogram) {
  private static final int SIGNIFICANT_DIGITS = 3;

  /** Of ratios, shares and the like, which a histogram of whole numbers would not hold. */
  private static final double MILLIONTHS = 1e6;

  /**
   * One histogram a figure with observations, of those: few values, and all that there are. What is
   * no time, rate or count is in millionths, and its tag ends with ".millionths". A figure with a
   * negative observation has none: a histogram would hold another value for it.
   */
  public static Stream<TaggedHistogram> of(String kind, List<Figure> figures) {
    return figures.stream()
        .filter(
            figure ->
                figure.hasValue()
                    && !figure.observations().isEmpty()
                    && figure.observations().stream().allMatch(observed -> observed.value() >= 0))
        .map(figure -> of(kind, figure));
  }

  private static TaggedHistogram of(String kind, Figure figure) {
    double scale = figure.metric().isWhole() ? 1 : MILLIONTHS;
    Histogram histogram = new Histogram(SIGNIFICANT_DIGITS);
    histogram.setAutoResize(true);
    for (Observation observation : figure.observations()) {
      histogram.recordValue(Math.round(scale * observation.value()));
    }
    return new TaggedHistogram(
        kind
            + "."
            + figure.row().text()
            + "."
            + figure.metric()
            + (scale == 1 ? "" : ".millionths"),
        histogram);
  }
}
