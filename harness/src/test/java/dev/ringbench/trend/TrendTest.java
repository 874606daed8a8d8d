// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.trend;

import static dev.ringbench.trend.SampleStore.ROW;
import static dev.ringbench.trend.SampleStore.figure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringbench.figure.Metric;
import dev.ringbench.render.TextReport;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrendTest {
  private static final double[] STEP = {100, 101, 99, 100, 102, 100, 101, 120, 121, 119, 120};

  @TempDir Path directory;

  private List<TrendRow> trend(TrendFilter filter) {
    try (RunStore store = RunStore.existing(directory.toString())) {
      return Trend.of(store, filter);
    }
  }

  private TrendRow onlyRow() {
    List<TrendRow> rows = trend(TrendFilter.EVERYTHING);
    assertThat(rows).hasSize(1);
    return rows.get(0);
  }

  private static String text(List<TrendRow> rows, boolean all) {
    return TextReport.of(new TrendReport(false, all).sections(rows), 200);
  }

  @Test
  void aStepIsFoundAndItsCommitNamed() throws Exception {
    try (SampleStore store = new SampleStore(directory)) {
      store.values(Metric.ADDED_P50, STEP);
    }
    TrendRow row = onlyRow();
    assertThat(row.points()).hasSize(STEP.length);
    assertThat(row.changes()).hasSize(1);
    TrendRow.Change change = row.changes().get(0);
    assertThat(change.index()).isEqualTo(7);
    assertThat(change.before()).isEqualTo(100);
    assertThat(change.after()).isEqualTo(120);
    assertThat(change.relative()).isEqualTo(0.2);
    assertThat(row.first(change).run().commit()).isEqualTo("c7");
    assertThat(row.before(change).run().commit()).isEqualTo("c6");
    assertThat(row.isBetter(change)).isFalse();
    assertThat(text(List.of(row), false))
        .contains(ROW + ", added_p50")
        .contains("0000100|7777")
        .contains("Worse: 100 ns -> 120 ns (+20.0 %, p < 0.000001) since 2026-11-08T06:00:00Z")
        .contains("commit c7 after c6 [run-7.json]")
        .doesNotContain("kernel");
  }

  @Test
  void moreIsBetterWhereTheMetricSaysSo() throws Exception {
    try (SampleStore store = new SampleStore(directory)) {
      store.values(Metric.CAPACITY, STEP);
    }
    assertThat(onlyRow().isBetter(onlyRow().changes().get(0))).isTrue();
  }

  @Test
  void aKernelThatChangedThereAndACommitThatDidNotAreSaid() throws Exception {
    try (SampleStore store = new SampleStore(directory)) {
      for (int i = 0; i < STEP.length; i++) {
        store.run("here", "same", i < 7 ? "6.1" : "6.18", figure(ROW, Metric.ADDED_P50, STEP[i]));
      }
    }
    assertThat(text(List.of(onlyRow()), false))
        .contains("commit same as before: it is not the code")
        .contains("The kernel changed there, too: 6.1 -> 6.18.");
  }

  @Test
  void fewRunsAreDrawnAndNotSearched() throws Exception {
    try (SampleStore store = new SampleStore(directory)) {
      store.values(Metric.ADDED_P50, 100, 100, 100, 900);
    }
    TrendRow row = onlyRow();
    assertThat(row.changes()).isEmpty();
    assertThat(row.missing()).isEqualTo(2);
    assertThat(text(List.of(row), true))
        .contains("0 rows changed, 0 did not, and 1 have too few runs to decide.")
        .contains("A row needs 6 runs; with 2 more runs, all of these rows are searched.")
        .contains("0007");
  }

  @Test
  void countsNeedNoStatisticsBeyondTheirEnds() throws Exception {
    try (SampleStore store = new SampleStore(directory)) {
      store.values(Metric.ADDED_INSTRUCTIONS, 4000, 4000, 4001);
    }
    TrendRow row = onlyRow();
    assertThat(row.missing()).isZero();
    assertThat(row.changes()).containsExactly(new TrendRow.Change(2, 4000, 4001, 0, 1));
    assertThat(text(List.of(row), false))
        .contains(
            "4,000 instructions -> 4,001 instructions (+0.0 %, more than boots of one build differ by)")
        .contains("One run says so: measure once more.");
  }

  @Test
  void aChangeFromNothingHasNoPercentage() throws Exception {
    try (SampleStore store = new SampleStore(directory)) {
      store.values(Metric.LOST_SHARE, 0, 0, 0, 0, 0.25, 0.25, 0.25);
    }
    assertThat(text(List.of(onlyRow()), false)).contains("Worse: 0 % -> 25 % (p < 0.000001)");
  }

  @Test
  void burstsOfLossAreNoChange() throws Exception {
    try (SampleStore store = new SampleStore(directory)) {
      store.values(Metric.LOST_SHARE, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0.0024, 0.0025);
    }
    assertThat(onlyRow().changes()).isEmpty();
  }

  @Test
  void machinesAreNeverJoined() throws Exception {
    try (SampleStore store = new SampleStore(directory)) {
      for (int i = 0; i < STEP.length; i++) {
        store.run(
            i < 7 ? "run | old" : "run | new", "c", "6.1", figure(ROW, Metric.ADDED_P50, STEP[i]));
      }
    }
    List<TrendRow> rows = trend(TrendFilter.EVERYTHING);
    assertThat(rows).extracting(TrendRow::machine).containsExactly("run | new", "run | old");
    assertThat(rows).allMatch(row -> row.changes().isEmpty());
    assertThat(trend(new TrendFilter(null, null, null, "OLD"))).hasSize(1);
  }

  @Test
  void filtersNarrow() throws Exception {
    try (SampleStore store = new SampleStore(directory)) {
      for (int i = 0; i < 3; i++) {
        store.run(
            "here",
            "c",
            "6.1",
            figure("open a_b", Metric.ADDED_P50, 1),
            figure("open axb", Metric.ADDED_P50, 1),
            figure("open axb", Metric.ADDED_P99, 1));
      }
    }
    assertThat(trend(new TrendFilter("A_B", null, null, null))).hasSize(1);
    assertThat(trend(new TrendFilter("open", null, null, null))).hasSize(3);
    assertThat(trend(new TrendFilter(null, Metric.ADDED_P99, null, null))).hasSize(1);
    assertThat(
            trend(
                new TrendFilter(null, null, SampleStore.FIRST_DAY.plus(1, ChronoUnit.DAYS), null)))
        .allMatch(row -> row.points().size() == 2);
    assertThat(trend(new TrendFilter("nothing", null, null, null))).isEmpty();
  }

  @Test
  void steadyRowsAreCountedAndDrawnWhenAsked() throws Exception {
    try (SampleStore store = new SampleStore(directory)) {
      store.values(Metric.ADDED_P50, 100, 101, 99, 100, 102, 100, 101);
    }
    assertThat(text(List.of(onlyRow()), false))
        .contains("0 rows changed, 1 did not")
        .contains("`--all`")
        .doesNotContain(ROW);
    assertThat(text(List.of(onlyRow()), true)).contains(ROW).contains("2502725");
  }

  @Test
  void longSeriesFitALine() {
    double[] values = new double[1000];
    Arrays.fill(values, 500, 1000, 1);
    assertThat(Sparkline.of(values, List.of(500), Sparkline.DIGITS))
        .isEqualTo("0".repeat(25) + "|" + "7".repeat(25));
    assertThat(Sparkline.of(new double[] {1, 2}, List.of(), Sparkline.BLOCKS)).isEqualTo("▁█");
  }
}
