// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import dev.ringbench.document.FirstScreen;
import dev.ringbench.document.Head;
import dev.ringbench.document.PlacementName;
import dev.ringbench.experiment.run.Effects.Effect;
import dev.ringbench.experiment.run.RunQuestions.Decision;
import dev.ringbench.experiment.run.RunQuestions.Verdict;
import dev.ringbench.figure.Metric;
import dev.ringbench.figure.Numbers;
import dev.ringbench.figure.Row;
import dev.ringbench.model.Availability;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Placement;
import dev.ringbench.model.Sensor;
import dev.ringbench.section.Column;
import dev.ringbench.section.LogBar;
import dev.ringbench.section.Section;
import dev.ringbench.section.Table;
import dev.ringbench.stats.NoiseFloor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a run says first, on one screen: whether the machine was quiet, the questions with their
 * answers, a line a sensor, and what to type next. Everything else is in {@link RunSections}.
 */
final class RunScreen {
  private static final LogBar TIME = new LogBar(100, 3, 22, List.of("ns", "us"));

  /** An open of some 8,000 instructions: hooks take hundreds of them, wake-ups ten thousand. */
  private static final LogBar COUNT = new LogBar(100, 3, 22, List.of("", "k"));

  private static final double PERCENT = 100;
  private static final int MOST_REASONS = 3;

  private final Head head;
  private final RunFigures figures;
  private final RunDocument document;
  private final boolean counted;
  private final Effects effects;
  private final RunQuestions verdicts;

  RunScreen(Head head, RunFigures figures) {
    this.head = head;
    this.figures = figures;
    this.document = figures.document();
    this.counted = !document.instructionCounts().isEmpty();
    this.effects = new Effects(figures);
    this.verdicts = new RunQuestions(effects);
  }

  /** In the order of reading. */
  List<Section> sections() {
    List<Section> sections = new ArrayList<>();
    sections.add(Section.of("This machine", FirstScreen.machine(head, noise())));
    sections.add(
        Section.of(
            "Answers (added on average ["
                + (counted ? "range of boots" : "95 %")
                + "]; YES and NO hold at the median, too; ~ undecided)",
            answers()));
    Operation first = document.run().operations().get(0);
    sections.add(
        Section.of(
            first
                + ": what each sensor adds on average, "
                + (counted ? "in guest instructions, from 100 to 100k" : "from 100ns to 100us")
                + " (s same-cpu, o other-cpu, b busy-poll, x none, * several)",
            sensors(first),
            List.of(
                "Figures are of the hand-off with the lowest mean; lost is the worst; CPU is what the"
                    + " sensor's own process takes for an event.")));
    RuleCosts costs = new RuleCosts(figures);
    if (costs.any()) {
      sections.add(
          Section.of(
              "Where the kernel's advantage ends",
              costs.breakEvens().stream().limit(MOST_REASONS).toList()));
    }
    sections.add(Section.of("Before you trust it", warnings()));
    sections.add(Section.of("Not measured", notMeasured()));
    sections.add(Section.of("Next", next()));
    return Section.shown(sections);
  }

  /** What this run or this boot of the machine did to the figures; the rest is said above. */
  private List<String> warnings() {
    List<String> warnings = RunWarnings.ofWhatHappened(figures);
    return warnings.size() <= MOST_REASONS
        ? warnings
        : Stream.concat(
                warnings.stream().limit(MOST_REASONS),
                Stream.of("and " + (warnings.size() - MOST_REASONS) + " more: `--all`."))
            .toList();
  }

  /** Whether small effects can be seen, and what to do if not. */
  private String noise() {
    if (counted) {
      return "COUNTED: instructions of the guest's one CPU, the same on a busy machine. Time, caches, TLB"
          + " and waiting are left out.";
    }
    if (document.run().emulated()) {
      return "EMULATED: compare rows with each other, loosely. `ringbench guest run --deterministic`"
          + " counts instructions instead.";
    }
    Operation first = document.run().operations().get(0);
    Optional<NoiseFloor> floor =
        figures.noiseFloor(first, BlockValue.COST_P50).filter(NoiseFloor::isKnown);
    if (floor.isEmpty()) {
      return "NOISE UNKNOWN: too few blocks without a sensor. Run with more --forks.";
    }
    double whole = figures.withoutSensor(first).orElse(Double.NaN);
    boolean quiet = floor.get().width() <= RunFigures.MARGIN * whole;
    Optional<Steadiness> unsteady =
        document.run().operations().stream()
            .flatMap(operation -> Steadiness.of(document, operation).stream())
            .filter(steadiness -> !steadiness.isSteady())
            .findFirst();
    String differs =
        String.format(
            Locale.ROOT,
            "without a sensor, two measurements of %s differ by up to %s (%.0f %%) at the median%s; smaller"
                + " effects are undecided (~).",
            first,
            Numbers.time(floor.get().width()),
            PERCENT * floor.get().width() / whole,
            figures
                .noiseFloor(first, BlockValue.COST_MEAN)
                .filter(NoiseFloor::isKnown)
                .map(mean -> " and " + Numbers.time(mean.width()) + " on average")
                .orElse(""));
    if (unsteady.isPresent()) {
      return "NOT STEADY: "
          + differs
          + " The machine changed its speed meanwhile"
          + (document.run().sessionCount() > 1
              ? "; intervals over sessions contain that."
              : ". Run again alone, or with --sessions 3.");
    }
    return quiet
        ? "QUIET ENOUGH: " + differs
        : "NOISY: " + differs + " Stop other work, or run with --profile standard.";
  }

