// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.tamper;

import dev.ringbench.document.Head;
import dev.ringbench.document.PlacementName;
import dev.ringbench.section.Column;
import dev.ringbench.section.Section;
import dev.ringbench.section.Section.Reason;
import dev.ringbench.section.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Tables on attacks. */
final class TamperSections {
  private static final String NONE = "-";
  private static final double MILLIS_A_SECOND = 1000;

  /** Of a column's order to be left out where a medium is narrow. */
  private static final int ALWAYS_SHOWN = 2;

  private final Head head;
  private final TamperDocument document;

  TamperSections(Head head, TamperDocument document) {
    this.head = head;
    this.document = document;
  }

  List<Section> sections() {
    return Section.shown(
        List.of(
            shares(),
            matrix(),
            effects(),
            Section.of("Not as predicted", disagreements()),
            Section.ofReasons("Sensors that were not attacked", notAttacked()),
            Section.ofReasons("Attacks that were not done", attacksNotDone()),
            Section.ofReasons("Trials without a result", noResult())));
  }

  private List<TamperCell> of(Defender defender) {
    return document.cells().stream()
        .filter(cell -> cell.defender().equals(defender.id()) && cell.measured())
        .filter(cell -> !document.attack(cell.attack()).control())
        .toList();
  }

  /** A row a sensor. */
  Section shares() {
    List<List<String>> rows = new ArrayList<>();
    for (Defender defender : document.defenders()) {
      List<TamperCell> cells = of(defender);
      if (!cells.isEmpty()) {
        rows.add(row(defender, cells));
      }
    }
    return Section.of(
        "What attacks do to sensors, " + head.where(),
        Table.of(
            List.of(
                Column.text("sensor"),
                Column.text("decides in").droppedAs(3),
                Column.number("attacks"),
                Column.number("nothing").droppedAs(2),
                Column.number("closed").droppedAs(1),
                Column.number("stall"),
                Column.number("blind"),
                Column.number("open"),
                Column.number("silent"),
                Column.number("by a user").droppedAs(5),
                Column.number("came back").droppedAs(4)),
            rows),
        rows.isEmpty() ? List.of() : legend());
  }

  private List<String> row(Defender defender, List<TamperCell> cells) {
    List<String> row = new ArrayList<>();
    row.add(defender.id());
    row.add(PlacementName.brief(defender.placement()));
    row.add(Integer.toString(cells.size()));
    for (Effect effect : Effect.values()) {
      row.add(
          Long.toString(cells.stream().filter(cell -> cell.worst().effect() == effect).count()));
    }
    List<TamperCell> hurt = cells.stream().filter(TamperCell::hurt).toList();
    row.add(hurt.stream().filter(TamperCell::silent).count() + "/" + hurt.size());
    row.add(
        Long.toString(
            hurt.stream()
                .filter(cell -> document.attack(cell.attack()).attacker() == Attacker.USER)
                .count()));
    row.add(
        hurt.stream().filter(cell -> cell.trials().stream().allMatch(TamperTrial::right)).count()
            + "/"
            + hurt.size());
    return row;
  }

  private static List<String> legend() {
    List<String> meanings =
        Arrays.stream(Effect.values())
            .map(effect -> effect + ": " + effect.meaning() + ".")
            .toList();
    return List.of(
        "Each attack counts once, by its worst effect. " + String.join(" ", meanings),
        "silent: of the attacks with an effect, those of which the sensor said nothing within 10 s, neither by"
            + " its exit nor by reported loss nor by a line of its log. by a user: attacks with an effect that need no root."
            + " came back: operations were right again by themselves after the attack had ended.");
  }

