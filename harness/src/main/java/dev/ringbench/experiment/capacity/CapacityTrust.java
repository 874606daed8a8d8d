// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.capacity;

import dev.ringbench.check.Check;
import dev.ringbench.check.Copies;
import dev.ringbench.check.Descriptors;
import dev.ringbench.check.Violations;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Whether loads were measured as the profile says, each of its own, of the sensors of the build.
 */
final class CapacityTrust {
  private static final double MILLISECONDS = 1e3;

  /** A load may end a little early, and late where one operation takes long. */
  private static final double SHORTEST = 0.8;

  private static final double LONGEST = 2;

  private final CapacityDocument document;

  CapacityTrust(CapacityDocument document) {
    this.document = document;
  }

  List<Check> all() {
    return List.of(
        profile(),
        CapacityOrder.of(document),
        Descriptors.check(document.sensors(), document.version()),
        copies());
  }

  private List<CapacityPoint> points() {
    List<CapacityPoint> points = new ArrayList<>();
    document.rows().forEach(row -> points.addAll(row.points()));
    if (document.fleet() != null) {
      document.fleet().rows().forEach(row -> points.addAll(row.points()));
    }
    return points;
  }

  private Check profile() {
    String name = "profile";
    CapacityProfile profile =
        Arrays.stream(CapacityProfile.values())
            .filter(known -> known.toString().equals(document.profile()))
            .findFirst()
            .orElse(null);
    if (profile == null) {
      return Check.failed(name, "\"" + document.profile() + "\" is no profile of a capacity run");
    }
    List<Double> parts = new ArrayList<>();
    for (CapacityPoint point : points()) {
      parts.add(MILLISECONDS * point.issued() / point.offeredPerSecond() / profile.pointMillis());
    }
    Violations violations = new Violations();
    for (CapacityRow row : document.rows()) {
      if (row.heldMs() != null && row.limit() != null) {
        boolean shorter = row.limit() == CapacityRow.Limit.NOTHING_TO_LOSE;
        parts.add((double) row.heldMs() / (shorter ? profile.pointMillis() : profile.holdMillis()));
      }
      if (row.limit() == CapacityRow.Limit.LOSS) {
        violations.require(
            row.searchesPerSecond().size() == profile.searches(),
            () ->
                "%s of %s: %d searches, profile %s has %d"
                    .formatted(
                        row.sensor(),
                        row.operation(),
                        row.searchesPerSecond().size(),
                        profile,
                        profile.searches()));
      }
      int fullSpeeds = row.fullSpeeds().size();
      // Once in documents of earlier builds; fewer where a reason says so.
      violations.require(
          fullSpeeds <= 1 || fullSpeeds <= profile.speedPairs(),
          () ->
              "%s of %s: %d loads at full speed, profile %s has %d"
                  .formatted(
                      row.sensor(), row.operation(), fullSpeeds, profile, profile.speedPairs()));
    }
    if (!parts.isEmpty()) {
      Collections.sort(parts);
      double middle = parts.get(parts.size() / 2);
      violations.require(
          middle >= SHORTEST && middle <= LONGEST,
          () ->
              "loads took %.2f times what profile %s has, by their operations and rates"
                  .formatted(middle, profile));
    }
    return violations.check(name, profile + ", and loads took as long");
  }

  private Check copies() {
    Copies copies = new Copies();
    for (CapacityRow row : document.rows()) {
      String place =
          "%s of %s (%s), %d threads"
              .formatted(row.sensor(), row.operation(), row.handoff(), row.threads());
      row.points().forEach(point -> add(copies, place, point));
      row.barePairs().forEach(pair -> copies.addCertain(place + ", a bare pair", pair));
    }
    if (document.fleet() != null) {
      document
          .fleet()
          .rows()
          .forEach(
              row ->
                  row.points()
                      .forEach(
                          point ->
                              add(
                                  copies,
                                  row.sensor() + " at the rates of a fleet, " + row.handoff(),
                                  point)));
    }
    return copies.check("copies", "no two loads have the same figures");
  }

  private static void add(Copies copies, String place, CapacityPoint point) {
    String load = place + ", " + Math.round(point.wantedPerSecond()) + "/s";
    if (Copies.isRich(point.service())) {
      copies.addCertain(load, List.of(point.service(), point.offeredPerSecond()));
      copies.add(place, load, List.of("service", point.service()));
    }
    if (Copies.isRich(point.delay())) {
      copies.add(place, load, List.of("delay", point.delay()));
    }
  }
}
