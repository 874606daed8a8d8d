// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.faults;

import dev.ringbench.check.Check;
import dev.ringbench.check.PercentileRules;
import dev.ringbench.check.Violations;
import dev.ringbench.experiment.faults.FaultDocument.Cell;
import dev.ringbench.experiment.faults.FaultDocument.Quantiles;
import dev.ringbench.experiment.faults.FaultDocument.SelfCheck;
import dev.ringbench.experiment.faults.FaultDocument.Share;
import dev.ringbench.fault.Outcome;
import dev.ringbench.stats.ClopperPearson;
import dev.ringbench.stats.Interval;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.statistics.distribution.BinomialDistribution;

/** Whether the statistics of a fault matrix are those that its counts give. */
public final class FaultStatistics {
  private static final double CONFIDENCE = 0.95;

  /** Self-checks that come out otherwise more often than this make a matrix worthless. */
  private static final double TOLERATED = 0.1;

  /** Of so many runs, such a matrix would have fewer otherwise but once in a million. */
  private static final double CHANCE = 1e-6;

  private static final String SLOW = "F13";

  private final FaultDocument document;

  public FaultStatistics(FaultDocument document) {
    this.document = document;
  }

  public List<Check> all() {
    return List.of(shares(), times(), selfChecks(), detections());
  }

  Check shares() {
    Violations violations = new Violations();
    for (Cell cell : document.cells()) {
      Integer hits = cell.outcome() == null ? null : cell.outcomes().get(cell.outcome());
      require(violations, FaultChecks.place(cell), cell.share(), hits, cell.activated());
    }
    for (FaultDocument.Form form : document.forms()) {
      Share share = form.share();
      require(
          violations,
          place(form),
          share,
          form.outcome() == null || share == null ? null : share.hits(),
          share == null ? 0 : share.of());
    }
    forms(violations);
    for (SelfCheck check : document.selfChecks()) {
      require(
          violations,
          check.kind() + " of " + check.sensor(),
          check.share(),
          check.as(),
          check.of());
    }
    return violations.check("shares", "95 % bounds recomputed (Clopper-Pearson)");
  }

  private static String place(FaultDocument.Form form) {
    return "%s of %s in %s (%s)"
        .formatted(form.fault(), form.form(), form.sensor(), form.machineProfile());
  }

  /** The forms of a fault are its runs, sorted. */
  private void forms(Violations violations) {
    Map<List<String>, List<FaultDocument.Form>> forms =
        document.forms().stream()
            .collect(
                Collectors.groupingBy(
                    form -> List.of(form.fault(), form.sensor(), form.machineProfile())));
    boolean hasFormsOfSlow = document.forms().stream().anyMatch(form -> form.fault().equals(SLOW));
    for (Cell cell : document.cells()) {
      List<FaultDocument.Form> its =
          forms.getOrDefault(
              List.of(cell.fault(), cell.sensor(), cell.machineProfile()), List.of());
      // Of this one every sensor has them, unless its runs were kept by a version that did not.
      if (!its.isEmpty() || (cell.fault().equals(SLOW) && hasFormsOfSlow)) {
        long sum =
            its.stream()
                .map(FaultDocument.Form::share)
                .filter(Objects::nonNull)
                .mapToLong(Share::of)
                .sum();
        violations.require(
            sum == cell.activated(),
            () ->
                FaultChecks.place(cell) + ": " + cell.activated() + " runs, its forms have " + sum);
      }
    }
  }

  /** {@code hits} null: there may be no share. */
  private static void require(
      Violations violations, String place, Share share, Integer hits, int of) {
    if (share == null || hits == null) {
      violations.require(
          share == null && hits == null,
          () -> place + ": a share without a class, or none with one");
      return;
    }
    Interval interval = ClopperPearson.interval(Math.min(hits, of), of, CONFIDENCE);
    violations.require(
        share.hits() == hits
            && share.of() == of
            && PercentileRules.equal(share.low(), interval.low())
            && PercentileRules.equal(share.high(), interval.high()),
        () ->
            "%s: %s, but %d of %d give [%.4f, %.4f]"
                .formatted(place, share, hits, of, interval.low(), interval.high()));
  }

