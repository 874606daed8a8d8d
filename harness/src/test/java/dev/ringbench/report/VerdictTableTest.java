// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringbench.document.VerdictCell;
import dev.ringbench.render.Page;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The first table of a report, of published documents. */
class VerdictTableTest {
  private static final Path PUBLISHED = Path.of("../results/published");
  private static final Path QUICK =
      PUBLISHED.resolve("2026-11-23-kvm-amd-epyc-2cpu-quick/result.json");
  private static final Path COUNTED =
      PUBLISHED.resolve("2026-11-26-guest-6.1-deterministic/result.json");
  private static final Path CAPACITY =
      PUBLISHED.resolve("2026-11-25-kvm-amd-epyc-2cpu-load/capacity.json");
  private static final Path FAULTS = PUBLISHED.resolve("2026-11-26-faults/faults.json");

  private static Page.Verdict table(Path... files) {
    return new VerdictTable(Archive.of(List.of(files)).whole()).table(Set.of("d1"));
  }

  private static Page.VerdictText cell(
      Page.Verdict table, String place, VerdictCell.Column column) {
    return table.rows().stream()
        .filter(row -> row.place().equals(place))
        .map(row -> row.cells().get(table.columns().indexOf(column.title())))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aRunSaysWhatItAddsAndWhichCommandsMeasureTheRest() {
    Page.Verdict table = table(QUICK);
    assertThat(cell(table, "user mode, asked", VerdictCell.Column.OPEN).lines().get(0))
        .matches("median \\+.* [nu]s to \\+.* us");
    assertThat(cell(table, "user mode, asked", VerdictCell.Column.LOST).lines())
        .containsExactly("not measured");
    assertThat(table.notes())
        .anyMatch(note -> note.contains("./ringbench capacity"))
        .anyMatch(note -> note.contains("./ringbench faults"));
    assertThat(table.sources()).hasSize(1);
  }

  /** No document of that kind says it, so nothing stands there. */
  @Test
  void aDocumentOfBeforeThereWasThePropertySaysNothingOfWhatIsSeen() {
    assertThat(cell(table(QUICK), "user mode, told", VerdictCell.Column.SCOPE).lines())
        .containsExactly("not measured");
    assertThat(cell(table(CAPACITY, COUNTED), "user mode, told", VerdictCell.Column.SCOPE).lines())
        .isNotEqualTo(List.of("not measured"));
  }

  @Test
  void aRealMachineSpeaksBeforeACountWhereBothCan() {
    Page.Verdict table = table(COUNTED, QUICK);
    assertThat(cell(table, "user mode, asked", VerdictCell.Column.OPEN).lines().get(0))
        .doesNotContain("instructions");
    assertThat(cell(table, "kernel, native code", VerdictCell.Column.OPEN).lines().get(0))
        .contains("instructions");
    assertThat(table.sources()).hasSize(2);
    assertThat(table.sources().get(0).id()).isEqualTo("d1");
    assertThat(table.sources().get(1).id()).isNull();
  }

  @Test
  void eachKindFillsItsColumn() {
    Page.Verdict table = table(CAPACITY, FAULTS);
    assertThat(cell(table, "user mode, told", VerdictCell.Column.LOST).lines().get(0))
        .contains("%");
    assertThat(cell(table, "kernel, native code", VerdictCell.Column.DEFECT).lines().get(0))
        .matches("B[2-9]: .*");
    assertThat(cell(table, "kernel, native code", VerdictCell.Column.OPEN).lines())
        .containsExactly("not measured");
  }
}
