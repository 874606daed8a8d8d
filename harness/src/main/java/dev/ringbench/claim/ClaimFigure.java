// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.claim;

import dev.ringbench.figure.Metric;
import java.util.List;
import java.util.Locale;

/** A figure that a claim's rule speaks of: read from a document, or computed of others. */
public sealed interface ClaimFigure {
  /** Its name in the claim's file. */
  String name();

  /** How it is come by, for people. */
  String text();

  /**
   * A figure of a document, see {@link dev.ringbench.figure.Row}. What is null may be anything, as
   * long as one row alone fits.
   *
   * @param step whose document it is in
   * @param experiment "cost", "accounting-flood", or "6-12-*" for all that begin so; null: any
   * @param operation null: any
   * @param handoff null: any
   */
  record Read(
      String name,
      String step,
      String sensor,
      String operation,
      String handoff,
      String experiment,
      Metric metric)
      implements ClaimFigure {
    /** Whether a row's experiment is meant. */
    public boolean isOf(String there) {
      if (experiment == null) {
        return true;
      }
      return experiment.endsWith("*")
          ? there.startsWith(experiment.substring(0, experiment.length() - 1))
          : there.equals(experiment);
    }

    @Override
    public String text() {
      StringBuilder text = new StringBuilder(metric.toString()).append(" of ").append(sensor);
      if (operation != null) {
        text.append(", ").append(operation);
      }
      if (handoff != null) {
        text.append(", ").append(handoff);
      }
      if (experiment != null) {
        text.append(", ").append(experiment);
      }
      return text.append(" (").append(step).append(')').toString();
    }
  }

  /** What is computed of two figures, or of more where it is a sum. */
  enum Operator {
    /** The first by the second. */
    RATIO("ratio"),
    /** The same in percent. */
    PERCENT("%"),
    /** The first less the second, in their unit. */
    DIFFERENCE(null),
    /** Of all, in their unit. */
    SUM(null),
    /** Of events that are counted in the first, in all that are counted in the second, missing. */
    MISSING_SHARE("share");

    private final String unit;

    Operator(String unit) {
      this.unit = unit;
    }

    /** Of its result; null: that of its operands. */
    public String unit() {
      return unit;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * A figure of others.
   *
   * @param of names of figures above it
   */
  record Computed(String name, Operator operator, List<String> of) implements ClaimFigure {
    /** Defensive copy. */
    public Computed {
      of = List.copyOf(of);
    }

    @Override
    public String text() {
      return operator + " of " + String.join(", ", of);
    }
  }

  /**
   * A figure in another unit, such as CPU time an event at a rate.
   *
   * @param of the name of a figure above it
   * @param by factor
   * @param unit of the result
   */
  record Scaled(String name, String of, double by, String unit) implements ClaimFigure {
    @Override
    public String text() {
      return of + " times " + Double.toString(by).replaceFirst("\\.0$", "");
    }
  }
}
