// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.faults;

import dev.ringbench.experiment.faults.FaultDocument.Cell;
import dev.ringbench.experiment.faults.FaultDocument.Quantiles;
import dev.ringbench.experiment.faults.FaultDocument.Share;
import dev.ringbench.experiment.faults.FaultDocument.Timed;
import dev.ringbench.fault.Band;
import dev.ringbench.fault.Catalogue;
import dev.ringbench.fault.Facts;
import dev.ringbench.fault.FaultSensor;
import dev.ringbench.fault.MachineProfile;
import dev.ringbench.fault.Outcome;
import dev.ringbench.fault.SecurityEffect;
import dev.ringbench.fault.Trait;
import dev.ringbench.section.Column;
import dev.ringbench.section.Section;
import dev.ringbench.section.Table;
import dev.ringbench.stats.ClopperPearson;
import dev.ringbench.stats.Interval;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What there is to say of a campaign, section by section. */
final class FaultSections {
  private static final String NOT_RUN = ".";
  private static final String NOT_APPLICABLE = "-";
  private static final String SLOW = "F13";
  private static final double CONFIDENCE = 0.95;

  private static final String EFFECTS =
      "o open: a denied request succeeded. c closed: an allowed request failed. s stalled: a caller stopped. l lost: events did not arrive. t late: callers were slower, or events arrived after the end. w wrong: a live sensor decided wrongly. A capital: in half of the runs or more. `!`: the capitals differ from the prediction.";

  private final FaultDocument document;
  private final FaultFindings findings;

  FaultSections(FaultDocument document) {
    this.document = document;
    this.findings = new FaultFindings(document);
  }

  /** In the order of reading. */
  List<Section> sections() {
    List<Section> sections = new ArrayList<>();
    sections.add(sentences("What this campaign was", about()));
    for (MachineProfile profile : document.plan().machineProfiles()) {
      sections.add(matrix(profile));
    }
    sections.add(sentences("How to read it", legend()));
    sections.add(sentences("Where the prediction was wrong", findings.disagreements()));
    sections.add(
        sentences("Where user mode did worse than the kernel", findings.userModeDidWorse()));
    sections.addAll(new MachineSections(document).sections());
    sections.add(
        sentences("What depends on how the machine is set up", findings.dependsOnProfile()));
    for (MachineProfile profile : document.plan().machineProfiles()) {
      sections.add(security(profile));
    }
    sections.add(sentences("How to read that", List.of(EFFECTS, absence())));
    for (MachineProfile profile : document.plan().machineProfiles()) {
      sections.add(forms(profile));
    }
    sections.add(otherForms());
    sections.add(recovery("Time to recover, in ms"));
    for (MachineRuns machine : document.unlikeMachines()) {
      sections.add(
          new FaultSections(document.of(machine))
              .recovery("Time to recover on " + machine.name() + ", in ms"));
    }
    for (CampaignPlan.PlacedSensor sensor : document.plan().sensors()) {
      sections.add(details(sensor));
    }
    sections.add(selfChecks());
    sections.add(sentences("What cannot be", notApplicable()));
    sections.add(sentences("What could not be run here", unavailable()));
    return Section.shown(sections);
  }

  private static Section sentences(String title, List<String> sentences) {
    return Section.of(title, sentences);
  }

  private List<String> about() {
    List<String> about = new ArrayList<>();
    CampaignPlan plan = document.plan();
    about.add(
        String.format(
            Locale.ROOT,
            "Ringbench %s, profile %s: %d faults in %d sensors, %d runs a cell, seed %d; %s.",
            document.version(),
            plan.profile(),
            plan.faults().size(),
            plan.sensors().size(),
            plan.runsOfCell(),
            plan.seed(),
            document.partialReason() == null
                ? "complete"
                : "partial: " + document.partialReason()));
    if (document.shards() != null) {
      about.add(
          String.format(
              Locale.ROOT,
              "Merged from %d of %d shards, of %d kinds of machines; the first of them:",
              document.shards().of() - document.shards().missing().size(),
              document.shards().of(),
              document.machines().size()));
    }
    about.add(
        document.environment().cpu().model()
            + ", kernel "
            + document.environment().kernel().release()
            + (document.guest() == null
                ? ", no guest."
                : "; guest: kernel "
                    + document.guest().kernel()
                    + ", "
                    + document.guest().accelerator()
                    + "."));
    document
        .pace()
        .forEach(
            (place, pace) ->
                about.add(
                    String.format(Locale.ROOT, "%,.0f runs an hour in the %s.", pace, place)));
    document
        .bands()
        .forEach(
            (place, band) ->
                about.add(
                    String.format(
                        Locale.ROOT,
                        "Without a fault, in the %s: a task paused for %.1f ms at most, the process without hooked calls for %.1f ms, a sensor's heartbeat for %.1f ms.",
                        place,
                        band.taskGapMs(),
                        band.controlGapMs(),
                        band.heartbeatGapMs())));
    return about;
  }

