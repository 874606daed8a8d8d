// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.report;

import dev.ringbench.model.RingbenchException;
import dev.ringbench.model.VisibleText;
import dev.ringbench.result.CellHistogram;
import dev.ringbench.result.Histograms;
import dev.ringbench.result.ResultDocument;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/** All histograms in HdrHistogram's log format; the tag is operation, sensor, hand-off, metric. */
public final class HlogExport {
  private static final double NS_PER_MILLISECOND = 1_000_000.0;

  /** What would end the tag, or the line. */
  private static final Pattern NO_TAG = Pattern.compile("[,\\s\\p{Cntrl}]");

  private HlogExport() {}

  /**
   * The log; values are in ns, its maximum column in ms.
   *
   * @throws RingbenchException bad input: there would be no histogram
   */
  public static String render(ResultDocument document) {
    if (document.histograms().isEmpty()) {
      throw RingbenchException.badInput(
          JmhExport.whyEmpty(document, "histograms") + " " + JmhExport.WHAT_THERE_IS);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    long start = epochMillis("started_at", document.run().startedAt());
    long end = epochMillis("finished_at", document.run().finishedAt());
    HistogramLogWriter writer =
        new HistogramLogWriter(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    writer.outputComment(
        "[Ringbench " + VisibleText.line(document.version()) + ", one histogram a fork and tag]");
    writer.outputLogFormatVersion();
    writer.outputStartTime(start);
    writer.outputLegend();
    for (CellHistogram cell : document.histograms()) {
      Histogram histogram = Histograms.decode(cell.encoded());
      histogram.setTag(
          NO_TAG
              .matcher(
                  cell.operation()
                      + "."
                      + cell.sensor()
                      + "."
                      + cell.handoff()
                      + rules(cell)
                      + "."
                      + cell.metric())
              .replaceAll("_"));
      writer.outputIntervalHistogram(start / 1000.0, end / 1000.0, histogram, NS_PER_MILLISECOND);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static long epochMillis(String name, String time) {
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

  private static String rules(CellHistogram cell) {
    return cell.cell().rules() == 0 ? "" : "." + cell.cell().rules() + "-rules";
  }
}
