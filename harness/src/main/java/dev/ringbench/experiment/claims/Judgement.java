// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.claims;

import dev.ringbench.claim.Claim;
import dev.ringbench.claim.Condition;
import dev.ringbench.claim.Rule;
import dev.ringbench.stats.Interval;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The verdict on a claim, from its figures and its rule alone, so that anybody can repeat it. */
public final class Judgement {
  /** What became of a condition. */
  enum State {
    /** The whole interval is within the limits, or every interval is below the next. */
    HOLDS,
    /** The whole interval is outside. */
    FAILS,
    /** The interval covers a limit, or there is none. */
    OPEN,
    /** There is no figure. */
    NO_FIGURE
  }

  private final Map<String, FigureResult> figures = new HashMap<>();

  Judgement(List<FigureResult> figures) {
    figures.forEach(figure -> this.figures.put(figure.name(), figure));
  }

  /**
   * Judges a claim.
   *
   * @param missing see {@link ClaimResult}
   */
  public static ClaimResult of(
      Claim claim, List<String> missing, List<StepResult> steps, List<FigureResult> figures) {
    Judgement judgement = new Judgement(figures);
    List<ArmResult> arms =
        claim.rule().arms().stream()
            .map(arm -> new ArmResult(arm.level(), arm.confirm(), arm.refute(), judgement.arm(arm)))
            .toList();
    Rule.Units units = claim.rule().units();
    ClaimResult unsaid =
        new ClaimResult(
            claim.id(),
            claim.title(),
            claim.source(),
            claim.says(),
            claim.conditions(),
            claim.confirmedIf(),
            claim.refutedIf(),
            claim.notes(),
            claim.sha256(),
            missing,
            steps,
            figures,
            claim.rule().factor(),
            arms,
            units == null ? null : new UnitsResult(units.when(), units.because()),
            Verdict.NOT_TESTABLE_HERE,
            "");
    return withVerdict(unsaid);
  }

  /** The same result with the verdict and the sentence that follow from the rest of it. */
  static ClaimResult withVerdict(ClaimResult result) {
    Judgement judgement = new Judgement(result.figures());
    List<ArmResult> arms =
        result.arms().stream()
            .map(
                arm ->
                    new ArmResult(
                        arm.level(),
                        arm.confirm(),
                        arm.refute(),
                        judgement.arm(new Rule.Arm(arm.level(), arm.confirm(), arm.refute()))))
            .toList();
    Verdict verdict =
        result.missing().isEmpty()
            ? judgement.verdict(arms, result.units())
            : Verdict.NOT_TESTABLE_HERE;
    return new ClaimResult(
        result.id(),
        result.title(),
        result.source(),
        result.says(),
        result.conditions(),
        result.confirmedIf(),
        result.refutedIf(),
        result.notes(),
        result.sha256(),
        result.missing(),
        result.steps(),
        result.figures(),
        result.factor(),
        arms,
        result.units(),
        verdict,
        judgement.sentence(result, arms, verdict));
  }

  private Verdict verdict(List<ArmResult> arms, UnitsResult units) {
    Set<Verdict> found = EnumSet.noneOf(Verdict.class);
    arms.forEach(arm -> found.add(arm.verdict()));
    Verdict verdict;
    if (found.size() == 1) {
      verdict = found.iterator().next();
    } else if (found.contains(Verdict.CONFIRMED) && found.contains(Verdict.REFUTED)) {
      verdict = Verdict.DEPENDS_ON;
    } else {
      verdict = Verdict.NOT_CONFIRMED;
    }
    boolean measured = verdict != Verdict.NOT_TESTABLE_HERE && verdict != Verdict.CONFIRMED;
    return measured
            && units != null
            && units.when().stream().allMatch(condition -> state(condition) == State.HOLDS)
        ? Verdict.UNITS
        : verdict;
  }

  /** Of one level. */
  Verdict arm(Rule.Arm arm) {
    List<State> confirm = arm.confirm().stream().map(this::state).toList();
    List<State> refute = arm.refute().stream().map(this::state).toList();
    boolean confirmed = confirm.stream().allMatch(state -> state == State.HOLDS);
    boolean refuted =
        arm.refute().isEmpty() ? confirm.contains(State.FAILS) : refute.contains(State.HOLDS);
    if (confirmed != refuted) {
      return confirmed ? Verdict.CONFIRMED : Verdict.REFUTED;
    }
    return !confirmed && (confirm.contains(State.NO_FIGURE) || refute.contains(State.NO_FIGURE))
        ? Verdict.NOT_TESTABLE_HERE
        : Verdict.NOT_CONFIRMED;
  }

