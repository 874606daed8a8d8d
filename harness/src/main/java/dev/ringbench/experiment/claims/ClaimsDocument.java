// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.claims;

import dev.ringbench.claim.Condition;
import dev.ringbench.document.DocumentForm;
import dev.ringbench.document.DocumentHead;
import dev.ringbench.model.Environment;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Published claims and what became of them. The form is fixed by
 * results/schema/ringbench-claims-1.schema.json.
 *
 * @param status complete or partial
 * @param statusReason why it is partial; null
 * @param finishedAt when it was complete; null: it is not
 */
public record ClaimsDocument(
    String generator,
    int claimsSchemaVersion,
    String version,
    String status,
    String statusReason,
    String startedAt,
    String finishedAt,
    boolean emulated,
    Environment environment,
    List<String> warnings,
    List<ClaimResult> claims) {
  /** Of the documents that this code writes. */
  public static final int SCHEMA_VERSION = 1;

  /** How it is read and written. */
  public static final DocumentForm<ClaimsDocument> FORM =
      new DocumentForm<>(
          ClaimsDocument.class,
          "ringbench claims run",
          "claims_schema_version",
          SCHEMA_VERSION,
          "ringbench-claims-1.schema.json",
          ClaimsDocument::firstContradiction);

  /** Defensive copies. */
  public ClaimsDocument {
    generator = generator == null ? DocumentHead.GENERATOR : generator;
    warnings = List.copyOf(warnings);
    claims = List.copyOf(claims);
  }

  /** What in it no schema can forbid and no reader can work with; null: nothing. */
  private String firstContradiction() {
    Set<String> ids = new HashSet<>();
    for (ClaimResult claim : claims) {
      if (!ids.add(claim.id())) {
        return "claim " + claim.id() + " comes twice";
      }
      Set<String> names = new HashSet<>();
      for (FigureResult figure : claim.figures()) {
        if (!names.add(figure.name())) {
          return "figure " + figure.name() + " of " + claim.id() + " comes twice";
        }
      }
      if ((claim.arms().size() > 1) != (claim.factor() != null)) {
        return claim.id()
            + " has "
            + claim.arms().size()
            + " arms, and a factor that says otherwise";
      }
      for (Condition condition : conditions(claim)) {
        if (condition.figures().stream().anyMatch(name -> !names.contains(name))) {
          return claim.id() + " has a condition on a figure that it has not";
        }
        if (condition.ordersFigures()
            != (condition.atLeast() == null && condition.atMost() == null)) {
          return claim.id() + " has a condition that is neither an order nor a limit";
        }
      }
    }
    return null;
  }

  private static List<Condition> conditions(ClaimResult claim) {
    return Stream.concat(
            claim.arms().stream()
                .flatMap(arm -> Stream.concat(arm.confirm().stream(), arm.refute().stream())),
            claim.units() == null ? Stream.of() : claim.units().when().stream())
        .toList();
  }
}