  /** A column each sensor; its letter where nine names are too long. */
  private List<Column> columns(String first) {
    List<Column> columns = new ArrayList<>(List.of(Column.text(first)));
    for (CampaignPlan.PlacedSensor sensor : document.plan().sensors()) {
      columns.add(
          Column.text(sensor.id()).orBriefly(String.valueOf((char) ('A' + columns.size() - 1))));
    }
    return columns;
  }

  private List<String> legend() {
    List<String> legend = new ArrayList<>();
    List<String> names =
        document.plan().sensors().stream()
            .map(sensor -> sensor.id() + " (" + sensor.place().label() + ")")
            .toList();
    legend.add(String.join(", ", names) + ".");
    legend.add(
        ClassShare.LEGEND
            + "; `!` not the predicted outcome, `-` such a fault is impossible here, `.` no run activated the fault.");
    legend.add(
        Stream.of(Outcome.values())
                .map(outcome -> outcome + ": " + outcome.meaning())
                .collect(Collectors.joining("; "))
            + ".");
    return legend;
  }

  private Section matrix(MachineProfile profile) {
    return byFault(
        "What a fault takes down, machine " + meaning(profile), profile, FaultSections::classOf);
  }

  /** "bare (panic_on_oops 0, watchdog off)". */
  static String meaning(MachineProfile profile) {
    return profile.label()
        + " (panic_on_oops "
        + profile.panicOnOops()
        + ", watchdog "
        + (profile.watchdog() == 1 ? "on" : "off")
        + ")";
  }

  private interface CellText {
    String of(Cell cell);
  }

  private Section byFault(String title, MachineProfile profile, CellText text) {
    List<List<String>> rows = new ArrayList<>();
    for (String fault : document.plan().faults()) {
      List<String> row = new ArrayList<>();
      for (CampaignPlan.PlacedSensor sensor : document.plan().sensors()) {
        Cell cell = findings.cell(fault, sensor.id(), profile.label());
        if (row.isEmpty()) {
          row.add(cell.fault() + " " + cell.name());
        }
        row.add(cell.notApplicable() != null ? NOT_APPLICABLE : text.of(cell));
      }
      rows.add(row);
    }
    return Section.of(title, Table.of(columns("fault"), rows));
  }

  private static String classOf(Cell cell) {
    if (cell.outcome() == null) {
      return NOT_RUN;
    }
    return ClassShare.of(cell).text(cell.disagrees() ? "!" : "");
  }

  private Section security(MachineProfile profile) {
    return byFault(
        "What a fault does to protection, machine " + meaning(profile), profile, this::effects);
  }

  /** What so few runs leave open where none of them had an effect. */
  private String absence() {
    IntSummaryStatistics runs =
        document.cells().stream()
            .filter(cell -> cell.activated() > 0)
            .mapToInt(Cell::activated)
            .summaryStatistics();
    return runs.getCount() == 0
        ? "`0`: in no run."
        : "`0`, or a missing letter: in none of the cell's runs, which does not mean never: "
            + neverSeenIn(runs.getMax())
            + (runs.getMin() < runs.getMax() ? ", " + neverSeenIn(runs.getMin()) : "")
            + " (95 % bound, Clopper and Pearson's).";
  }

