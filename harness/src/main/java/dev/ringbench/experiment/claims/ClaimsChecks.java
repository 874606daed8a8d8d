// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.claims;

import dev.ringbench.check.Check;
import dev.ringbench.check.Violations;
import java.util.List;

/** What has to hold of a document on published claims. */
final class ClaimsChecks {
  private final ClaimsDocument document;

  ClaimsChecks(ClaimsDocument document) {
    this.document = document;
  }

  List<Check> all() {
    return List.of(complete(), verdicts(), figures(), steps());
  }

  private Check complete() {
    return document.status().equals("partial")
        ? Check.warning("complete", "partial: " + document.statusReason())
        : Check.ok("complete", document.claims().size() + " claims");
  }

  /** Each follows from its figures and its rule. */
  private Check verdicts() {
    Violations violations = new Violations();
    for (ClaimResult claim : document.claims()) {
      ClaimResult judged = Judgement.withVerdict(claim);
      violations.require(
          judged.verdict() == claim.verdict(),
          () ->
              "%s: its figures and its rule give %s, not %s"
                  .formatted(claim.id(), judged.verdict(), claim.verdict()));
      violations.require(
          judged.arms().equals(claim.arms()),
          () -> claim.id() + ": the verdict of a level does not follow from its figures");
      violations.require(
          judged.sentence().equals(claim.sentence()),
          () -> claim.id() + ": its sentence says other figures than the document has");
    }
    return violations.check("verdicts", "each follows from its figures and its rule");
  }

  private Check figures() {
    Violations violations = new Violations();
    for (ClaimResult claim : document.claims()) {
      for (FigureResult figure : claim.figures()) {
        String where = claim.id() + ", " + figure.name();
        violations.require(
            (figure.value() == null) == (figure.reason() != null),
            () -> where + ": a value and a reason exclude each other");
        violations.require(
            (figure.low() == null) == (figure.high() == null)
                && (figure.low() == null
                    || (figure.value() != null && figure.low() <= figure.high())),
            () -> where + ": its interval is none");
      }
    }
    return violations.check("figures", "each has a value or a reason");
  }

  private Check steps() {
    Violations violations = new Violations();
    for (ClaimResult claim : document.claims()) {
      violations.require(
          claim.missing().isEmpty() || claim.steps().isEmpty(),
          () -> claim.id() + ": steps were run although something was missing");
      for (StepResult step : claim.steps()) {
        violations.require(
            (step.document() == null) == (step.sha256() == null)
                && (step.document() != null || step.reason() != null),
            () -> claim.id() + ", step " + step.name() + ": neither a document nor a reason");
      }
    }
    return violations.check("steps", "each has a document with its checksum, or a reason");
  }
}
