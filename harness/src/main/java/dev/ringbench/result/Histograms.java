// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.result;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/** How latencies become histograms, and histograms text. */
public final class Histograms {
  /** Values are kept to 1 part in 1,000. */
  private static final int SIGNIFICANT_DIGITS = 3;

  /** Two neighbouring values differ by this part of theirs, or by 1 ns. */
  public static final double RELATIVE_RESOLUTION = 1e-3;

  private Histograms() {}

  /** Empty, in ns; grows as needed. */
  public static Histogram empty() {
    return new Histogram(SIGNIFICANT_DIGITS);
  }

  /** HdrHistogram's compressed form in base 64. */
  public static String encode(Histogram histogram) {
    ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    int length = histogram.encodeIntoCompressedByteBuffer(buffer, Deflater.BEST_COMPRESSION);
    byte[] bytes = new byte[length];
    buffer.get(0, bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }

  /**
   * The histogram that {@link #encode} gave.
   *
   * @throws IllegalArgumentException when the text is no such histogram
   */
  public static Histogram decode(String encoded) {
    try {
      return Histogram.decodeFromCompressedByteBuffer(
          ByteBuffer.wrap(Base64.getDecoder().decode(encoded)), 0);
    } catch (DataFormatException e) {
      throw new IllegalArgumentException("no HdrHistogram", e);
    }
  }

  /**
   * What {@link Histogram#getValueAtPercentile} gives for each, in one pass.
   *
   * @param percentiles rising, from 0 to 100
   */
  public static long[] valuesAt(Histogram histogram, List<Double> percentiles) {
    long[] values = new long[percentiles.size()];
    long total = histogram.getTotalCount();
    long seen = 0;
    int next = 0;
    for (HistogramIterationValue step : histogram.recordedValues()) {
      seen += step.getCountAddedInThisIterationStep();
      while (next < values.length && seen >= countAt(percentiles.get(next), total)) {
        values[next] =
            percentiles.get(next) == 0
                ? histogram.lowestEquivalentValue(step.getValueIteratedTo())
                : histogram.highestEquivalentValue(step.getValueIteratedTo());
        next++;
      }
    }
    return values;
  }

  /** As HdrHistogram rounds it: down by a hair, so that 90 % of 10 is the ninth. */
  private static long countAt(double percentile, long total) {
    double requested =
        Math.min(Math.max(Math.nextAfter(percentile, Double.NEGATIVE_INFINITY), 0), 100);
    return Math.max((long) Math.ceil(requested * total / 100), 1);
  }

  /** The figures that a block states of its histogram; null of an empty one. */
  public static Block.Figures figures(Histogram histogram) {
    if (histogram.getTotalCount() == 0) {
      return null;
    }
    return new Block.Figures(
        histogram.getTotalCount(),
        histogram.getMean(),
        histogram.getValueAtPercentile(50),
        histogram.getValueAtPercentile(99),
        histogram.getValueAtPercentile(99.9),
        histogram.getMaxValue());
  }
}
