// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.compare;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.ringbench.document.Head;
import dev.ringbench.document.Reading;
import dev.ringbench.stats.Interval;
import java.util.List;
import java.util.Locale;

/**
 * A comparison for programs: what {@code compare --json} prints.
 *
 * @param paired whether both were measured in one session, in turn
 * @param differences what else differs, a sentence each
 */
public record ComparisonForm(
    Side base,
    @JsonProperty("new") Side next,
    boolean paired,
    List<Change> figures,
    List<String> differences) {
  /** Defensive copies. */
  public ComparisonForm {
    figures = List.copyOf(figures);
    differences = List.copyOf(differences);
  }

  /**
   * One of the documents.
   *
   * @param startedAt UTC, ISO 8601; null: it does not say
   * @param partialReason why it is partial; null: it is complete
   */
  public record Side(String file, String version, String startedAt, String partialReason) {
    static Side of(Reading reading) {
      Head head = reading.head();
      return new Side(
          head.file().toString(), head.version(), head.startedAt(), head.partialReason());
    }
  }

  /**
   * A row of both.
   *
   * @param unit of values and difference
   * @param base null: it has no such row, or no value
   * @param next null: the same of the newer
   * @param difference next - base; null where a value is missing
   * @param low lower end of its 95 % interval; null: not known
   * @param high upper end
   * @param adjustedP after Holm's correction; null: no test
   * @param verdict better, worse, equivalent, undecided, undecidable or missing
   * @param reason what the verdict rests on where the figures do not say it; null
   */
  public record Change(
      String row,
      String metric,
      String unit,
      Double base,
      @JsonProperty("new") Double next,
      Double difference,
      Double low,
      Double high,
      Double adjustedP,
      String verdict,
      String reason) {
    static Change of(FigureChange change) {
      Interval difference = change.difference();
      return new Change(
          change.key().row(),
          change.key().metric().toString(),
          change.key().metric().unit(),
          change.base() == null ? null : change.base().value(),
          change.next() == null ? null : change.next().value(),
          difference == null ? null : known(difference.estimate()),
          difference == null ? null : known(difference.low()),
          difference == null ? null : known(difference.high()),
          change.adjustedP(),
          change.verdict().name().toLowerCase(Locale.ROOT),
          change.reason());
    }

    private static Double known(double value) {
      return Double.isFinite(value) ? value : null;
    }
  }

  /** All of it. */
  public static ComparisonForm of(DocumentComparison comparison) {
    return new ComparisonForm(
        Side.of(comparison.base()),
        Side.of(comparison.next()),
        comparison.isPaired(),
        comparison.figures().stream().map(Change::of).toList(),
        comparison.differences());
  }
}
