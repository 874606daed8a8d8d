// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.figure;

import dev.ringbench.files.InputLimits;
import dev.ringbench.model.Percentiles;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/** How latencies become histograms, and histograms text. */
public final class Histograms {
  /** Values are kept to 1 part in 1,000. */
  private static final int SIGNIFICANT_DIGITS = 3;

  /** Two neighbouring values differ by this part of theirs, or by 1 ns. */
  public static final double RELATIVE_RESOLUTION = 1e-3;

  /** Of the library's second form, in 64-bit words of varying length. */
  private static final int COOKIE = 0x1c849303 | 0x10;

  /** Before the deflated part: a cookie, and its length. */
  private static final int LENGTH_BYTES = 8;

  private static final int HEADER_BYTES = 40;

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
   * The histogram that {@link #encode} gave. What its header claims is checked before memory is
   * taken for it.
   *
   * @throws IllegalArgumentException when the text is no such histogram
   */
  public static Histogram decode(String encoded) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(encoded);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("no HdrHistogram: it is not base 64", e);
    }
    requireSaneHeader(bytes);
    try {
      return Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(bytes), 0);
    } catch (DataFormatException | RuntimeException e) { // whatever it throws at damaged bytes
      throw new IllegalArgumentException("no HdrHistogram: it is damaged", e);
    }
  }

  /** Why a text is no histogram; null: it is one, or there is none. */
  public static String defectOf(String encoded) {
    try {
      if (encoded != null) {
        decode(encoded);
      }
      return null;
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }

  private static void requireSaneHeader(byte[] bytes) {
    byte[] header = new byte[HEADER_BYTES];
    Inflater inflater = new Inflater();
    try {
      int packed = Math.max(0, bytes.length - LENGTH_BYTES);
      inflater.setInput(bytes, bytes.length - packed, packed);
      if (inflater.inflate(header) != HEADER_BYTES) {
        throw new IllegalArgumentException("no HdrHistogram: it is cut");
      }
    } catch (DataFormatException e) {
      throw new IllegalArgumentException("no HdrHistogram: " + e.getMessage(), e);
    } finally {
      inflater.end();
    }
    ByteBuffer fields = ByteBuffer.wrap(header);
    int cookie = fields.getInt();
    int payload = fields.getInt();
    int normalizingOffset = fields.getInt();
    int digits = fields.getInt();
    long lowest = fields.getLong();
    long highest = fields.getLong();
    if (cookie != COOKIE
        || payload < 0
        || payload > InputLimits.HISTOGRAM_BYTES
        || normalizingOffset != 0
        || digits != SIGNIFICANT_DIGITS
        || lowest != 1
        || highest < 2) {
      throw new IllegalArgumentException(
          "no HdrHistogram of version 2 with 3 digits from 1 ns and without an offset");
    }
  }

  /**
   * The smallest difference between two values that are in it, ns: what the clock can tell apart,
   * or the histogram where that is more. Of fewer than two values it is 1.
   */
  public static double tickNs(Histogram histogram) {
    double tick = Double.POSITIVE_INFINITY;
    long before = -1;
    for (HistogramIterationValue value : histogram.recordedValues()) {
      long ns = histogram.lowestEquivalentValue(value.getValueIteratedTo());
      if (before >= 0) {
        tick = Math.min(tick, (double) (ns - before));
      }
      before = ns;
    }
    return Double.isInfinite(tick) ? 1 : tick;
  }

  /** The figures that a block states of its histogram; null of an empty one. */
  public static Percentiles figures(Histogram histogram) {
    if (histogram.getTotalCount() == 0) {
      return null;
    }
    return new Percentiles(
        histogram.getTotalCount(),
        histogram.getMean(),
        histogram.getValueAtPercentile(50),
        histogram.getValueAtPercentile(99),
        histogram.getValueAtPercentile(99.9),
        histogram.getMaxValue());
  }
}