  /** "none of 15 leaves up to 22 %". */
  static String neverSeenIn(int runs) {
    return String.format(
        Locale.ROOT,
        "none of %d leaves up to %.0f %%",
        runs,
        100 * ClopperPearson.interval(0, runs, CONFIDENCE).high());
  }

  private Section forms(MachineProfile profile) {
    List<FaultDocument.Form> forms =
        document.forms().stream()
            .filter(form -> form.fault().equals(SLOW))
            .filter(form -> form.machineProfile().equals(profile.label()))
            .toList();
    List<List<String>> rows = new ArrayList<>();
    for (String name : forms.stream().map(FaultDocument.Form::form).distinct().toList()) {
      List<String> row = new ArrayList<>(List.of(name));
      forms.stream()
          .filter(form -> form.form().equals(name))
          .map(form -> form.outcome() == null ? NOT_RUN : ClassShare.of(form).toString())
          .forEach(row::add);
      rows.add(row);
    }
    return Section.of(
        "How late is too late, machine " + meaning(profile),
        Table.of(columns("F13, a verdict takes"), rows));
  }

  /** Of what has forms in some sensors only, what each came to. */
  private Section otherForms() {
    List<List<String>> rows =
        document.forms().stream()
            .filter(form -> !form.fault().equals(SLOW) && form.share() != null)
            .map(
                form ->
                    List.of(
                        form.fault() + ", " + form.form(),
                        form.sensor(),
                        form.machineProfile(),
                        form.outcome().toString(),
                        share(form.share())))
            .toList();
    return Section.of(
        "Forms of a defect with different outcomes",
        Table.of(
            List.of(
                Column.text("fault, form"),
                Column.text("sensor"),
                Column.text("machine"),
                Column.text("class"),
                Column.number("share")),
            rows));
  }

  private String effects(Cell cell) {
    if (cell.outcome() == null) {
      return NOT_RUN;
    }
    StringBuilder text = new StringBuilder();
    for (SecurityEffect effect : SecurityEffect.values()) {
      if (cell.security().getOrDefault(effect, 0) > 0) {
        String letter = effect == SecurityEffect.LATE ? "t" : effect.label().substring(0, 1);
        text.append(cell.has(effect) ? letter.toUpperCase(Locale.ROOT) : letter);
      }
    }
    if (text.isEmpty()) {
      text.append('0');
    }
    if (cell.verdictsUnknown() != null && cell.verdictsUnknown() > 0) {
      return text + "?";
    }
    return text + (isProtectedAsPredicted(cell) ? "" : "!");
  }

  /** To whoever only watches, what is let through unseen is lost. */
  private static boolean isProtectedAsPredicted(Cell cell) {
    Set<SecurityEffect> predicted = EnumSet.noneOf(SecurityEffect.class);
    predicted.addAll(cell.predictedSecurity());
    if (FaultSensor.watchesOnly(cell.sensor()) && predicted.remove(SecurityEffect.OPEN)) {
      predicted.add(SecurityEffect.LOST);
    }
    return Arrays.stream(SecurityEffect.values())
        .allMatch(effect -> cell.has(effect) == predicted.contains(effect));
  }

  private Section details(CampaignPlan.PlacedSensor sensor) {
    List<Column> header = new ArrayList<>(List.of(Column.text("fault")));
    for (MachineProfile profile : document.plan().machineProfiles()) {
      header.add(Column.text(profile.label()));
      header.add(Column.number("").droppedAs(1));
    }
    List<List<String>> rows = new ArrayList<>();
    for (String fault : document.plan().faults()) {
      List<String> row = new ArrayList<>();
      boolean any = false;
      for (MachineProfile profile : document.plan().machineProfiles()) {
        Cell cell = findings.cell(fault, sensor.id(), profile.label());
        if (row.isEmpty()) {
          row.add(cell.fault() + " " + cell.name());
        }
        any |= cell.notApplicable() == null;
        row.add(
            cell.outcome() == null
                ? NOT_RUN
                : cell.predicted() + " -> " + cell.outcome() + (cell.disagrees() ? "!" : ""));
        row.add(
            cell.share() == null ? idle(cell) : share(cell.share()) + idle(cell) + rebooted(cell));
      }
      if (any) {
        rows.add(row);
      }
    }
    return Section.of(
        "In detail: " + sensor.id() + " (" + sensor.place().label() + ")",
        Table.of(header, rows),
        List.of(
            "Predicted -> observed, with the number of runs and the 95 % bounds of the share. n idle: n more runs never executed the defect (B0). Whether a machine that went down recovers (B7) or not (B8) is known for rebooted machines: w/r means that w of r rebooted machines recovered."));
  }

