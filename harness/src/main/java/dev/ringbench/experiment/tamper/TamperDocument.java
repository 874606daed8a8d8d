// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.tamper;

import dev.ringbench.document.DocumentForm;
import dev.ringbench.document.DocumentHead;
import dev.ringbench.model.Environment;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What attacks do to sensors, and who tells. The form is fixed by
 * results/schema/ringbench-tamper-1.schema.json.
 *
 * @param status complete or partial
 * @param statusReason why it is partial; null
 * @param finishedAt when it was complete; null: it is not
 * @param repeats of each attack on each sensor
 */
public record TamperDocument(
    String generator,
    int tamperSchemaVersion,
    String version,
    String status,
    String statusReason,
    String startedAt,
    String finishedAt,
    int repeats,
    boolean emulated,
    Environment environment,
    List<String> warnings,
    List<Defender> defenders,
    List<AttackFacts> attacks,
    List<TamperTrial> trials) {
  /** Of the documents that this code writes. */
  public static final int SCHEMA_VERSION = 1;

  /** How it is read and written. */
  public static final DocumentForm<TamperDocument> FORM =
      new DocumentForm<>(
          TamperDocument.class,
          "ringbench tamper",
          "tamper_schema_version",
          SCHEMA_VERSION,
          "ringbench-tamper-1.schema.json",
          TamperDocument::firstContradiction);

  /** Defensive copies. */
  public TamperDocument {
    generator = generator == null ? DocumentHead.GENERATOR : generator;
    warnings = List.copyOf(warnings);
    defenders = List.copyOf(defenders);
    attacks = List.copyOf(attacks);
    trials = List.copyOf(trials);
  }

  /** The attack of that id, which {@link #FORM} has seen to be there. */
  AttackFacts attack(String id) {
    return attacks.stream().filter(attack -> attack.id().equals(id)).findFirst().orElseThrow();
  }

  /** The sensor of that id. */
  Defender defender(String id) {
    return defenders.stream().filter(one -> one.id().equals(id)).findFirst().orElseThrow();
  }

  /** Trials of each attack on each sensor, in the order of the document. */
  List<TamperCell> cells() {
    return TamperCell.of(trials);
  }

  /**
   * Whether the control of a sensor was without an effect, so that its other cells mean something.
   */
  boolean isControlled(String defender) {
    return trials.stream()
        .filter(trial -> trial.defender().equals(defender) && attack(trial.attack()).control())
        .allMatch(trial -> trial.measured() && !trial.hurt());
  }

  /** What in it no schema can forbid and no reader can work with; null: nothing. */
  private String firstContradiction() {
    Set<String> ids = new HashSet<>();
    for (AttackFacts attack : attacks) {
      if (!ids.add(attack.id())) {
        return "attack " + attack.id() + " is described twice";
      }
    }
    Set<String> names = new HashSet<>();
    for (Defender defender : defenders) {
      if (!names.add(defender.id())) {
        return "sensor " + defender.id() + " is described twice";
      }
    }
    Set<String> places = new HashSet<>();
    for (TamperTrial trial : trials) {
      if (!ids.contains(trial.attack())) {
        return "attack " + trial.attack() + " has trials, and is not described";
      }
      if (!names.contains(trial.defender())) {
        return "sensor " + trial.defender() + " has trials, and is not described";
      }
      if (!places.add(trial.attack() + " " + trial.defender() + " " + trial.run())) {
        return trial.attack()
            + " on "
            + trial.defender()
            + ", run "
            + trial.run()
            + ", comes twice";
      }
      if (trial.measured() == trial.effects().isEmpty()) {
        return trial.attack() + " on " + trial.defender() + " has either an effect or a reason";
      }
    }
    return null;
  }
}
