// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringbench.document.Experiments;
import dev.ringbench.section.Section;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutcomeCountsTest {
  private final FaultDocument document =
      ((FaultsReading)
              Experiments.read(Path.of("../results/published/2026-11-26-faults/faults.json")))
          .document();

  private final Section counts =
      new OutcomeCounts(document).of(document.plan().machineProfiles().get(0));

  private List<List<String>> rows() {
    return counts.table().groups().get(0).rows();
  }

  private static int number(String cell) {
    return cell.equals("-") ? 0 : Integer.parseInt(cell);
  }

  @Test
  void everyFaultIsCountedOnceInEverySensor() {
    int doubtful =
        counts.table().columns().stream().map(column -> column.title()).toList().indexOf("~");
    assertThat(rows()).hasSize(9);
    for (List<String> row : rows()) {
      int sum = 0;
      for (int i = 1; i < row.size(); i++) {
        sum += i == doubtful ? 0 : number(row.get(i));
      }
      assertThat(sum).as(row.toString()).isEqualTo(25);
    }
  }

  @Test
  void outcomesThatNoFaultHadHaveNoColumnAndNoMeaning() {
    assertThat(counts.table().columns())
        .extracting(column -> column.title())
        .containsExactly(
            "sensor", "B1", "B2", "B3", "B4", "B6", "B7", "B8", "~", "impossible", "not run");
    assertThat(counts.sentences()).hasSize(8).noneMatch(sentence -> sentence.startsWith("B9"));
    assertThat(rows())
        .contains(List.of("bpf-lsm", "2", "18", "-", "-", "-", "-", "-", "1", "5", "-"));
  }
}