  private static String idle(Cell cell) {
    int idle = cell.runs() - cell.activated();
    return idle == 0 ? "" : " " + idle + " idle";
  }

  private static String rebooted(Cell cell) {
    return cell.rebooted() == null || cell.rebooted() == 0
        ? ""
        : ", " + cell.wellAfterReboot() + "/" + cell.rebooted();
  }

  /** Clopper and Pearson's. */
  static String share(Share share) {
    return String.format(
        Locale.ROOT,
        "%d/%d [%.0f,%.0f]%%",
        share.hits(),
        share.of(),
        100 * share.low(),
        100 * share.high());
  }

  private Section recovery(String title) {
    List<List<String>> rows = new ArrayList<>();
    for (Cell cell : document.cells()) {
      if (cell.times() == null) {
        continue;
      }
      for (Timed timed : document.timed(cell)) {
        if (isWorthARow(cell, timed.times())) {
          rows.add(
              Arrays.asList(
                  cell.fault() + " " + cell.sensor() + timed.form(),
                  cell.machineProfile(),
                  median(timed.times().detect(), timed.activated()),
                  recovered(timed),
                  worst(cell, timed.times(), timed.times().unprotected()),
                  worst(cell, timed.times(), timed.times().stall())));
        }
      }
    }
    return Section.of(
        title,
        Table.of(
            List.of(
                Column.text("fault, sensor"),
                Column.text("machine"),
                Column.number("detected"),
                Column.number("recovered"),
                Column.number("open"),
                Column.number("stall")),
            rows),
        rows.isEmpty()
            ? List.of()
            : List.of(
                "Medians with 95 % intervals: from the fault to its detection by the supervisor, and to the first correct verdict or event, which is how long the sensor was blind. n/m: in n of m runs. `never`: not before the run ended, soon after the limit of a stall. Also the longest time that denied requests succeeded (a probe each ms), and that a task stalled; `>`: a run was cut off, or ended while a caller still waited. Rows: where the supervisor detected something, a task stalled, or a denied request succeeded. The supervisor waits "
                    + document.plan().machineProfiles().get(0).restartDelayMs()
                    + " ms before it restarts a sensor, as systemd does."));
  }

  private boolean isWorthARow(Cell cell, FaultDocument.Times times) {
    Band band = document.bands().get(cell.place());
    return times.detect() != null
        || (times.unprotected() != null && times.unprotected().max() > 0)
        || (times.stall() != null && band != null && times.stall().max() >= band.stallMs());
  }

  private static String median(Quantiles quantiles, int activated) {
    if (quantiles == null) {
      return NOT_APPLICABLE;
    }
    return median(quantiles)
        + (quantiles.n() < activated ? " " + quantiles.n() + "/" + activated : "");
  }

  private static String median(Quantiles quantiles) {
    return quantiles.low() == null
        ? String.format(Locale.ROOT, "%.0f", quantiles.p50())
        : String.format(
            Locale.ROOT, "%.0f [%.0f,%.0f]", quantiles.p50(), quantiles.low(), quantiles.high());
  }

  /** What was still so when a run ended may have gone on. */
  private static String worst(Cell cell, FaultDocument.Times times, Quantiles quantiles) {
    return quantiles == null
        ? NOT_APPLICABLE
        : String.format(
            Locale.ROOT,
            "%s%.0f",
            cell.censored() > 0 || times.isLeast() ? ">" : "",
            quantiles.max());
  }

  /** The median counts those that never were well again as later than all others. */
  private static String recovered(Timed timed) {
    FaultDocument.Times times = timed.times();
    if (times.recover() == null) {
      return times.detect() == null ? NOT_APPLICABLE : "never";
    }
    if (times.notRecovered() == 0) {
      return median(times.recover(), timed.activated());
    }
    String never = times.notRecovered() + " of " + (times.notRecovered() + times.recover().n());
    return times.notRecovered() >= times.recover().n()
        ? "never (" + never + ")"
        : String.format(Locale.ROOT, "up to %.0f (%s never)", times.recover().max(), never);
  }

