// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.capacity;

import dev.ringbench.check.Availabilities;
import dev.ringbench.check.Check;
import dev.ringbench.check.PercentileRules;
import dev.ringbench.check.Violations;
import dev.ringbench.model.Sensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** What has to hold of a capacity run or of a fleet's replay. */
public final class CapacityChecks {
  /**
   * How far the rate that was held may be above the one that was asked for: pacing is not exact. It
   * may be one operation above besides: n of them have n - 1 distances.
   */
  private static final double PACING = 1.01;

  private static final double MILLISECONDS = 1e3;

  /** Of the time that a rate was to be held. */
  private static final double HELD = 0.95;

  private static final double LARGEST_PART = 2.0;

  private final CapacityDocument document;
  private final Set<String> merging = new HashSet<>();

  public CapacityChecks(CapacityDocument document) {
    this.document = document;
    document.sensors().stream()
        .filter(Sensor::mergesEqualEvents)
        .forEach(sensor -> merging.add(sensor.id()));
  }

  /** A load, with what a message calls it. */
  private record PlacedPoint(String place, String sensor, CapacityPoint point) {}

  private List<PlacedPoint> points() {
    List<PlacedPoint> points = new ArrayList<>();
    for (CapacityRow row : document.rows()) {
      row.points().forEach(point -> points.add(placed(place(row), row.sensor(), point)));
    }
    for (FleetReplay.Row row : fleetRows()) {
      row.points().forEach(point -> points.add(placed(place(row), row.sensor(), point)));
    }
    return points;
  }

  private static PlacedPoint placed(String row, String sensor, CapacityPoint point) {
    return new PlacedPoint(
        row
            + (point.wantedPerSecond() == 0
                ? ", full speed"
                : ", " + Math.round(point.wantedPerSecond()) + "/s"),
        sensor,
        point);
  }

  private List<FleetReplay.Row> fleetRows() {
    return document.fleet() == null ? List.of() : document.fleet().rows();
  }

  private static String place(CapacityRow row) {
    return "%s %s (%s), %d threads, %d rules"
        .formatted(row.operation(), row.sensor(), row.handoff(), row.threads(), row.rules());
  }

  private static String place(FleetReplay.Row row) {
    return "%s %s (%s), %d threads"
        .formatted(row.operation(), row.sensor(), row.handoff(), row.threads());
  }

  public List<Check> all() {
    return List.of(availability(), complete(), capacities(), histograms(), losses(), fleet());
  }

  private Check availability() {
    Violations violations = new Violations();
    for (CapacityRow row : document.rows()) {
      boolean ok = row.status() == CapacityRow.Status.OK;
      violations.require(
          ok || (Availabilities.isText(row.reason()) && Availabilities.isText(row.remedy())),
          () -> place(row) + " is " + row.status() + ", and has no reason or no remedy");
      violations.require(
          ok || (row.unpacedPerSecond() == null && row.points().isEmpty()),
          () -> place(row) + " is " + row.status() + ", and has figures all the same");
      violations.require(
          !ok || (row.unpacedPerSecond() != null && row.limit() != null),
          () -> place(row) + " is OK, without figures");
    }
    long there = document.rows().stream().filter(r -> r.status() == CapacityRow.Status.OK).count();
    return violations.check(
        "availability",
        there
            + fleetRows().size()
            + " of "
            + (document.rows().size() + fleetRows().size())
            + " rows worked; each other has a reason and a remedy");
  }

  private Check complete() {
    String name = "complete";
    if (document.status().equals("partial")) {
      return Check.warning(name, "partial: " + document.statusReason());
    }
    Violations violations = new Violations();
    for (CapacityRow row : document.rows()) {
      violations.require(
          row.status() != CapacityRow.Status.OK
              || row.fullSpeed().isPresent()
              || Availabilities.isText(row.reason()),
          () -> place(row) + " has no load at full speed, and no reason why");
    }
    for (FleetReplay.Row row : fleetRows()) {
      violations.require(
          row.points().size() == row.planned() || Availabilities.isText(row.reason()),
          () ->
              "%s has %d of %d loads, and no reason why"
                  .formatted(place(row), row.points().size(), row.planned()));
    }
    return violations.check(name, points().size() + " loads");
  }

  private Check capacities() {
    Violations violations = new Violations();
    for (CapacityRow row : document.rows()) {
      if (row.status() == CapacityRow.Status.OK && row.unpacedPerSecond() != null) {
        rates(violations, row);
        bareAndParts(violations, row);
      }
    }
    return violations.check(
        "capacity", "each is within what its searches and its full speed allow");
  }

