// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class CatalogueTest {
  private final Catalogue catalogue = Catalogue.load();

  @Test
  void hasTheTwentyFiveFaultsInTheirOrder() {
    assertThat(catalogue.faults()).hasSize(25);
    for (int i = 0; i < 25; i++) {
      assertThat(catalogue.faults().get(i).id()).isEqualTo(String.format("F%02d", i + 1));
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
    assertThatThrownBy(() -> catalogue.fault("F26"))
        .hasMessage(
            "--faults F26: no such fault. There are F01 to F25; see `ringbench faults list`.");
    assertThatThrownBy(() -> FaultSensor.of("auditd"))
        .hasMessageStartingWith("--sensors auditd: no faulty build of such a sensor. There are ");
  }
}
