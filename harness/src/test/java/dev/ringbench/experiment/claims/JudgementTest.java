// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.claims;

import static dev.ringbench.experiment.claims.SampleClaims.ascending;
import static dev.ringbench.experiment.claims.SampleClaims.atLeast;
import static dev.ringbench.experiment.claims.SampleClaims.atMost;
import static dev.ringbench.experiment.claims.SampleClaims.count;
import static dev.ringbench.experiment.claims.SampleClaims.emulated;
import static dev.ringbench.experiment.claims.SampleClaims.figure;
import static dev.ringbench.experiment.claims.SampleClaims.judged;
import static dev.ringbench.experiment.claims.SampleClaims.none;
import static dev.ringbench.experiment.claims.SampleClaims.rule;
import static dev.ringbench.experiment.claims.SampleClaims.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringbench.claim.Claim;
import dev.ringbench.claim.Rule;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Verdicts from figures and rules. */
class JudgementTest {
  private static final Rule TWICE = rule(List.of(within("a", 1.8, 2.8)), List.of());

  @Test
  void anIntervalInsideOfTheToleranceConfirms() {
    ClaimResult result = judged(TWICE, figure("a", 2, 1.9, 2.1));
    assertThat(result.verdict()).isEqualTo(Verdict.CONFIRMED);
    assertThat(result.sentence())
        .isEqualTo("Confirmed: a 2.0 [1.9, 2.1] ratio (at least 1.8 and at most 2.8: yes).");
  }

  @Test
  void anIntervalThatExcludesTheToleranceRefutes() {
    assertThat(judged(TWICE, figure("a", 4, 3.0, 5.0)).verdict()).isEqualTo(Verdict.REFUTED);
    assertThat(judged(TWICE, figure("a", 1, 0.5, 1.7)).verdict()).isEqualTo(Verdict.REFUTED);
  }

  @Test
  void anIntervalThatCoversALimitDecidesNothing() {
    assertThat(judged(TWICE, figure("a", 2, 1.5, 2.5)).verdict()).isEqualTo(Verdict.NOT_CONFIRMED);
    assertThat(judged(TWICE, figure("a", 2, 0.0, 9.0)).verdict()).isEqualTo(Verdict.NOT_CONFIRMED);
  }

  @Test
  void aFigureWithoutAnIntervalDecidesNothingUnlessItIsACount() {
    assertThat(judged(TWICE, figure("a", 2, null, null)).verdict())
        .isEqualTo(Verdict.NOT_CONFIRMED);
    Rule silent = rule(List.of(atMost("a", 0)), List.of());
    assertThat(judged(silent, count("a", 0)).verdict()).isEqualTo(Verdict.CONFIRMED);
    assertThat(judged(silent, count("a", 1)).verdict()).isEqualTo(Verdict.REFUTED);
  }

  @Test
  void withARefutationOfItsOwnWhatLiesBetweenIsNotConfirmed() {
    Rule rule = rule(List.of(atLeast("a", 20)), List.of(atMost("a", 3)));
    assertThat(judged(rule, figure("a", 15, 14.0, 16.0)).verdict())
        .isEqualTo(Verdict.NOT_CONFIRMED);
    assertThat(judged(rule, figure("a", 2, 1.0, 3.0)).verdict()).isEqualTo(Verdict.REFUTED);
    assertThat(judged(rule, figure("a", 25, 21.0, 30.0)).verdict()).isEqualTo(Verdict.CONFIRMED);
  }

  @Test
  void anOrderHoldsWhereIntervalsAreApart() {
    Rule rule = rule(List.of(ascending("a", "b", "c")), List.of());
    FigureResult a = figure("a", 1, 0.9, 1.1);
    FigureResult b = figure("b", 2, 1.9, 2.1);
    FigureResult c = figure("c", 3, 2.9, 3.1);
    assertThat(judged(rule, a, b, c).verdict()).isEqualTo(Verdict.CONFIRMED);
    assertThat(judged(rule, a, figure("b", 4, 3.9, 4.1), c).verdict()).isEqualTo(Verdict.REFUTED);
    assertThat(judged(rule, a, figure("b", 3, 2.0, 4.0), c).verdict())
        .isEqualTo(Verdict.NOT_CONFIRMED);
  }