  private List<String> answers() {
    List<String> sentences = new ArrayList<>();
    List<Operation> operations = document.run().operations();
    sentences.add("Does a verdict from user mode cost more than one in the kernel, at one hook?");
    operations.forEach(operation -> sentences.add(answer(operation, verdicts.asking(operation))));
    sentences.add("Does watching through the kernel cost more than a hook in the process?");
    operations.forEach(operation -> sentences.add(answer(operation, verdicts.watching(operation))));
    if (document.run().precision() != null) {
      sentences.add(
          Precision.of(document, document.run().precision())
              .sentence(document.run().precision(), document.run().forks()));
    }
    if (!counted) {
      sentences.add("Is anything lost? " + lost());
    }
    moved().ifPresent(sentences::add);
    return sentences;
  }

  private String answer(Operation operation, Optional<Verdict> verdict) {
    return "  "
        + operation
        + ": "
        + verdict
            .map(
                found ->
                    found.decision()
                        + (found.decision() == Decision.UNDECIDED ? why(found) : "")
                        + ": "
                        + shown(found.left())
                        + ", "
                        + shown(found.right())
                        + ".")
            .orElse("NOT MEASURED: no two sensors that may be compared so worked here.");
  }

  private static String why(Verdict verdict) {
    return verdict.disputed() ? " (median and mean disagree)" : " (too close)";
  }

  private String shown(Effect effect) {
    return Effects.name(effect) + " " + effects.average(effect);
  }

  /** Over everything that reports events. */
  private String lost() {
    double issued = 0;
    List<String> losing = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    for (Operation operation : document.run().operations()) {
      for (Cell cell : reporting(operation)) {
        Optional<Double> loss = lostShare(cell);
        issued += value(cell, Metric.ISSUED).orElse(0.0);
        String name = operation + " " + cell.sensor() + " (" + cell.handoff() + ")";
        if (loss.isEmpty()) {
          unknown.add(name);
        } else if (loss.get() > 0) {
          losing.add(String.format(Locale.ROOT, "%s %.2f %%", name, PERCENT * loss.get()));
        }
      }
    }
    if (issued == 0) {
      return "NOT MEASURED: no sensor reported events.";
    }
    String events = String.format(Locale.ROOT, "%,.0f events of all sensors", issued);
    return (losing.isEmpty()
            ? unknown.isEmpty() ? "NO: nothing of " + events + "." : "UNKNOWN of some rows."
            : "YES: "
                + String.join(", ", losing)
                + " of the row's events; no other row is known to lose any ("
                + events
                + ").")
        + (unknown.isEmpty() ? "" : " Unknown: " + String.join(", ", unknown) + ".")
        + " `ringbench capacity` asks at full load.";
  }

  private List<Cell> reporting(Operation operation) {
    return document.availability().stream()
        .filter(Availability::available)
        .map(Availability::cell)
        .filter(cell -> cell.operation() == operation && cell.rules() == 0)
        .filter(cell -> figures.sensor(cell.sensor()).reports())
        .toList();
  }

  /** Empty: unknown. */
  private Optional<Double> lostShare(Cell cell) {
    Optional<Double> reported = value(cell, Metric.REPORTED_LOST);
    Optional<Double> silent = value(cell, Metric.SILENTLY_LOST);
    Optional<Double> issued = value(cell, Metric.ISSUED).filter(count -> count > 0);
    return reported.isEmpty() || silent.isEmpty() || issued.isEmpty()
        ? Optional.empty()
        : Optional.of((reported.get() + silent.get()) / issued.get());
  }

  private Optional<Double> value(Cell cell, Metric metric) {
    return figures.row(cell, metric).filter(Row::hasValue).map(Row::value);
  }

  private Optional<String> moved() {
    return document.run().operations().stream()
        .flatMap(
            operation ->
                verdicts.handoff(operation).stream()
                    .map(
                        moved ->
                            String.format(
                                Locale.ROOT,
                                "Which setting changes a cost most? The hand-off, %.1f times: %s %s, %s %s (%s).",
                                moved.factor(),
                                Effects.name(moved.low()),
                                effects.average(moved.low()),
                                moved.high().cell().handoff(),
                                effects.average(moved.high()),
                                operation)))
        .findFirst();
  }

