// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.capacity;

import dev.ringbench.document.FirstScreen;
import dev.ringbench.document.Head;
import dev.ringbench.document.Provenance;
import dev.ringbench.experiment.capacity.CapacityRow.Limit;
import dev.ringbench.experiment.capacity.CapacityRow.Status;
import dev.ringbench.figure.Numbers;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Sensor;
import dev.ringbench.section.Column;
import dev.ringbench.section.Section;
import dev.ringbench.section.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** What a capacity run found, in sections. */
final class CapacitySections {
  private static final List<String> HOW_TO_READ =
      List.of(
          "held: the highest rate of events without a loss; brackets hold what the searches before found. full speed: the rate of operations that nothing paces. share: full speed divided by that without a sensor right afterwards (median and extremes of several pairs; [?] one pair; ~ undecided: pairs without any sensor differ as much). of bare: full speed divided by that of the same mechanism in a C loop without Ringbench (median and extremes of three pairs).",
          "ends by loss: above this rate events are lost. ends by throttle: the workload cannot go faster, because it waits for the sensor or pays for its hook, and nothing is lost.",
          "fleet: share of all seconds in a fleet whose rate is not higher (log-normal, mean 78,000/s, 99 % below 261,000/s, at most 824,000/s).",
          "lost: reported by the sensor. merged: inferred; the mechanism's manual says that it merges equal events, and some did not arrive. silent: lost without a report. overflow: reported without a number.",
          "arrived: events a second, up to the arrival of the last one. *: the workload did not reach the offered rate; its own rate is compared.",
          "slow-down: median time of an operation, divided by that without a sensor at the same rate. delay: from the operation's scheduled start to the arrival of its event, for events that arrived. done: from the scheduled start to the operation's end.");

  /** Of the full speed of a bare loop, what a sensor of ours is to reach. */
  private static final double EXPECTED_BARE_RATIO = 0.9;

  private final Head head;
  private final CapacityDocument document;
  private final NullShares nullShares;

  CapacitySections(Head head, CapacityDocument document) {
    this.head = head;
    this.document = document;
    this.nullShares = new NullShares(document);
  }

  /** All that there is to say. */
  List<Section> sections() {
    List<Section> sections = new ArrayList<>();
    sections.add(Section.of("What this run was", about()));
    for (Operation operation : operations()) {
      sections.add(capacities(operation));
      sections.add(loads(operation));
      sections.add(contention(operation));
    }
    if (document.fleet() != null) {
      sections.add(fleet());
    }
    sections.add(Section.of("How to read it", HOW_TO_READ));
    sections.add(Section.of("Queues that were full", fullQueues()));
    sections.add(Section.of("Limits of the system", limits()));
    sections.add(Section.of("Against a bare loop", bareLoopFinding()));
    sections.add(
        Section.of(FirstScreen.STOPPED, reasons(row -> row.status() != Status.UNAVAILABLE)));
    sections.add(
        Section.of(
            "What could not be run here", reasons(row -> row.status() == Status.UNAVAILABLE)));
    return Section.shown(sections);
  }

  private List<String> about() {
    return Provenance.sentences(
        head, "profile " + document.profile(), document.seed(), document.warnings());
  }

  private List<CapacityRow> measured(Operation operation) {
    return document.rows().stream()
        .filter(row -> row.operation() == operation && row.status() == Status.OK)
        .sorted(
            Comparator.<CapacityRow, Integer>comparing(row -> order(row.sensor()))
                .thenComparing(CapacityRow::handoff)
                .thenComparing(CapacityRow::rules)
                .thenComparing(CapacityRow::queueBytes)
                .thenComparing(CapacityRow::threads))
        .toList();
  }

  private int order(String sensor) {
    List<String> ids = document.sensors().stream().map(Sensor::id).toList();
    return ids.indexOf(sensor);
  }

  private Set<Operation> operations() {
    Set<Operation> operations = new LinkedHashSet<>();
    document.rows().forEach(row -> operations.add(row.operation()));
    return operations;
  }

  private Section capacities(Operation operation) {
    List<List<String>> rows = new ArrayList<>();
    for (CapacityRow row : measured(operation)) {
      boolean reports = row.limit() != Limit.NOTHING_TO_LOSE;
      rows.add(
          List.of(
              CapacityCells.named(row),
              CapacityCells.handoff(row.handoff()),
              Integer.toString(row.threads()),
              reports ? CapacityCells.held(row) : "-",
              reports && row.heldMs() != null
                  ? String.format(Locale.ROOT, "%.1f s", row.heldMs() / 1000.0)
                  : "-",
              CapacityCells.end(row.limit()),
              CapacityCells.rate(row.unpacedPerSecond()),
              CapacityCells.share(row, nullShares),
              row.barePairs().isEmpty() ? "-" : CapacityCells.bareRatios(row),
              reports && row.capacityPerSecond() != null
                  ? CapacityCells.percent(
                      FleetRates.CONTAINER_HOSTS.shareWithin(row.capacityPerSecond()))
                  : "-"));
    }
    return Section.of(
        operation + ": events a second without loss",
        Table.of(
            List.of(
                Column.text("sensor"),
                Column.text("hand-off"),
                Column.number("threads").droppedAs(4),
                Column.number("held"),
                Column.number("for").droppedAs(5),
                Column.text("ends by"),
                Column.number("full speed").droppedAs(1),
                Column.number("share"),
                Column.number("of bare").droppedAs(3),
                Column.number("fleet").droppedAs(2)),
            rows));
  }

