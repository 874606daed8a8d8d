// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.export;

import dev.ringbench.document.Reading;
import dev.ringbench.figure.TaggedHistogram;
import dev.ringbench.files.AtomicFile;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.model.VisibleText;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Iterator;
import java.util.regex.Pattern;
import org.HdrHistogram.HistogramLogWriter;

/** All histograms in HdrHistogram's log format; the tag says what each is of. */
public final class Hlog {
  private static final double NS_PER_MILLISECOND = 1_000_000.0;

  /** What would end the tag, or the line. */
  private static final Pattern NO_TAG = Pattern.compile("[,\\s\\p{Cntrl}]");

  private static final int BUFFER = 1 << 16;

  private Hlog() {}

  /**
   * The log; values are in ns where the tag names no other unit, its maximum column in ms. It has a
   * line for each histogram and is never in memory as a whole.
   *
   * @throws RingbenchException bad input: there would be no histogram, or the document does not say
   *     when it was measured
   */
  public static AtomicFile.Content content(Reading document) {
    if (document.histograms().findFirst().isEmpty()) {
      throw NothingToExport.of(document, "histograms");
    }
    long start = epochMillis("started_at", document.head().startedAt());
    long end =
        document.head().finishedAt() == null
            ? start
            : epochMillis("finished_at", document.head().finishedAt());
    return out -> write(document, start, end, out);
  }

  private static void write(Reading document, long start, long end, OutputStream out)
      throws IOException {
    // A PrintStream keeps to itself what goes wrong.
    IOException[] failure = new IOException[1];
    OutputStream telling =
        new FilterOutputStream(out) {
          @Override
          public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
              out.write(bytes, offset, length);
            } catch (IOException e) {
              failure[0] = e;
              throw e;
            }
          }
        };
    PrintStream lines =
        new PrintStream(new BufferedOutputStream(telling, BUFFER), false, StandardCharsets.UTF_8);
    HistogramLogWriter writer = new HistogramLogWriter(lines);
    writer.outputComment(
        "[Ringbench "
            + VisibleText.line(document.head().version())
            + ", one histogram a fork and tag]");
    writer.outputLogFormatVersion();
    writer.outputStartTime(start);
    writer.outputLegend();
    Iterator<TaggedHistogram> histograms = document.histograms().iterator();
    while (histograms.hasNext() && failure[0] == null) {
      TaggedHistogram tagged = histograms.next();
      tagged.histogram().setTag(NO_TAG.matcher(tagged.tag()).replaceAll("_"));
      writer.outputIntervalHistogram(
          start / 1000.0, end / 1000.0, tagged.histogram(), NS_PER_MILLISECOND);
    }
    lines.flush();
    if (failure[0] != null) {
      throw failure[0];
    }
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