  private List<Column> columns(List<Operation> others) {
    List<Column> columns = new ArrayList<>();
    columns.add(Column.text("sensor"));
    columns.add(Column.text("decides"));
    columns.add(Column.text((counted ? COUNT : TIME).axis()));
    columns.add(Column.number("mean"));
    columns.add(Column.number("median"));
    for (Operation other : others) {
      columns.add(Column.number(other + " mean").droppedAs(others.indexOf(other) + 1));
    }
    if (!counted) {
      columns.add(Column.number("lost"));
      columns.add(Column.number("CPU"));
    }
    return columns;
  }

  private Table sensors(Operation first) {
    List<Operation> others =
        document.run().operations().stream().filter(operation -> operation != first).toList();
    Map<String, List<Effect>> bySensor = new LinkedHashMap<>();
    Stream.of(Placement.values())
        .filter(placement -> placement != Placement.BASELINE && placement != Placement.FLOOR)
        .flatMap(placement -> effects.of(first, placement).stream())
        .forEach(
            effect ->
                bySensor
                    .computeIfAbsent(effect.cell().sensor(), key -> new ArrayList<>())
                    .add(effect));
    List<List<String>> rows = new ArrayList<>();
    bySensor.forEach((sensor, cells) -> rows.add(row(cells, others)));
    return Table.of(columns(others), rows);
  }

  private List<String> row(List<Effect> cells, List<Operation> others) {
    Effect cheapest =
        cells.stream().min(Comparator.comparingDouble(Effect::onAverage)).orElseThrow();
    Sensor sensor = figures.sensor(cheapest.cell().sensor());
    List<String> row = new ArrayList<>();
    row.add(sensor.id());
    row.add(PlacementName.brief(sensor.placement()));
    row.add(
        (counted ? COUNT : TIME)
            .of(
                cells.stream()
                    .map(cell -> new LogBar.Mark(cell.onAverage(), sign(cell)))
                    .toList()));
    row.add(brief(cheapest.mean()));
    row.add(brief(cheapest.median()));
    for (Operation other : others) {
      row.add(
          effects
              .of(other)
              .filter(effect -> effect.cell().sensor().equals(sensor.id()))
              .min(Comparator.comparingDouble(Effect::onAverage))
              .map(effect -> brief(effect.mean()))
              .orElse("-"));
    }
    if (!counted) {
      row.add(worstLoss(cells));
      row.add(
          value(cheapest.cell(), Metric.SENSOR_CPU).map(us -> Numbers.time(us * 1000)).orElse("-"));
    }
    return row;
  }

  private Placement placement(Cell cell) {
    return figures.sensor(cell.sensor()).placement();
  }

  private static char sign(Effect effect) {
    return switch (effect.cell().handoff()) {
      case SAME_CPU -> 's';
      case OTHER_CPU -> 'o';
      case BUSY_POLL -> 'b';
      case NONE -> 'x';
    };
  }

  private String brief(Row row) {
    String value =
        counted
            ? String.format(Locale.ROOT, "%+,.0f", row.value())
            : (row.value() < 0 ? "" : "+") + Numbers.time(row.value());
    return row.isSignificant() ? value : (value + " " + row.sign()).strip();
  }

  private String worstLoss(List<Effect> cells) {
    if (!figures.sensor(cells.get(0).cell().sensor()).reports()) {
      return "-";
    }
    double worst = 0;
    for (Effect effect : cells) {
      Optional<Double> lost = lostShare(effect.cell());
      if (lost.isEmpty()) {
        return "UNKNOWN";
      }
      worst = Math.max(worst, lost.get());
    }
    return worst == 0 ? "0" : String.format(Locale.ROOT, "%.2f %%", PERCENT * worst);
  }

  /** What did not work here, by reason, with the command that would measure it. */
  private List<String> notMeasured() {
    Map<String, List<String>> byRemedy = new LinkedHashMap<>();
    document.availability().stream()
        .filter(tried -> !tried.available())
        .filter(tried -> placement(tried.cell()) != Placement.FLOOR)
        .forEach(
            tried ->
                byRemedy
                    .computeIfAbsent(tried.remedy(), key -> new ArrayList<>())
                    .add(tried.cell().sensor()));
    List<String> sentences = new ArrayList<>();
    byRemedy.forEach(
        (remedy, sensors) ->
            sentences.add(
                String.join(", ", sensors.stream().distinct().toList()) + ": " + remedy + "."));
    return sentences.size() <= MOST_REASONS
        ? sentences
        : Stream.concat(
                sentences.stream().limit(MOST_REASONS),
                Stream.of(
                    "and "
                        + (sentences.size() - MOST_REASONS)
                        + " more reasons: `ringbench doctor` has them all."))
            .toList();
  }

  private List<String> next() {
    List<String> commands = new ArrayList<>();
    if (counted || document.run().emulated()) {
      commands.add("`ringbench run`: the same as time, on this machine");
    } else {
      commands.add("`ringbench run --profile standard --sessions 3`: decides more");
      commands.add("`ringbench guest run`: a kernel module and BPF LSM as well");
    }
    commands.add("`ringbench faults`: what a defect in each takes down");
    return List.of(String.join("; ", commands) + ".");
  }
}
