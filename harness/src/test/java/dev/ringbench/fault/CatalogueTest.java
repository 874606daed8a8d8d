// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class CatalogueTest {
  private static final Path SCHEMAS = Path.of("../results/schema");

  /** What a schema wants of the id of a fault. */
  private static final Pattern PATTERN = Pattern.compile("\"pattern\": ?\"(\\^[^\"]*F\\([^\"]*)\"");

  private final Catalogue catalogue = Catalogue.load();

  @Test
  void hasItsFaultsInTheOrderOfTheirNumbers() {
    assertThat(catalogue.faults()).hasSizeGreaterThanOrEqualTo(25);
    for (int i = 0; i < catalogue.faults().size(); i++) {
      assertThat(catalogue.faults().get(i).id()).isEqualTo(String.format("F%02d", i + 1));
    }
  }

  @Test
  void saysWhatEachFaultIsLike() {
    assertThat(catalogue.with(Trait.DEADLY))
        .startsWith("F01", "F03", "F04", "F05", "F06", "F07", "F16");
    assertThat(catalogue.with(Trait.STOPPING)).startsWith("F08", "F10", "F15");
    assertThat(catalogue.as(1).with(Trait.NEEDS_VERDICTS)).startsWith("F14", "F21");
    assertThat(catalogue.fault("F02").traits()).isEmpty();
  }

  /**
   * The recipe of CONTRIBUTING for a new fault; its native half is native/test/fault_recipe.cmake.
   */
  @Test
  void aNewFaultIsOneRowAndNoJava() throws Exception {
    ObjectNode tree;
    try (InputStream in = Catalogue.class.getResourceAsStream("catalogue.json")) {
      tree = (ObjectNode) FaultJson.CAMEL.readTree(in);
    }
    ArrayNode rows = (ArrayNode) tree.get("faults");
    ObjectNode row = (ObjectNode) rows.get(0).deepCopy();
    String next = String.format("F%02d", rows.size() + 1);
    rows.add(row.put("id", next).put("name", "OF_A_TEST").put("does", "is in this test alone"));
    Catalogue longer = FaultJson.CAMEL.treeToValue(tree, Catalogue.class);
    assertThat(longer.with(Trait.DEADLY)).endsWith(next);
    assertThat(longer.fault(next).prediction(Architecture.BPF)).isNotNull();
    assertThatThrownBy(() -> longer.fault("F99"))
        .hasMessageContaining("There are F01 to " + next + ";");
    for (String schema : List.of("campaign-plan", "campaign-run", "faults", "fault-facts")) {
      String text = Files.readString(SCHEMAS.resolve("ringbench-" + schema + "-1.schema.json"));
      assertThat(PATTERN.matcher(text).results().map(found -> found.group(1)))
          .as(schema)
          .isNotEmpty()
          .allMatch(next::matches);
    }
  }

  @Test
  void predictsEachFaultInEachArchitectureOrSaysWhyItCannotBe() {
    for (Catalogue.Fault fault : catalogue.faults()) {
      for (Architecture architecture : Architecture.values()) {
        Catalogue.Prediction prediction = fault.prediction(architecture);
        assertThat(prediction).as(fault.id() + " in " + architecture).isNotNull();
        assertThat(prediction.outcome() == null)
            .as(fault.id() + " in " + architecture)
            .isEqualTo(prediction.notApplicable() != null);
      }
    }
  }

  @Test
  void keepsWhatItPredictedBefore() {
    assertThat(catalogue.as(catalogue.version()).fault("F12"))
        .isEqualTo(
            new Catalogue.Fault(
                "F12",
                catalogue.fault("F12").name(),
                catalogue.fault("F12").does(),
                catalogue.fault("F12").traits(),
                catalogue.fault("F12").cells()));
    assertThat(catalogue.fault("F12").prediction(Architecture.BPF).outcome()).isEqualTo(Outcome.B1);
    assertThat(catalogue.as(1).fault("F12").prediction(Architecture.BPF).notApplicable())
        .isEqualTo("a BPF program cannot open a file");
    assertThat(catalogue.as(1).fault("F01")).isEqualTo(catalogue.fault("F01"));
  }

  @Test
  void predictsByTheMachineToo() {
    Catalogue.Prediction prediction = catalogue.fault("F01").prediction(Architecture.MODULE);
    assertThat(prediction.outcome(MachineProfile.BARE)).isEqualTo(Outcome.B6);
    assertThat(prediction.outcome(MachineProfile.GUARDED)).isEqualTo(Outcome.B7);
  }

  @Test
  void aSensorThatRefusesNothingHasNoFaultOfVerdicts() {
    List<String> reasons =
        List.of("module-ftrace", "bpf-lsm", "bpf-tracepoint", "fanotify-notify-fd").stream()
            .map(id -> Catalogue.notApplicable(catalogue.fault("F21"), FaultSensor.of(id)))
            .toList();
    assertThat(reasons).doesNotContainNull();
  }

  /** Both know what may run on a host: whoever is asked last refuses, too. */
  @Test
  void theNativeConductorKnowsTheSameSensors() throws Exception {
    String source = Files.readString(Path.of("../native/fault/options.c"));
    List<String> known =
        Pattern.compile("\\{ \"([a-z-]+)\", (true|false) \\},")
            .matcher(source.substring(0, source.indexOf("} kinds[]")))
            .results()
            .map(row -> row.group(1) + " " + row.group(2))
            .toList();
    assertThat(known)
        .isEqualTo(
            FaultSensor.ALL.stream().map(sensor -> sensor.id() + " " + sensor.host()).toList());
  }

  @Test
  void refusesUnknownNames() {
    assertThatThrownBy(() -> catalogue.fault("F99"))
        .hasMessage(
            "--faults F99: no such fault. There are F01 to "
                + catalogue.faults().get(catalogue.faults().size() - 1).id()
                + "; see `ringbench faults list`.");
    assertThatThrownBy(() -> FaultSensor.of("auditd"))
        .hasMessageStartingWith("--sensors auditd: no faulty build of such a sensor. There are ");
  }
}
