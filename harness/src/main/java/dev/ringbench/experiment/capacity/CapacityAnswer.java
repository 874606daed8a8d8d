// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.capacity;

import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Placement;
import dev.ringbench.section.Texts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What sensors leave of full speed, and which lose events first: one sentence. */
final class CapacityAnswer {
  private final CapacityDocument document;

  /** With figures, of one thread, with a sensor in them. */
  private final List<CapacityRow> rows;

  public CapacityAnswer(CapacityDocument document) {
    this.document = document;
    Map<String, Placement> placements = new LinkedHashMap<>();
    document.sensors().forEach(sensor -> placements.put(sensor.id(), sensor.placement()));
    this.rows =
        document.rows().stream()
            .filter(row -> row.status() == CapacityRow.Status.OK && row.threads() == 1)
            .filter(row -> placements.get(row.sensor()) != Placement.BASELINE)
            .filter(row -> placements.get(row.sensor()) != Placement.FLOOR)
            .toList();
  }

  /** How many rows of use it has. */
  int rows() {
    return rows.size();
  }

  /** How long loads were held; 0: of a profile that this version does not have. */
  long holdMillis() {
    return List.of(CapacityProfile.values()).stream()
        .filter(known -> known.toString().equals(document.profile()))
        .mapToInt(CapacityProfile::holdMillis)
        .findFirst()
        .orElse(0);
  }

  private record Share(CapacityRow row, CapacityRow.SpeedShare share) {}

  /** Empty: nothing to compare. */
  public Optional<String> sentence() {
    List<Share> shares = new ArrayList<>();
    for (CapacityRow row : rows) {
      row.speedShare().ifPresent(share -> shares.add(new Share(row, share)));
    }
    if (shares.size() < 2) {
      return Optional.empty();
    }
    shares.sort(Comparator.comparing(share -> share.share().median()));
    Share least = shares.get(0);
    Share most = shares.get(shares.size() - 1);
    return Optional.of(
        String.format(
            Locale.ROOT,
            "Under full load sensors leave from %s (%s) to %s (%s) of the speed without one (pairs taken"
                + " at once, %s%s); %s.",
            percent(least.share()),
            named(least.row()),
            percent(most.share()),
            named(most.row()),
            least.share().hasRange() && most.share().hasRange()
                ? "medians, with the extremes of " + least.share().pairs()
                : "one each, so without an interval",
            nothing(most.row().operation()),
            losing()));
  }

  private static String percent(CapacityRow.SpeedShare share) {
    return Texts.percent(share.median())
        + (share.hasRange()
            ? " [" + Texts.percent(share.least()) + ", " + Texts.percent(share.most()) + "]"
            : "");
  }

  /** What pairs show that differ in nothing. */
  private String nothing(Operation operation) {
    DoubleSummaryStatistics none = new NullShares(document).of(operation);
    return none.getCount() == 0
        ? ""
        : "; pairs without any sensor: "
            + Texts.percent(none.getMin())
            + " to "
            + Texts.percent(none.getMax());
  }

  private static String named(CapacityRow row) {
    return row.sensor()
        + (row.handoff() == Handoff.NONE ? "" : " (" + row.handoff() + ")")
        + " at "
        + row.operation();
  }

  private String losing() {
    List<CapacityRow> reporting =
        rows.stream().filter(row -> row.limit() != CapacityRow.Limit.NOTHING_TO_LOSE).toList();
    List<CapacityRow> losing =
        reporting.stream()
            .filter(row -> row.limit() == CapacityRow.Limit.LOSS)
            .sorted(
                Comparator.comparing(
                    row -> row.capacityPerSecond() == null ? 0 : row.capacityPerSecond()))
            .toList();
    if (reporting.isEmpty()) {
      return "none of them reports events, so none can be lost";
    }
    if (losing.isEmpty()) {
      return "none of "
          + reporting.size()
          + " rows that report events lost one, as all are held back";
    }
    CapacityRow first = losing.get(0);
    String some =
        losing.size()
            + " of "
            + reporting.size()
            + " rows that report events "
            + (losing.size() == 1 ? "loses" : "lose")
            + " some";
    if (first.capacityPerSecond() == null) {
      return some + ", " + named(first) + " at every rate that was tried";
    }
    return String.format(
        Locale.ROOT,
        "%s, %s first, above %s/s%s%s",
        some,
        named(first),
        Texts.count(first.capacityPerSecond()),
        searched(first),
        later(first));
  }

  /** Searches that all ended on their first step below full speed say no more than that. */
  private static String searched(CapacityRow row) {
    List<Double> searches = row.searchesPerSecond();
    if (searches.size() < 2) {
      return "";
    }
    double least = Math.min(row.capacityPerSecond(), Collections.min(searches));
    double most = Math.max(row.capacityPerSecond(), Collections.max(searches));
    return Collections.min(searches).equals(Collections.max(searches))
        ? String.format(
            Locale.ROOT,
            " (each of %d searches ended %.0f %% below full speed)",
            searches.size(),
            100 * (1 - Collections.max(searches) / row.unpacedPerSecond()))
        : " [" + Texts.count(least) + ", " + Texts.count(most) + "]";
  }

  private static String later(CapacityRow row) {
    return !row.fullSpeeds().isEmpty()
            && row.fullSpeeds().stream().allMatch(point -> point.lossShare() == 0)
        ? ", though none was lost at full speed afterwards"
        : "";
  }
}