  private static double highestBareRatio(CapacityRow row) {
    return row.barePairs().stream().mapToDouble(CapacityRow.BarePair::ratio).max().orElseThrow();
  }

  /** Whether ours is as good as the plainest loop of the same mechanism. */
  private List<String> bareLoopFinding() {
    List<String> slower = new ArrayList<>();
    int compared = 0;
    for (CapacityRow row : document.rows()) {
      if (row.status() == Status.OK && !row.barePairs().isEmpty()) {
        compared++;
        if (highestBareRatio(row) < EXPECTED_BARE_RATIO) {
          slower.add(
              CapacityCells.named(row)
                  + " ("
                  + CapacityCells.handoff(row.handoff())
                  + ") "
                  + CapacityCells.bareRatios(row));
        }
      }
    }
    if (compared == 0) {
      return List.of();
    }
    return List.of(
        String.format(
            Locale.ROOT,
            "%d of %d sensors with a bare loop reach %.1f of its full speed, or may%s.",
            compared - slower.size(),
            compared,
            EXPECTED_BARE_RATIO,
            slower.isEmpty() ? "" : "; below: " + String.join(", ", slower)));
  }

  private Section loads(Operation operation) {
    List<List<String>> rows = new ArrayList<>();
    for (CapacityRow row : measured(operation)) {
      if (row.limit() == Limit.NOTHING_TO_LOSE) {
        continue;
      }
      for (CapacityPoint point : row.points()) {
        rows.add(
            List.of(
                CapacityCells.named(row)
                    + (row.threads() == 1 ? "" : ", " + row.threads() + " threads"),
                CapacityCells.handoff(row.handoff()),
                point.ofCapacity() == null
                    ? "full speed"
                    : String.format(Locale.ROOT, "%.0f %%", 100 * point.ofCapacity()),
                CapacityCells.rate(point.offeredPerSecond()) + (point.wasThrottled() ? " *" : ""),
                point.losses() == null ? "-" : CapacityCells.rate(point.deliveredPerSecond()),
                CapacityCells.losses(point),
                point.delay() == null ? "-" : CapacityCells.time((double) point.delay().p50Ns()),
                point.delay() == null ? "-" : CapacityCells.time((double) point.delay().p999Ns()),
                point.latency() == null
                    ? "-"
                    : CapacityCells.time((double) point.latency().p999Ns()),
                point.slowDown() == null ? "-" : Numbers.ratio(point.slowDown()),
                CapacityCells.time(point.drainedMs() * 1e6)));
      }
    }
    return Section.of(
        operation + ": at parts of that rate",
        Table.of(
            List.of(
                Column.text("sensor"),
                Column.text("hand-off"),
                Column.number("at"),
                Column.number("offered/s"),
                Column.number("arrived/s").droppedAs(4),
                Column.text("lost"),
                Column.number("delay p50").droppedAs(5),
                Column.number("delay p99.9").droppedAs(1),
                Column.number("done p99.9").droppedAs(3),
                Column.number("slow-down"),
                Column.number("drained in").droppedAs(2)),
            rows));
  }

  /** How full speed grows with threads. */
  private Section contention(Operation operation) {
    List<Integer> threads =
        document.rows().stream().map(CapacityRow::threads).distinct().sorted().toList();
    Map<String, Map<Integer, CapacityRow>> bySensor = new LinkedHashMap<>();
    for (CapacityRow row : measured(operation)) {
      bySensor
          .computeIfAbsent(
              CapacityCells.named(row) + "|" + CapacityCells.handoff(row.handoff()),
              key -> new LinkedHashMap<>())
          .put(row.threads(), row);
    }
    List<List<String>> rows = new ArrayList<>();
    bySensor.forEach(
        (name, byThreads) -> {
          List<String> cells = new ArrayList<>(List.of(name.split("\\|", -1)));
          for (int count : threads) {
            CapacityRow row = byThreads.get(count);
            cells.add(row == null ? "-" : CapacityCells.rate(row.unpacedPerSecond()));
            cells.add(row == null ? "-" : CapacityCells.share(row, nullShares));
          }
          rows.add(cells);
        });
    List<Column> columns = new ArrayList<>(List.of(Column.text("sensor"), Column.text("hand-off")));
    for (int count : threads) {
      columns.add(Column.number(count + " threads"));
      columns.add(Column.number("share").droppedAs(1));
    }
    return Section.of(
        operation + ": full speed by number of producing threads",
        Table.of(columns, threads.size() < 2 ? List.of() : rows));
  }