  private Section selfChecks() {
    List<List<String>> rows = new ArrayList<>();
    document
        .selfChecks()
        .forEach(
            check ->
                rows.add(
                    List.of(
                        check.kind(),
                        check.sensor(),
                        check.expected().toString(),
                        share(check.share()) + (check.as() < check.of() ? "!" : ""))));
    List<String> sentences = new ArrayList<>();
    placebos().ifPresent(sentences::add);
    document.selfChecks().stream()
        .filter(check -> check.otherwise() != null)
        .forEach(
            check ->
                check.otherwise().stream()
                    .distinct()
                    .forEach(
                        reason ->
                            sentences.add(
                                "! A "
                                    + check.kind()
                                    + " of "
                                    + check.sensor()
                                    + " was "
                                    + reason
                                    + ".")));
    document
        .detections()
        .forEach(
            detection ->
                sentences.add(
                    String.format(
                        Locale.ROOT,
                        "%s detected after %.0f ms (median), %.0f ms (99 %%), %.0f ms at most, in %d runs; within %.0f ms: %s of all.",
                        detection.of(),
                        detection.quantiles().p50(),
                        detection.quantiles().p99(),
                        detection.quantiles().max(),
                        detection.quantiles().n(),
                        detection.limitMs(),
                        detection.share() == null
                            ? String.format(Locale.ROOT, "%.1f %%", 100 * detection.shareWithin())
                            : share(detection.share()))));
    if (!document.detections().isEmpty()) {
      sentences.add(
          "Sensor death is of "
              + String.join(", ", Catalogue.load().with(Trait.DEADLY))
              + ", sensor hang of "
              + String.join(", ", Catalogue.load().with(Trait.STOPPING))
              + ": user-mode sensors on the host, because a guest's times are emulated. Kernel death: all runs in guests.");
    }
    return Section.of(
        "Whether to trust it",
        Table.of(
            List.of(
                Column.text("runs"),
                Column.text("sensor"),
                Column.text("must be"),
                Column.number("were")),
            rows),
        sentences);
  }

  /** The rate of false alarms, over all sensors. */
  private Optional<String> placebos() {
    List<FaultDocument.SelfCheck> checks =
        document.selfChecks().stream().filter(check -> check.kind().equals(Facts.PLACEBO)).toList();
    int of = checks.stream().mapToInt(FaultDocument.SelfCheck::of).sum();
    if (of == 0) {
      return Optional.empty();
    }
    int alarms = of - checks.stream().mapToInt(FaultDocument.SelfCheck::as).sum();
    Interval bounds = ClopperPearson.interval(alarms, of, CONFIDENCE);
    return Optional.of(
        String.format(
            Locale.ROOT,
            "%2$d of %1$d runs without a fault were classified as if they had one: %3$.0f to %4$.0f %% false alarms.",
            of,
            alarms,
            100 * bounds.low(),
            100 * bounds.high()));
  }

  private List<String> notApplicable() {
    return document.cells().stream()
        .filter(cell -> cell.notApplicable() != null)
        .collect(
            Collectors.groupingBy(
                cell -> cell.fault() + ": " + cell.notApplicable(),
                java.util.TreeMap::new,
                Collectors.mapping(Cell::sensor, Collectors.toList())))
        .entrySet()
        .stream()
        .map(
            entry ->
                entry.getKey().replaceFirst(":", " in " + distinct(entry.getValue()) + ":") + ".")
        .toList();
  }

  private static String distinct(List<String> names) {
    return names.stream().distinct().collect(Collectors.joining(", "));
  }

  private List<String> unavailable() {
    return document.unavailable().stream()
        .map(
            one ->
                String.format(
                    Locale.ROOT,
                    "%s (%s), %d runs: %s",
                    one.sensor(),
                    one.place(),
                    one.runs(),
                    one.reason()))
        .toList();
  }
}