  private static Rule twoArms() {
    return new Rule(
        "rate",
        List.of(
            new Rule.Arm("slow", List.of(atMost("a", 1)), List.of()),
            new Rule.Arm("fast", List.of(atMost("b", 1)), List.of())),
        null);
  }

  @Test
  void confirmedAtOneLevelAndRefutedAtAnotherDependsOnTheFactor() {
    ClaimResult result = judged(twoArms(), figure("a", 0.5, 0.4, 0.6), figure("b", 20, 18.0, 22.0));
    assertThat(result.verdict()).isEqualTo(Verdict.DEPENDS_ON);
    assertThat(result.sentence())
        .startsWith("It depends on the rate: slow confirmed (a 0.500 [0.400, 0.600] ratio")
        .contains("fast refuted");
    assertThat(judged(twoArms(), figure("a", 0.5, 0.4, 0.6), figure("b", 1, 0.5, 2.0)).verdict())
        .isEqualTo(Verdict.NOT_CONFIRMED);
    assertThat(judged(twoArms(), figure("a", 9, 8.0, 9.5), figure("b", 20, 18.0, 22.0)).verdict())
        .isEqualTo(Verdict.REFUTED);
  }

  @Test
  void withoutAFigureItIsNotTestableAndTheReasonIsSaid() {
    ClaimResult result = judged(TWICE, none("a", "fentry is refused here"));
    assertThat(result.verdict()).isEqualTo(Verdict.NOT_TESTABLE_HERE);
    assertThat(result.sentence()).isEqualTo("Not testable here: a: fentry is refused here.");
  }

  @Test
  void whatIsMissingIsSaidBeforeAnythingElse() {
    Claim claim = SampleClaims.claim("C98", List.of(), List.of(), TWICE);
    ClaimResult result =
        Judgement.of(
            claim,
            List.of("hackbench is not installed"),
            List.of(),
            List.of(figure("a", 2, 1.9, 2.1)));
    assertThat(result.verdict()).isEqualTo(Verdict.NOT_TESTABLE_HERE);
    assertThat(result.sentence()).contains("hackbench is not installed");
  }

  @Test
  void anErrorOfUnitsIsSaidWhereTheClaimDoesNotHold() {
    Rule rule =
        new Rule(
            null,
            List.of(new Rule.Arm(null, List.of(within("a", 20, 30)), List.of())),
            new Rule.Units(List.of(within("a", 0.02, 0.03)), "They wrote us for ms."));
    ClaimResult result = judged(rule, figure("a", 0.025, 0.024, 0.026));
    assertThat(result.verdict()).isEqualTo(Verdict.UNITS);
    assertThat(result.sentence()).endsWith("They wrote us for ms.");
    assertThat(judged(rule, figure("a", 25, 24.0, 26.0)).verdict()).isEqualTo(Verdict.CONFIRMED);
    assertThat(judged(rule, figure("a", 3, 2.0, 4.0)).verdict()).isEqualTo(Verdict.REFUTED);
  }

  /** Such a machine is no machine of the claim's kind. */
  @Test
  void aTimeOfAnEmulatedMachineIsNeverHeldAgainstALimit() {
    Rule rule = rule(List.of(within("a", 5, 20)), List.of());
    assertThat(judged(rule, emulated("a", 10, 9, 11)).verdict()).isEqualTo(Verdict.NOT_CONFIRMED);
    assertThat(judged(rule, emulated("a", 100, 90, 110)).verdict())
        .isEqualTo(Verdict.NOT_CONFIRMED);
  }
}