  private Section fleet() {
    FleetReplay fleet = document.fleet();
    List<List<String>> rows = new ArrayList<>();
    for (FleetReplay.Row row : fleet.rows()) {
      List<CapacityPoint> points = row.points();
      String name = CapacityCells.named(row);
      if (points.isEmpty()) {
        rows.add(
            List.of(
                name,
                CapacityCells.handoff(row.handoff()),
                "0 of " + row.planned(),
                "-",
                "-",
                "-",
                "-"));
        continue;
      }
      CapacityPoint most = points.get(points.size() - 1);
      long whole = points.stream().filter(point -> point.lossShare() == 0).count();
      rows.add(
          List.of(
              name,
              CapacityCells.handoff(row.handoff()),
              whole
                  + " of "
                  + row.planned()
                  + (points.size() < row.planned() ? " (" + points.size() + " tried)" : ""),
              CapacityCells.rate(
                  points.stream()
                      .filter(point -> point.lossShare() > 0)
                      .map(CapacityPoint::offeredPerSecond)
                      .min(Comparator.naturalOrder())
                      .orElse(null)),
              CapacityCells.rate(
                  points.stream()
                      .filter(CapacityPoint::wasThrottled)
                      .map(CapacityPoint::wantedPerSecond)
                      .min(Comparator.naturalOrder())
                      .orElse(null)),
              CapacityCells.losses(most) + " at " + CapacityCells.rate(most.offeredPerSecond()),
              CapacityCells.time(
                  points.stream().mapToDouble(CapacityPoint::drainedMs).max().orElse(0) * 1e6)));
    }
    return Section.of(
        String.format(
            Locale.ROOT,
            "Rates of a fleet (mean %,.0f/s, p99 %,.0f/s, maximum %,.0f/s), %s arrivals",
            fleet.rates().meanPerSecond(),
            fleet.rates().p99PerSecond(),
            fleet.rates().maxPerSecond(),
            fleet.arrivals().toString().toLowerCase(Locale.ROOT)),
        Table.of(
            List.of(
                Column.text("sensor"),
                Column.text("hand-off"),
                Column.text("rates without loss"),
                Column.number("loses from"),
                Column.number("held back from"),
                Column.text("most"),
                Column.number("drained in").droppedAs(1)),
            rows),
        fleet.rows().stream()
            .filter(row -> row.reason() != null)
            .map(
                row ->
                    CapacityCells.named(row)
                        + " ("
                        + CapacityCells.handoff(row.handoff())
                        + "): "
                        + row.reason()
                        + ".")
            .toList());
  }

  /** Where events were lost because nothing more could wait, and what would let more wait. */
  private List<String> fullQueues() {
    List<String> full = new ArrayList<>();
    for (CapacityRow row : document.rows()) {
      Optional<Sensor> sensor =
          document.sensors().stream().filter(each -> each.id().equals(row.sensor())).findFirst();
      boolean overflowed =
          row.points().stream()
              .map(CapacityPoint::losses)
              .anyMatch(lost -> lost != null && lost.reported() + lost.overflow() > 0);
      if (overflowed && sensor.isPresent()) {
        full.add(
            row.operation()
                + " "
                + CapacityCells.named(row)
                + ": "
                + queueOf(row, sensor.get())
                + ".");
      }
    }
    return full.stream().distinct().toList();
  }

  private String queueOf(CapacityRow row, Sensor sensor) {
    if (sensor.queue() == null) {
      return String.format(
          Locale.ROOT,
          "%,d bytes of events waited; --queue-bytes makes it more",
          row.queueBytes() == 0 ? CapacityRow.DEFAULT_QUEUE_BYTES : row.queueBytes());
    }
    return sensor.queue()
        + " is "
        + document.queueLimits().getOrDefault(sensor.queue(), "unreadable")
        + "; raise it by sysctl, or give --queue-bytes";
  }

  private List<String> limits() {
    return document.queueLimits().entrySet().stream()
        .map(limit -> limit.getKey() + " = " + limit.getValue())
        .toList();
  }

  private List<String> reasons(Predicate<CapacityRow> of) {
    return document.rows().stream()
        .filter(row -> row.reason() != null)
        .filter(of)
        .map(
            row ->
                row.operation()
                    + " "
                    + CapacityCells.named(row)
                    + (row.handoff() == Handoff.NONE ? "" : " (" + row.handoff() + ")")
                    + ": "
                    + row.reason()
                    + "; "
                    + row.remedy()
                    + ".")
        .distinct()
        .toList();
  }
}
