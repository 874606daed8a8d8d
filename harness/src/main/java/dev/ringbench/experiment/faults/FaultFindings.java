// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.faults;

import dev.ringbench.experiment.faults.FaultDocument.Cell;
import dev.ringbench.fault.Catalogue;
import dev.ringbench.fault.FaultSensor;
import dev.ringbench.fault.Outcome;
import dev.ringbench.fault.SecurityEffect;
import dev.ringbench.stats.ClopperPearson;
import dev.ringbench.stats.Interval;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Sentences that follow from a matrix, for and against either side. */
public final class FaultFindings {
  private static final double CONFIDENCE = 0.95;

  private final FaultDocument document;

  /** Of one campaign. */
  public FaultFindings(FaultDocument document) {
    this.document = document;
  }

  /** The one of that fault, sensor and machine profile. */
  Cell cell(String fault, String sensor, String machineProfile) {
    return document.cells().stream()
        .filter(cell -> cell.fault().equals(fault) && cell.sensor().equals(sensor))
        .filter(cell -> cell.machineProfile().equals(machineProfile))
        .findFirst()
        .orElseThrow();
  }

  List<String> disagreements() {
    Map<String, List<Cell>> where = new LinkedHashMap<>();
    for (Cell cell : document.cells()) {
      if (cell.disagrees()) {
        where
            .computeIfAbsent(
                String.format(
                    "%s %s: %s, predicted %s (%s)",
                    cell.fault(),
                    cell.name(),
                    cell.outcome(),
                    cell.predicted(),
                    cell.predictedText()),
                what -> new ArrayList<>())
            .add(cell);
      }
    }
    return where.entrySet().stream()
        .map(entry -> entry.getKey() + " in " + sensors(entry.getValue()) + ".")
        .toList();
  }

