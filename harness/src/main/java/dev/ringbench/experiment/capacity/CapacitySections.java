// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.capacity;

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
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.commons.statistics.descriptive.Median;

/** What a capacity run found, in sections. */
final class CapacitySections {
  private static final List<String> HOW_TO_READ =
      List.of(
          "held: the highest rate of events that lost none for as long as it says, in brackets what"
              + " the searches before it found. full speed: the"
              + " rate of operations when nothing paces them; share: of that without a sensor, at once afterwards (of several pairs the median and the extremes; [?] one pair alone; ~ undecided: pairs without any sensor show as much); of bare: of that with the same"
              + " mechanism in a loop of C without Ringbench, three pairs: median, and in brackets the"
              + " extremes.",
          "ends by loss: events are lost above it. ends by throttle: the workload cannot go faster,"
              + " because it waits for the sensor or pays for its hook, and nothing is lost.",
          "fleet: part of the seconds of a fleet's machines that need no more (log-normal, mean"
              + " 78,000/s, 99 % below 261,000/s, at most 824,000/s).",
          "lost: reported by the sensor; merged: inferred, from what did not arrive of a mechanism whose"
              + " manual says that it makes one event of equal ones; silent: nobody tells; overflow: told without a number.",
          "arrived: events a second, until the last of them had. *: the workload could not go as fast"
              + " as it was asked to, and what it did is compared.",
          "slow-down: median time of an operation, divided by that without a sensor at the same"
              + " rate. delay: from when the operation was due to its event's arrival, of events that"
              + " arrived; done: to the operation's own end.");

  private static final double MILLISECONDS_FROM_NS = 1e6;

  /** Of the full speed of a bare loop, what a sensor of ours is to reach. */
  private static final double OF_BARE = 0.9;

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
    sections.add(Section.of("Against a bare loop", ofBare()));
    sections.add(Section.of("What stopped", reasons(row -> row.status() != Status.UNAVAILABLE)));
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

  private static String named(CapacityRow row) {
    return row.sensor()
        + (row.rules() == 0 ? "" : ", " + row.rules() + " rules")
        + (row.queueBytes() == 0 ? "" : ", " + row.queueBytes() / 1024 + " KiB");
  }

  private static String named(FleetReplay.Row row) {
    return row.operation()
        + " "
        + row.sensor()
        + (row.rules() == 0 ? "" : ", " + row.rules() + " rules")
        + (row.threads() == 1 ? "" : ", " + row.threads() + " threads")
        + (row.queueBytes() == 0 ? "" : ", " + row.queueBytes() / 1024 + " KiB");
  }

  private static String handoff(Handoff handoff) {
    return handoff == Handoff.NONE ? "-" : handoff.toString();
  }

  private static String rate(Double perSecond) {
    return perSecond == null ? "none" : String.format(Locale.ROOT, "%,.0f", perSecond);
  }

  private static String percent(double share) {
    if (share == 0) {
      return "0";
    }
    return share < 0.0001
        ? "<0.01 %"
        : String.format(Locale.ROOT, share < 0.1 ? "%.2f %%" : "%.0f %%", 100 * share);
  }

  /** "312 ns", "47.1 us", "19.4 ms". */
  private static String time(double ns) {
    return ns < MILLISECONDS_FROM_NS
        ? Numbers.time(ns)
        : String.format(Locale.ROOT, "%.1f ms", ns / 1e6);
  }

