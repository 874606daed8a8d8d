// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.tamper.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringbench.experiment.tamper.Attacker;
import dev.ringbench.experiment.tamper.Effect;
import dev.ringbench.model.Sensor;
import dev.ringbench.platform.linux.LinuxPlatform;
import dev.ringbench.subject.OutsideFault;
import dev.ringbench.subject.Subjects;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The file of attacks, and what it must not say. */
class CatalogueTest {
  private static final Catalogue SHIPPED = Catalogue.shipped();
  private static final int LEAST_ON_A_HOST = 25;

  private static Catalogue.Row row(String id, List<Catalogue.Expected> predictions) {
    return new Catalogue.Row(
        id,
        "something",
        Attacker.ROOT,
        List.of("door"),
        new Catalogue.Does(
            Catalogue.Kind.NONE,
            null,
            null,
            false,
            false,
            false,
            null,
            null,
            false,
            false,
            false,
            null),
        predictions,
        false,
        null,
        null,
        null);
  }

  private static Catalogue.Expected expected(String because, String... sensors) {
    return new Catalogue.Expected(
        List.of("door"), List.of(sensors), List.of(Effect.BLIND), false, because, "open(2)");
  }

  private static String mistake(String kindOfMember, Catalogue.Row... rows) {
    return new Catalogue(
            List.of(new Catalogue.Mechanism("door", "who comes in")),
            List.of(new Catalogue.Member("bell", kindOfMember)),
            List.of(rows))
        .firstMistake();
  }

  @Test
  void theShippedFileHasNoMistake() {
    assertThat(SHIPPED.firstMistake()).isNull();
  }

  @Test
  void atLeast25AttacksAreDoneOnAHost() {
    assertThat(SHIPPED.attacks())
        .filteredOn(
            row -> !row.machine() && row.reason() == null && row.attacker() != Attacker.NOBODY)
        .hasSizeGreaterThanOrEqualTo(LEAST_ON_A_HOST);
  }

  @Test
  void everySensorOfTheFileExists() {
    List<String> known =
        Stream.concat(
                new LinuxPlatform().sensors().all().stream().map(Sensor::id),
                Subjects.names().stream())
            .toList();
    assertThat(SHIPPED.sensors()).extracting(Catalogue.Member::sensor).isSubsetOf(known);
    assertThat(SHIPPED.attacks())
        .flatExtracting(Catalogue.Row::predictions)
        .allSatisfy(prediction -> assertThat(prediction.sensors()).isSubsetOf(known));
  }

  @Test
  void everyFaultIsOneThatCanBeDone() {
    assertThat(SHIPPED.attacks())
        .filteredOn(row -> row.does().kind() == Catalogue.Kind.FAULT)
        .allSatisfy(row -> assertThat(OutsideFault.names()).contains(row.does().fault()));
  }

  @Test
  void whatChangesTheWholeMachineSaysHowItIsUndone() {
    assertThat(SHIPPED.attacks())
        .filteredOn(Catalogue.Row::machine)
        .allSatisfy(row -> assertThat(row.does().begin()).isNotEmpty());
    assertThat(SHIPPED.attacks())
        .filteredOn(row -> row.machine() && row.does().begin().toString().contains("echo 0"))
        .allSatisfy(row -> assertThat(row.does().end()).isNotEmpty());
  }

  @Test
  void aPredictionOfSingleSensorsComesBeforeThatOfAll() {
    Catalogue.Row row = row("T01", List.of(expected("of one", "bell"), expected("of all")));
    assertThat(row.expected("bell", "door")).map(Catalogue.Expected::because).contains("of one");
    assertThat(row.expected("knock", "door")).map(Catalogue.Expected::because).contains("of all");
    assertThat(row.expected("bell", "window")).isEmpty();
  }

  @Test
  void mistakesAreNamed() {
    Catalogue.Row good = row("T01", List.of(expected("of all")));
    assertThat(mistake("door", good)).isNull();
    assertThat(mistake("window", good)).contains("bell is of kind window");
    assertThat(mistake("door", good, good)).contains("T01 is there twice");
    assertThat(mistake("door", row("T02", List.of(expected("one", "bell")))))
        .contains("T02 predicts nothing for door");
    assertThat(mistake("door", row("T02", List.of(expected(" ")))))
        .contains("without an outcome, a sentence or a source");
  }
}