  /** "a" on both machines, "b (bare)", "c (bare 9/15, guarded 12/15)". */
  private static String sensors(List<Cell> cells) {
    Map<String, List<Cell>> bySensor = new LinkedHashMap<>();
    cells.forEach(
        cell -> bySensor.computeIfAbsent(cell.sensor(), sensor -> new ArrayList<>()).add(cell));
    return bySensor.entrySet().stream()
        .map(entry -> entry.getKey() + machines(entry.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static String machines(List<Cell> cells) {
    boolean unanimous = cells.stream().allMatch(cell -> ClassShare.of(cell).share().isUnanimous());
    return unanimous && cells.size() > 1
        ? ""
        : cells.stream()
            .map(cell -> cell.machineProfile() + ClassShare.of(cell).share())
            .collect(Collectors.joining(", ", " (", ")"));
  }

  /**
   * A cell of user mode that was worse than its counterpart in the module: a higher class, or an
   * effect on protection that the module did not have.
   *
   * @param gap classes between the two
   * @param surely their shares, or the kernel's impossibility, keep them apart
   */
  private record Worse(String sentence, Cell cell, int gap, boolean surely) {}

  private List<Worse> worse() {
    List<Worse> found = new ArrayList<>();
    for (Cell cell : document.cells()) {
      FaultSensor sensor = FaultSensor.of(cell.sensor());
      if (sensor.architecture().inKernel() || cell.outcome() == null) {
        continue;
      }
      Cell kernel = counterpart(cell, sensor);
      if (kernel == null) {
        continue;
      }
      Set<SecurityEffect> more = effects(cell);
      more.removeAll(effects(kernel));
      boolean never = kernel.notApplicable() != null;
      boolean worse =
          never
              ? cell.outcome().severity() > 2 || !more.isEmpty()
              : kernel.outcome() != null && cell.outcome().severity() > kernel.outcome().severity();
      boolean other = !never && kernel.outcome() != null && kernel.outcome().severity() < 6;
      if (worse || (other && !more.isEmpty())) {
        boolean surely = never || differ(cell, kernel) || differ(cell, kernel, more);
        String sentence =
            String.format(
                "%s %s: %s %s%s; %s %s%s",
                cell.fault(),
                cell.name(),
                cell.sensor(),
                ClassShare.of(cell),
                labels(effects(cell)),
                kernel.sensor(),
                never ? "cannot have it" : ClassShare.of(kernel) + labels(effects(kernel)),
                surely ? "" : "; this may be chance");
        int inKernel = never ? 0 : kernel.outcome().severity();
        // Where only an effect on protection differs surely, the classes may be equal.
        int gap = never || differ(cell, kernel) ? cell.outcome().severity() - inKernel : 0;
        found.add(new Worse(sentence, cell, gap, surely));
      }
    }
    return found;
  }

  /**
   * Where a sensor outside the kernel took more down, or opened more, than its counterpart inside.
   */
  public List<String> userModeDidWorse() {
    return sentences(worse());
  }

  /** How many of them are none of chance. */
  public int userModeSurelyDidWorse() {
    return sentences(worse().stream().filter(Worse::surely).toList()).size();
  }

  private static List<String> sentences(List<Worse> found) {
    Map<String, List<String>> machines = new LinkedHashMap<>();
    for (Worse each : found) {
      machines
          .computeIfAbsent(each.sentence(), what -> new ArrayList<>())
          .add(each.cell().machineProfile());
    }
    return machines.entrySet().stream()
        .map(
            entry ->
                entry.getKey()
                    + (entry.getValue().size() > 1 ? "" : ", machine " + entry.getValue().get(0))
                    + ".")
        .toList();
  }

  /**
   * The one of them beyond chance that is most classes behind, and how surely; empty: there is
   * none.
   */
  public Optional<String> userModeFurthestBehind() {
    return worse().stream()
        .filter(found -> found.surely() && found.cell().share() != null)
        .max(Comparator.comparingInt(Worse::gap).thenComparing(found -> found.cell().share().low()))
        .map(
            found ->
                String.format(
                    Locale.ROOT,
                    "%s, machine %s (%d of %d runs, so at least %.0f %%)",
                    found.sentence(),
                    found.cell().machineProfile(),
                    found.cell().share().hits(),
                    found.cell().share().of(),
                    100 * found.cell().share().low()));
  }

  private Cell counterpart(Cell cell, FaultSensor sensor) {
    String module = sensor.enforcing() ? "module-ftrace-auth" : "module-ftrace";
    return document.cells().stream()
        .filter(other -> other.sensor().equals(module))
        .filter(other -> other.fault().equals(cell.fault()))
        .filter(other -> other.machineProfile().equals(cell.machineProfile()))
        .findFirst()
        .orElse(null);
  }

  private static Set<SecurityEffect> effects(Cell cell) {
    Set<SecurityEffect> effects = EnumSet.noneOf(SecurityEffect.class);
    for (SecurityEffect effect : SecurityEffect.values()) {
      if (cell.has(effect)) {
        effects.add(effect);
      }
    }
    return effects;
  }

  private static String labels(Set<SecurityEffect> effects) {
    return effects.isEmpty()
        ? ""
        : " ("
            + effects.stream().map(SecurityEffect::label).collect(Collectors.joining(", "))
            + ")";
  }

  /**
   * Where it does beyond chance, and last how often the usual classes differ and it may be that.
   */
  List<String> dependsOnProfile() {
    List<String> sentences = new ArrayList<>();
    List<String> byChance = new ArrayList<>();
    List<String> profiles =
        document.plan().machineProfiles().stream().map(profile -> profile.label()).toList();
    for (String fault : document.plan().faults()) {
      for (var sensor : document.plan().sensors()) {
        List<Cell> cells =
            profiles.stream()
                .map(profile -> cell(fault, sensor.id(), profile))
                .filter(cell -> cell.outcome() != null)
                .toList();
        if (cells.stream().map(Cell::outcome).distinct().count() < 2) {
          continue;
        }
        if (cells.stream().anyMatch(one -> cells.stream().anyMatch(two -> differ(one, two)))) {
          sentences.add(
              fault
                  + " "
                  + name(fault)
                  + " in "
                  + sensor.id()
                  + ": "
                  + cells.stream()
                      .map(cell -> cell.machineProfile() + " " + ClassShare.of(cell))
                      .collect(Collectors.joining(", "))
                  + ".");
        } else {
          byChance.add(fault + " in " + sensor.id());
        }
      }
    }
    if (!byChance.isEmpty()) {
      sentences.add(
          "The most frequent outcome differs, but in too few runs to exclude chance: "
              + String.join(", ", byChance)
              + ".");
    }
    return sentences;
  }

  /** Of some class the two 95 % intervals (Clopper and Pearson's) have no share in common. */
  static boolean differ(Cell one, Cell two) {
    return Stream.of(Outcome.values())
        .anyMatch(
            outcome -> {
              Interval a = share(one, outcome);
              Interval b = share(two, outcome);
              return a.low() > b.high() || b.low() > a.high();
            });
  }

  private static boolean differ(Cell one, Cell two, Set<SecurityEffect> effects) {
    return effects.stream()
        .anyMatch(
            effect -> {
              Interval a = share(one, one.security().getOrDefault(effect, 0));
              Interval b = share(two, two.security().getOrDefault(effect, 0));
              return a.low() > b.high() || b.low() > a.high();
            });
  }

  private static Interval share(Cell cell, int runs) {
    return ClopperPearson.interval(runs, cell.activated(), CONFIDENCE);
  }

  private static Interval share(Cell cell, Outcome outcome) {
    return share(cell, cell.outcomes().getOrDefault(outcome, 0));
  }

  private static String name(String fault) {
    return Objects.requireNonNull(Catalogue.load().fault(fault)).name();
  }
}