  /** Full speed, by that without a sensor at once afterwards. */
  private String share(CapacityRow row) {
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

  private static String end(Limit limit) {
    return switch (limit) {
      case LOSS -> "loss";
      case THROTTLE -> "throttle";
      case NOTHING_TO_LOSE -> "-";
    };
  }

  private Section capacities(Operation operation) {
    List<List<String>> rows = new ArrayList<>();
    for (CapacityRow row : measured(operation)) {
      boolean reports = row.limit() != Limit.NOTHING_TO_LOSE;
      rows.add(
          List.of(
              named(row),
              handoff(row.handoff()),
              Integer.toString(row.threads()),
              reports ? held(row) : "-",
              reports && row.heldMs() != null
                  ? String.format(Locale.ROOT, "%.1f s", row.heldMs() / 1000.0)
                  : "-",
              end(row.limit()),
              rate(row.unpacedPerSecond()),
              share(row),
              row.barePairs().isEmpty() ? "-" : ofBare(row),
              reports && row.capacityPerSecond() != null
                  ? percent(FleetRates.CONTAINER_HOSTS.shareWithin(row.capacityPerSecond()))
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

  private static String held(CapacityRow row) {
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
  private static String ofBare(CapacityRow row) {
    double[] ratios =
        row.barePairs().stream().mapToDouble(CapacityRow.BarePair::ratio).sorted().toArray();
    return Numbers.ratio(Median.withDefaults().evaluate(ratios))
        + " ["
        + Numbers.ratio(ratios[0])
        + ", "
        + Numbers.ratio(ratios[ratios.length - 1])
        + "]";
  }

  private static double mostOfBare(CapacityRow row) {
    return row.barePairs().stream().mapToDouble(CapacityRow.BarePair::ratio).max().orElseThrow();
  }

  /** Whether ours is as good as the plainest loop of the same mechanism. */
  private List<String> ofBare() {
    List<String> slower = new ArrayList<>();
    int compared = 0;
    for (CapacityRow row : document.rows()) {
      if (row.status() == Status.OK && !row.barePairs().isEmpty()) {
        compared++;
        if (mostOfBare(row) < OF_BARE) {
          slower.add(named(row) + " (" + handoff(row.handoff()) + ") " + ofBare(row));
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
            OF_BARE,
            slower.isEmpty() ? "" : "; below: " + String.join(", ", slower)));
  }

  private static String losses(CapacityPoint point) {
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

  private Section loads(Operation operation) {
    List<List<String>> rows = new ArrayList<>();
    for (CapacityRow row : measured(operation)) {
      if (row.limit() == Limit.NOTHING_TO_LOSE) {
        continue;
      }
      for (CapacityPoint point : row.points()) {
        rows.add(
            List.of(
                named(row) + (row.threads() == 1 ? "" : ", " + row.threads() + " threads"),
                handoff(row.handoff()),
                point.ofCapacity() == null
                    ? "full speed"
                    : String.format(Locale.ROOT, "%.0f %%", 100 * point.ofCapacity()),
                rate(point.offeredPerSecond()) + (point.wasThrottled() ? " *" : ""),
                point.losses() == null ? "-" : rate(point.deliveredPerSecond()),
                losses(point),
                point.delay() == null ? "-" : time((double) point.delay().p50Ns()),
                point.delay() == null ? "-" : time((double) point.delay().p999Ns()),
                point.latency() == null ? "-" : time((double) point.latency().p999Ns()),
                point.slowDown() == null ? "-" : Numbers.ratio(point.slowDown()),
                time(point.drainedMs() * 1e6)));
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
          .computeIfAbsent(named(row) + "|" + handoff(row.handoff()), key -> new LinkedHashMap<>())
          .put(row.threads(), row);
    }
    List<List<String>> rows = new ArrayList<>();
    bySensor.forEach(
        (name, byThreads) -> {
          List<String> cells = new ArrayList<>(List.of(name.split("\\|", -1)));
          for (int count : threads) {
            CapacityRow row = byThreads.get(count);
            cells.add(row == null ? "-" : rate(row.unpacedPerSecond()));
            cells.add(row == null ? "-" : share(row));
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
      String name = named(row);
      if (points.isEmpty()) {
        rows.add(
            List.of(name, handoff(row.handoff()), "0 of " + row.planned(), "-", "-", "-", "-"));
        continue;
      }
      CapacityPoint most = points.get(points.size() - 1);
      long whole = points.stream().filter(point -> point.lossShare() == 0).count();
      rows.add(
          List.of(
              name,
              handoff(row.handoff()),
              whole
                  + " of "
                  + row.planned()
                  + (points.size() < row.planned() ? " (" + points.size() + " tried)" : ""),
              rate(
                  points.stream()
                      .filter(point -> point.lossShare() > 0)
                      .map(CapacityPoint::offeredPerSecond)
                      .min(Comparator.naturalOrder())
                      .orElse(null)),
              rate(
                  points.stream()
                      .filter(CapacityPoint::wasThrottled)
                      .map(CapacityPoint::wantedPerSecond)
                      .min(Comparator.naturalOrder())
                      .orElse(null)),
              losses(most) + " at " + rate(most.offeredPerSecond()),
              time(points.stream().mapToDouble(CapacityPoint::drainedMs).max().orElse(0) * 1e6)));
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
            .map(row -> named(row) + " (" + handoff(row.handoff()) + "): " + row.reason() + ".")
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
        full.add(row.operation() + " " + named(row) + ": " + queueOf(row, sensor.get()) + ".");
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
                    + named(row)
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
