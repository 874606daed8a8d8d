// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.export;

import dev.ringbench.document.Reading;
import dev.ringbench.figure.TaggedHistogram;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.model.VisibleText;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.regex.Pattern;
import org.HdrHistogram.HistogramLogWriter;

/** All histograms in HdrHistogram's log format; the tag says what each is of. */
public final class Hlog {
  private static final double NS_PER_MILLISECOND = 1_000_000.0;

  /** What would end the tag, or the line. */
  private static final Pattern NO_TAG = Pattern.compile("[,\\s\\p{Cntrl}]");

  private Hlog() {}

  /**
   * The log; values are in ns where the tag names no other unit, its maximum column in ms.
   *
   * @throws RingbenchException bad input: there would be no histogram, or the document does not say
   *     when it was measured
   */
  public static String render(Reading document) {
    List<TaggedHistogram> histograms = document.histograms();
    if (histograms.isEmpty()) {
      throw NothingToExport.of(document, "histograms");
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    long start = epochMillis("started_at", document.head().startedAt());
    long end =
        document.head().finishedAt() == null
            ? start
            : epochMillis("finished_at", document.head().finishedAt());
    HistogramLogWriter writer =
        new HistogramLogWriter(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    writer.outputComment(
        "[Ringbench "
            + VisibleText.line(document.head().version())
            + ", one histogram a fork and tag]");
    writer.outputLogFormatVersion();
    writer.outputStartTime(start);
    writer.outputLegend();
    for (TaggedHistogram tagged : histograms) {
      tagged.histogram().setTag(NO_TAG.matcher(tagged.tag()).replaceAll("_"));
      writer.outputIntervalHistogram(
          start / 1000.0, end / 1000.0, tagged.histogram(), NS_PER_MILLISECOND);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static long epochMillis(String name, String time) {
    if (time == null) {
      throw RingbenchException.badInput(
          "The document has no "
              + name
              + ", which a log needs: an early build wrote it. Its figures go out with --to csv.");
    }
    try {
      return Instant.parse(time).toEpochMilli();
    } catch (DateTimeParseException e) {
      throw RingbenchException.badInput(
          "The document's "
              + name
              + ", \""
              + VisibleText.line(time)
              + "\", is no time in ISO 8601, which a log needs. Use an unchanged copy.",
          e);
    }
  }
}