  /** Of one condition. */
  State state(Condition condition) {
    List<FigureResult> of = condition.figures().stream().map(figures::get).toList();
    if (of.stream().anyMatch(figure -> figure == null || figure.value() == null)) {
      return State.NO_FIGURE;
    }
    List<Optional<Interval>> intervals = of.stream().map(FigureResult::interval).toList();
    if (intervals.stream().anyMatch(Optional::isEmpty)) {
      return State.OPEN;
    }
    if (condition.ordersFigures()) {
      return order(intervals.stream().map(Optional::orElseThrow).toList());
    }
    return of.get(0).emulated() ? State.OPEN : limits(intervals.get(0).orElseThrow(), condition);
  }

  private static State order(List<Interval> intervals) {
    State state = State.HOLDS;
    for (int i = 1; i < intervals.size(); i++) {
      Interval lower = intervals.get(i - 1);
      Interval upper = intervals.get(i);
      if (lower.low() >= upper.high()) {
        return State.FAILS;
      }
      if (lower.high() >= upper.low()) {
        state = State.OPEN;
      }
    }
    return state;
  }

  private static State limits(Interval interval, Condition condition) {
    double least = condition.atLeast() == null ? Double.NEGATIVE_INFINITY : condition.atLeast();
    double most = condition.atMost() == null ? Double.POSITIVE_INFINITY : condition.atMost();
    if (least <= interval.low() && interval.high() <= most) {
      return State.HOLDS;
    }
    return interval.high() < least || most < interval.low() ? State.FAILS : State.OPEN;
  }

  private String sentence(ClaimResult result, List<ArmResult> arms, Verdict verdict) {
    return switch (verdict) {
      case NOT_TESTABLE_HERE -> "Not testable here: " + lacking(result, arms) + ".";
      case DEPENDS_ON -> "It depends on the " + result.factor() + ": " + levels(arms) + ".";
      case UNITS ->
          "An error of units: " + found(result.units().when()) + ". " + result.units().because();
      case CONFIRMED -> "Confirmed: " + levels(arms) + ".";
      case REFUTED -> "Refuted: " + levels(arms) + ".";
      case NOT_CONFIRMED -> "Not confirmed: " + levels(arms) + ".";
    };
  }

  private String lacking(ClaimResult result, List<ArmResult> arms) {
    if (!result.missing().isEmpty()) {
      return String.join("; ", result.missing());
    }
    List<String> reasons = new ArrayList<>();
    for (StepResult step : result.steps()) {
      if (step.reason() != null) {
        reasons.add("step " + step.name() + ": " + withoutStop(step.reason()));
      }
    }
    if (reasons.isEmpty()) {
      arms.stream()
          .flatMap(arm -> Stream.concat(arm.confirm().stream(), arm.refute().stream()))
          .flatMap(condition -> condition.figures().stream())
          .distinct()
          .map(figures::get)
          .filter(figure -> figure != null && figure.value() == null)
          .forEach(figure -> reasons.add(figure.name() + ": " + withoutStop(figure.reason())));
    }
    return reasons.isEmpty() ? "a figure is missing" : String.join("; ", reasons);
  }

  private static String withoutStop(String text) {
    return text.replaceFirst("\\.$", "");
  }

  private String levels(List<ArmResult> arms) {
    List<String> parts = new ArrayList<>();
    for (ArmResult arm : arms) {
      String figuresOf = found(arm.confirm());
      parts.add(
          arm.level() == null
              ? figuresOf
              : arm.level()
                  + " "
                  + arm.verdict().toString().toLowerCase(Locale.ROOT).replace('_', ' ')
                  + " ("
                  + figuresOf
                  + ")");
    }
    return String.join("; ", parts);
  }

  /** "open-percent is 2.1 [2.0, 2.2] % (at least 1 and at most 15: holds)". */
  private String found(List<Condition> conditions) {
    return conditions.stream().map(this::found).collect(Collectors.joining(", "));
  }

  private String found(Condition condition) {
    String shown =
        condition.figures().stream()
            .map(
                name ->
                    name + " " + (figures.get(name) == null ? "none" : figures.get(name).shown()))
            .collect(Collectors.joining(condition.ordersFigures() ? " < " : ", "));
    String limits =
        condition.ordersFigures()
            ? "this order"
            : condition.text().substring(condition.figures().get(0).length() + 1);
    return shown + " (" + limits + ": " + word(state(condition)) + ")";
  }

  private static String word(State state) {
    return switch (state) {
      case HOLDS -> "yes";
      case FAILS -> "no";
      case OPEN -> "open";
      case NO_FIGURE -> "no figure";
    };
  }
}