  Check times() {
    Violations violations = new Violations();
    for (Cell cell : document.cells()) {
      require(violations, FaultChecks.place(cell), cell.times(), cell.activated());
    }
    for (FaultDocument.Form form : document.forms()) {
      if (form.times() != null) {
        require(
            violations, place(form), form.times(), form.share() == null ? 0 : form.share().of());
        violations.require(
            Objects.equals(form.stall(), form.times().stall()),
            () -> place(form) + " has two stalls that differ");
      }
    }
    return violations.check("times", "p50 <= p99 <= max, of no more runs than were activated");
  }

  private static void require(
      Violations violations, String place, FaultDocument.Times times, int activated) {
    Stream.of(times.detect(), times.recover(), times.unprotected(), times.stall())
        .filter(Objects::nonNull)
        .forEach(quantiles -> require(violations, place, quantiles, activated));
    violations.require(
        (long) times.notRecovered() + (times.recover() == null ? 0 : times.recover().n())
                <= activated
            && (times.unended() == null || times.unended() <= activated),
        () -> place + ": more did not recover, or did not end, than there were");
  }

  private static void require(Violations violations, String place, Quantiles quantiles, int most) {
    violations.require(
        quantiles.n() <= most
            && 0 <= quantiles.p50()
            && quantiles.p50() <= quantiles.p99()
            && quantiles.p99() <= quantiles.max()
            && (quantiles.low() == null || quantiles.low() <= quantiles.p50())
            && (quantiles.high() == null || quantiles.p50() <= quantiles.high()),
        () -> place + ": " + quantiles + " of " + most + " runs");
  }

  private Check selfChecks() {
    Violations violations = new Violations();
    List<String> otherwise = new ArrayList<>();
    long runs = 0;
    for (SelfCheck check : document.selfChecks()) {
      Outcome expected = check.kind().equals("placebo") ? Outcome.B1 : Outcome.B7;
      String found =
          "%s of %s: %d of %d were %s"
              .formatted(check.kind(), check.sensor(), check.as(), check.of(), check.expected());
      violations.require(check.expected() == expected, () -> found + ", not " + expected);
      violations.require(
          check.as() <= check.of() && !isWorthless(check.of() - check.as(), check.of()),
          () -> found);
      if (check.as() < check.of()) {
        otherwise.add(found);
      }
      runs += check.of();
    }
    if (document.partialReason() == null) {
      Set<String> accounted = new HashSet<>();
      document.unavailable().forEach(unavailable -> accounted.add(unavailable.sensor()));
      document.selfChecks().stream()
          .filter(check -> check.kind().equals("placebo"))
          .forEach(check -> accounted.add(check.sensor()));
      document
          .plan()
          .sensors()
          .forEach(
              sensor ->
                  violations.require(
                      accounted.contains(sensor.id()),
                      () -> sensor.id() + " has no run without a fault"));
    }
    return violations.any() || otherwise.isEmpty()
        ? violations.check(
            "self-checks", runs + " runs, each of the class that is known beforehand")
        : Check.warning("self-checks", String.join("; ", otherwise));
  }

  /** Whether that many are more than chance gives where no more than the tolerated part is so. */
  private static boolean isWorthless(int otherwise, int of) {
    return otherwise > 0
        && of > 0
        && BinomialDistribution.of(of, TOLERATED).survivalProbability(otherwise - 1) < CHANCE;
  }

  private Check detections() {
    Violations violations = new Violations();
    List<String> found = new ArrayList<>();
    for (FaultDocument.Detection detection : document.detections()) {
      Share share = detection.share();
      if (share != null) {
        require(violations, detection.of(), share, share.hits(), share.of());
        violations.require(
            PercentileRules.equal(detection.shareWithin(), (double) share.hits() / share.of()),
            () -> detection.of() + ": share " + detection.shareWithin() + " is not " + share);
        require(violations, detection.of(), detection.quantiles(), share.of());
        violations.require(
            share.hits() <= detection.quantiles().n()
                && (detection.quantiles().max() > detection.limitMs()
                    || share.hits() == detection.quantiles().n()),
            () -> detection.of() + ": hits do not agree with " + detection.quantiles());
        found.add("%s %d of %d".formatted(detection.of(), share.hits(), share.of()));
      }
    }
    return found.isEmpty() && !violations.any()
        ? Check.notApplicable("detections", "nothing was detected, or its runs were not kept")
        : violations.check("detections", "within their limits: " + String.join(", ", found));
  }
}
