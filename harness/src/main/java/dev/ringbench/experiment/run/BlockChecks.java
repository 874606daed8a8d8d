// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import dev.ringbench.check.Availabilities;
import dev.ringbench.check.Check;
import dev.ringbench.check.PercentileRules;
import dev.ringbench.check.Violations;
import dev.ringbench.experiment.run.RunDocument.BlockSettings;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Percentiles;
import dev.ringbench.model.Sensor;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Whether each block keeps the rules of evidence. */
final class BlockChecks {
  /** Operations before the closed loop, at most: BlockRunner. */
  private static final int WARM_UP_OPERATIONS = 64;

  private final RunDocument document;
  private final Map<Operation, BlockSettings> settings = new HashMap<>();
  private final Set<String> consumers = new HashSet<>();

  BlockChecks(RunDocument document) {
    this.document = document;
    document.run().blockSettings().forEach(size -> settings.put(size.operation(), size));
    document.sensors().stream()
        .filter(Sensor::reports)
        .forEach(sensor -> consumers.add(sensor.id()));
  }

  List<Check> all() {
    return List.of(canaries(), figures(), accounting());
  }

  static String place(Block block) {
    return "%s, fork %d, round %d, position %d"
        .formatted(block.cell(), block.fork(), block.round(), block.position());
  }

  static Map<String, Percentiles> figuresOf(Block block) {
    Map<String, Percentiles> figures = new LinkedHashMap<>();
    figures.put("cost", block.cost());
    figures.put("delivery", block.delivery());
    figures.put("verdict", block.verdict());
    figures.values().removeIf(found -> found == null);
    return figures;
  }

  private Check canaries() {
    Violations violations = new Violations();
    int failed = 0;
    int noisy = 0;
    for (Block block : document.blocks()) {
      boolean measured = block.measured();
      boolean any = !figuresOf(block).isEmpty() || block.accounting() != null;
      violations.require(
          measured || !any, () -> place(block) + " has FAILED, and has figures all the same");
      violations.require(
          !measured || block.cost() != null, () -> place(block) + " is measured, without a cost");
      violations.require(
          block.status() == Block.Status.OK || Availabilities.isText(block.reason()),
          () -> place(block) + " is " + block.status() + " for no reason");
      failed += measured ? 0 : 1;
      noisy += block.status() == Block.Status.NOISY ? 1 : 0;
    }
    return violations.check(
        "canaries",
        "%d blocks, %d of them without figures as a canary was missed, %d disturbed"
            .formatted(document.blocks().size(), failed, noisy));
  }

  private Check figures() {
    Violations violations = new Violations();
    for (Block block : document.blocks()) {
      figuresOf(block)
          .forEach(
              (metric, figures) ->
                  PercentileRules.require(violations, place(block) + ", " + metric, figures));
      BlockSettings size = settings.get(block.operation());
      violations.require(
          size != null, () -> place(block) + ": the run has no settings for its operation");
      if (size != null) {
        violations.require(
            within(block.cost(), size.closedCount())
                && within(block.delivery(), size.openCount())
                && within(block.verdict(), size.openCount()),
            () -> place(block) + " has more values than its settings allow");
      }
    }
    for (FloorSample floor : document.floors()) {
      violations.require(
          floor.valueNs() == null
              ? Availabilities.isText(floor.reason())
              : Double.isFinite(floor.valueNs()),
          () ->
              "floor " + floor.name() + " of fork " + floor.fork() + " has no value and no reason");
    }
    return violations.check(
        "figures", "p50 <= p99 <= p99.9 <= max in every block, within its settings");
  }

  private static boolean within(Percentiles figures, int most) {
    return figures == null || figures.count() <= most;
  }

  private Check accounting() {
    Violations violations = new Violations();
    long issued = 0;
    long delivered = 0;
    long lost = 0;
    long unknown = 0;
    long foreign = 0;
    for (Block block : document.blocks()) {
      Block.Accounting found = block.accounting();
      boolean reports = consumers.contains(block.sensor()) && block.operation().isWatched();
      violations.require(
          !block.measured() || reports == (found != null),
          () ->
              place(block)
                  + (reports
                      ? " does not account for its events"
                      : " accounts for events it has not"));
      if (found == null) {
        continue;
      }
      require(violations, block, found);
      issued += found.issued();
      delivered += found.delivered();
      lost += found.lost() == null ? 0 : found.lost();
      unknown += found.lost() == null ? found.issued() - found.delivered() : 0;
      foreign += found.foreign();
    }
    return violations.check(
        "accounting",
        String.format(
            Locale.ROOT,
            "issued %,d = delivered %,d + reported lost %,d + silently lost %,d + unknown %,d;"
                + " foreign %,d",
            issued,
            delivered,
            lost,
            issued - delivered - lost - unknown,
            unknown,
            foreign));
  }

  private void require(Violations violations, Block block, Block.Accounting found) {
    long lost = found.lost() == null ? 0 : found.lost();
    violations.require(
        found.delivered() + lost <= found.issued(),
        () ->
            "%s: delivered %d + lost %d are more than the %d issued"
                .formatted(place(block), found.delivered(), lost, found.issued()));
    violations.require(found.foreign() >= 0, () -> place(block) + ": foreign is negative");
    BlockSettings size = settings.get(block.operation());
    if (size != null && block.cost() != null) {
      long timed = block.cost().count() + size.openCount();
      violations.require(
          timed <= found.issued() && found.issued() <= timed + WARM_UP_OPERATIONS,
          () ->
              "%s: issued %d, but closed and open loop are %d, and the warm-up at most %d"
                  .formatted(place(block), found.issued(), timed, WARM_UP_OPERATIONS));
    }
    violations.require(
        block.delivery() == null || block.delivery().count() <= found.delivered(),
        () -> place(block) + " has more delays than events");
    violations.require(
        block.sensorCost() == null || block.sensorCost().events() <= found.delivered(),
        () -> place(block) + ": its closed loop delivered more than the block did");
  }
}