  private void rates(Violations violations, CapacityRow row) {
    Double capacity = row.capacityPerSecond();
    double fullSpeed = row.unpacedPerSecond();
    violations.require(fullSpeed > 0, () -> place(row) + ": full speed is " + fullSpeed);
    if (row.limit() != CapacityRow.Limit.LOSS) {
      violations.require(
          row.searchesPerSecond().isEmpty() && capacity != null && capacity == fullSpeed,
          () ->
              "%s ends by %s, so its capacity %s has to be its full speed %s"
                  .formatted(place(row), row.limit(), capacity, fullSpeed));
      return;
    }
    List<Double> searches = row.searchesPerSecond();
    violations.require(
        !searches.isEmpty() && Collections.max(searches) < fullSpeed,
        () ->
            "%s: searches %s are not below full speed %s"
                .formatted(place(row), searches, fullSpeed));
    violations.require(
        capacity == null
            || searches.isEmpty()
            || capacity <= PACING * middle(searches) + oneOperation(row),
        () ->
            "%s: capacity %s is above the median of the searches %s"
                .formatted(place(row), capacity, searches));
    CapacityProfile.names().stream()
        .filter(document.profile()::equals)
        .map(name -> CapacityProfile.valueOf(name.toUpperCase(java.util.Locale.ROOT)))
        .forEach(
            profile ->
                violations.require(
                    capacity == null
                        || (row.heldMs() != null && row.heldMs() >= HELD * profile.holdMillis()),
                    () ->
                        "%s: capacity was held for %s ms, not %d"
                            .formatted(place(row), row.heldMs(), profile.holdMillis())));
  }

  private static double oneOperation(CapacityRow row) {
    return row.heldMs() == null || row.heldMs() <= 0 ? 0 : MILLISECONDS / row.heldMs();
  }

  private static double middle(List<Double> values) {
    return org.apache.commons.statistics.descriptive.Median.withDefaults()
        .evaluate(values.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private static void bareAndParts(Violations violations, CapacityRow row) {
    row.barePairs()
        .forEach(
            pair ->
                violations.require(
                    pair.oursPerSecond() > 0 && pair.barePerSecond() > 0,
                    () -> place(row) + ": a pair with a bare loop is not positive: " + pair));
    for (CapacityPoint point : row.points()) {
      if (point.ofCapacity() != null) {
        violations.require(
            row.capacityPerSecond() != null
                && point.ofCapacity() <= LARGEST_PART
                && PercentileRules.equal(
                    point.wantedPerSecond(), point.ofCapacity() * row.capacityPerSecond()),
            () ->
                "%s: %s/s is not %s of its capacity %s"
                    .formatted(
                        place(row),
                        point.wantedPerSecond(),
                        point.ofCapacity(),
                        row.capacityPerSecond()));
      }
    }
  }

  private Check histograms() {
    Violations violations = new Violations();
    for (PlacedPoint placed : points()) {
      CapacityPoint point = placed.point();
      CapacityPoint.Encoded encoded = point.histograms();
      String place = placed.place();
      PercentileRules.requireEqual(
          violations, place + ", latency", point.latency(), encoded.latency());
      PercentileRules.requireEqual(
          violations, place + ", service", point.service(), encoded.service());
      PercentileRules.requireEqual(violations, place + ", delay", point.delay(), encoded.delay());
      violations.require(
          point.service() == null || point.service().count() <= point.issued(),
          () -> place + " has more values than operations");
    }
    return violations.check("histograms", "each figure is its histogram's");
  }

  private Check losses() {
    Violations violations = new Violations();
    long issued = 0;
    long lost = 0;
    for (PlacedPoint placed : points()) {
      CapacityPoint point = placed.point();
      LossRules.require(violations, placed.place(), point, merging.contains(placed.sensor()));
      issued += point.issued();
      lost += point.losses() == null ? 0 : point.losses().total();
    }
    return violations.check(
        "accounting",
        String.format(
            java.util.Locale.ROOT,
            "issued = arrived + reported + merged + silent + overflow; %,d of %,d did not arrive",
            lost,
            issued));
  }

  private Check fleet() {
    if (document.fleet() == null) {
      return Check.notApplicable("fleet", "no fleet was replayed");
    }
    Violations violations = new Violations();
    for (FleetReplay.Row row : fleetRows()) {
      List<Double> wanted = row.points().stream().map(CapacityPoint::wantedPerSecond).toList();
      int parts = row.planned() - 1;
      violations.require(
          wanted.size() <= row.planned()
              && IntStream.range(0, wanted.size())
                  .allMatch(
                      i ->
                          PercentileRules.equal(
                              wanted.get(i), document.fleet().rates().rate(i, parts))),
          () -> place(row) + ": its rates are not those of the fleet");
    }
    return violations.check("fleet", fleetRows().size() + " rows at the rates of the fleet");
  }
}
