// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.claims;

import dev.ringbench.claim.Claim;
import dev.ringbench.claim.ClaimFigure;
import dev.ringbench.claim.Condition;
import dev.ringbench.claim.Rule;
import java.util.List;

/** Claims and figures for tests. */
public final class SampleClaims {
  private SampleClaims() {}

  static FigureResult figure(String name, double value, Double low, Double high) {
    return new FigureResult(name, "as measured", "ratio", value, low, high, false, false, null);
  }

  static FigureResult count(String name, double value) {
    return new FigureResult(name, "as counted", "events", value, null, null, true, false, null);
  }

  static FigureResult emulated(String name, double value, double low, double high) {
    return new FigureResult(name, "as measured", "ns", value, low, high, false, true, null);
  }

  static FigureResult none(String name, String reason) {
    return new FigureResult(name, "as measured", "", null, null, null, false, false, reason);
  }

  static Condition atLeast(String figure, double least) {
    return new Condition(List.of(figure), least, null);
  }

  static Condition atMost(String figure, double most) {
    return new Condition(List.of(figure), null, most);
  }

  static Condition within(String figure, double least, double most) {
    return new Condition(List.of(figure), least, most);
  }

  static Condition ascending(String... figures) {
    return new Condition(List.of(figures), null, null);
  }

  static Rule rule(List<Condition> confirm, List<Condition> refute) {
    return new Rule(null, List.of(new Rule.Arm(null, confirm, refute)), null);
  }

  /** A claim with these steps and figures. */
  public static Claim claim(
      String id, List<Claim.Step> steps, List<ClaimFigure> figures, Rule rule) {
    return new Claim(
        id,
        "A claim",
        new Claim.Source("A page", "2024-07", null),
        "It is so.",
        "None.",
        "It is so.",
        "It is not.",
        new Claim.Needs(
            List.of(), List.of(), 1, List.of(), List.of(), List.of(), List.of(), List.of(),
            List.of()),
        steps,
        figures,
        rule,
        null,
        "0".repeat(64));
  }

  static ClaimResult judged(Rule rule, FigureResult... figures) {
    return Judgement.of(
        claim("C98", List.of(), List.of(), rule), List.of(), List.of(), List.of(figures));
  }
}
