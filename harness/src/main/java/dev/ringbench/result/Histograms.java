// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.result;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import org.HdrHistogram.Histogram;

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
