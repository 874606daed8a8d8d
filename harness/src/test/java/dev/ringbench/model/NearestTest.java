// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
  private static final List<String> KNOWN =
      List.of("run", "doctor", "report", "bpf-tracepoint", "ptrace", "--operations");

  @ParameterizedTest
  @CsvSource({
    "rnu, run",
    "bpf-tracepont, bpf-tracepoint",
    "ptrce, ptrace",
    "raport, report",
    "--operation, --operations"
  })
  void aTypoHasANearestName(String typo, String name) {
    assertThat(Nearest.to(typo, KNOWN)).contains(name);
  }

  @Test
  void anotherWordHasNone() {
    assertThat(Nearest.to("falcon", KNOWN)).isEmpty();
    assertThat(Nearest.to("", KNOWN)).isEmpty();
    assertThat(Nearest.unknown("sensor", "falcon", List.of("none", "ptrace")))
        .isEqualTo("unknown sensor 'falcon'. Known: none, ptrace.");
    assertThat(Nearest.unknown("sensor", "ptrce", List.of("none", "ptrace")))
        .isEqualTo("unknown sensor 'ptrce'. Did you mean ptrace? Known: none, ptrace.");
  }
}
