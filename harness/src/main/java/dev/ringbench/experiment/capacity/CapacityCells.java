// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.capacity;

import dev.ringbench.experiment.capacity.CapacityRow.Limit;
import dev.ringbench.figure.Numbers;
import dev.ringbench.model.Handoff;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.apache.commons.statistics.descriptive.Median;

/** Names, rates, times and shares as the cells of a capacity run's tables have them. */
final class CapacityCells {
  private static final double MILLISECONDS_FROM_NS = 1e6;

  private CapacityCells() {}

  static String named(CapacityRow row) {
    return row.sensor()
        + (row.rules() == 0 ? "" : ", " + row.rules() + " rules")
        + (row.queueBytes() == 0 ? "" : ", " + row.queueBytes() / 1024 + " KiB");
  }

  static String named(FleetReplay.Row row) {
    return row.operation()
        + " "
        + row.sensor()
        + (row.rules() == 0 ? "" : ", " + row.rules() + " rules")
        + (row.threads() == 1 ? "" : ", " + row.threads() + " threads")
        + (row.queueBytes() == 0 ? "" : ", " + row.queueBytes() / 1024 + " KiB");
  }

  static String handoff(Handoff handoff) {
    return handoff == Handoff.NONE ? "-" : handoff.toString();
  }

  static String rate(Double perSecond) {
    return perSecond == null ? "none" : String.format(Locale.ROOT, "%,.0f", perSecond);
  }

  static String percent(double share) {
    if (share == 0) {
      return "0";
    }
    return share < 0.0001
        ? "<0.01 %"
        : String.format(Locale.ROOT, share < 0.1 ? "%.2f %%" : "%.0f %%", 100 * share);
  }

  /** "312 ns", "47.1 us", "19.4 ms". */
  static String time(double ns) {
    return ns < MILLISECONDS_FROM_NS
        ? Numbers.time(ns)
        : String.format(Locale.ROOT, "%.1f ms", ns / 1e6);
  }

  /** Full speed, by that without a sensor at once afterwards. */
  static String share(CapacityRow row, NullShares nullShares) {
    return row.speedShare()
        .map(
            share ->
                percent(share.median())
                    + (share.hasRange()
                        ? " [" + percent(share.least()) + ", " + percent(share.most()) + "]"
                        : " [?]")
                    + (nullShares.cover(row, share) ? " ~" : ""))
        .orElse("-");
  }

  static String end(Limit limit) {
    return switch (limit) {
      case LOSS -> "loss";
      case THROTTLE -> "throttle";
      case NOTHING_TO_LOSE -> "-";
    };
  }

  static String held(CapacityRow row) {
    List<Double> searches = row.searchesPerSecond();
    return rate(row.capacityPerSecond())
        + (searches.size() < 2
            ? ""
            : String.format(
                Locale.ROOT,
                " [%,.0f, %,.0f]",
                Collections.min(searches),
                Collections.max(searches)));
  }

  /** The median of the pairs, and their extremes. */
  static String bareRatios(CapacityRow row) {
    double[] ratios =
        row.barePairs().stream().mapToDouble(CapacityRow.BarePair::ratio).sorted().toArray();
    return Numbers.ratio(Median.withDefaults().evaluate(ratios))
        + " ["
        + Numbers.ratio(ratios[0])
        + ", "
        + Numbers.ratio(ratios[ratios.length - 1])
        + "]";
  }

  static String losses(CapacityPoint point) {
    Losses losses = point.losses();
    if (losses == null) {
      return "-";
    }
    List<String> kinds = new ArrayList<>();
    addKind(kinds, losses.reported(), point.issued(), "reported");
    addKind(kinds, losses.merged(), point.issued(), "merged");
    addKind(kinds, losses.silent(), point.issued(), "silent");
    addKind(kinds, losses.overflow(), point.issued(), "overflow");
    return kinds.isEmpty() ? "0" : String.join(", ", kinds);
  }

  private static void addKind(List<String> kinds, long count, long of, String kind) {
    if (count > 0) {
      kinds.add(percent((double) count / of) + " " + kind);
    }
  }
}