  private Section matrix() {
    List<Defender> columns =
        document.defenders().stream().filter(defender -> !of(defender).isEmpty()).toList();
    List<Column> header = new ArrayList<>(List.of(Column.text("attack"), Column.text("by")));
    for (Defender defender : columns) {
      header.add(
          header.size() <= ALWAYS_SHOWN + 1
              ? Column.text(defender.id())
              : Column.text(defender.id()).droppedAs(header.size()));
    }
    List<TamperCell> cells = document.cells();
    List<List<String>> rows = new ArrayList<>();
    for (AttackFacts attack : document.attacks()) {
      List<String> row = new ArrayList<>(List.of(attack.toString(), attack.attacker().toString()));
      for (Defender defender : columns) {
        row.add(
            cells.stream()
                .filter(
                    cell ->
                        cell.attack().equals(attack.id()) && cell.defender().equals(defender.id()))
                .map(TamperCell::text)
                .findFirst()
                .orElse(NONE));
      }
      if (row.stream().skip(2).anyMatch(text -> !text.equals(NONE))) {
        rows.add(row);
      }
    }
    return Section.of(
        "Attacks by sensors",
        rows.isEmpty() ? Table.NONE : Table.of(header, rows),
        rows.isEmpty()
            ? List.of()
            : List.of(
                "told or silent: whether the sensor itself said anything within 10 s. !: not as predicted; 2/3: runs"
                    + " differ, and this is the worst; -: the attack means nothing to the sensor, or has no result."));
  }

  private Section effects() {
    List<List<String>> rows = new ArrayList<>();
    for (TamperTrial trial : document.trials()) {
      if (trial.hurt()) {
        rows.add(
            List.of(
                trial.attack(),
                trial.defender(),
                trial.effect().toString(),
                trial.during().text(document.defender(trial.defender()).reports()),
                trial.late() > 0 ? Integer.toString(trial.late()) : "",
                told(trial),
                seconds(trial.noticedMs()),
                trial.recoveredMs() == null ? "no" : seconds(trial.recoveredMs())));
      }
    }
    return Section.of(
        "Attacks with an effect",
        Table.of(
            List.of(
                Column.text("attack"),
                Column.text("sensor"),
                Column.text("effect"),
                Column.text("operations during it").droppedAs(2),
                Column.number("late").droppedAs(1),
                Column.text("told by"),
                Column.number("noticed after").droppedAs(3),
                Column.number("back after").droppedAs(4)),
            rows),
        rows.isEmpty()
            ? List.of()
            : List.of(
                "late: operations that were reported only after the attack had ended. noticed after: when somebody"
                    + " who does such operations all the time would notice. back after: from the end of the attack to the"
                    + " first operation that was right again, without anybody's help."));
  }

  static String told(TamperTrial trial) {
    Told told = trial.told();
    return told == null
        ? "nobody"
        : told.by()
            + String.format(Locale.ROOT, " after %.1f s", told.ms() / MILLIS_A_SECOND)
            + (told.afterNext() ? ", after another operation on each CPU" : "")
            + ": "
            + told.text();
  }

  static String seconds(Double ms) {
    return ms == null ? NONE : String.format(Locale.ROOT, "%.1f s", ms / MILLIS_A_SECOND);
  }

  private List<String> disagreements() {
    return document.trials().stream()
        .filter(TamperTrial::disagrees)
        .map(
            trial ->
                "%s on %s: %s, predicted %s (%s). %s"
                    .formatted(
                        document.attack(trial.attack()),
                        trial.defender(),
                        trial.text(),
                        trial.prediction(),
                        trial.because(),
                        String.join("; ", trial.evidence())))
        .toList();
  }

  private List<Reason> notAttacked() {
    return document.defenders().stream()
        .filter(defender -> defender.reason() != null)
        .map(defender -> new Reason(defender.id(), defender.reason() + "; " + defender.remedy()))
        .toList();
  }

  private List<Reason> attacksNotDone() {
    return document.attacks().stream()
        .filter(attack -> attack.reason() != null)
        .map(attack -> new Reason(attack.toString(), attack.reason() + "; " + attack.remedy()))
        .toList();
  }

  private List<Reason> noResult() {
    Map<String, Reason> reasons = new LinkedHashMap<>();
    for (TamperTrial trial : document.trials()) {
      if (!trial.measured()) {
        String what = trial.attack() + " on " + trial.defender();
        reasons.putIfAbsent(what + trial.reason(), new Reason(what, trial.reason()));
      }
    }
    return List.copyOf(reasons.values());
  }
}
