// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import static dev.ringbench.experiment.run.SampleRuns.cell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ringbench.export.Csv;
import dev.ringbench.export.Hlog;
import dev.ringbench.figure.Metric;
import dev.ringbench.files.ContentText;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Handoff;
import dev.ringbench.render.MarkdownReport;
import dev.ringbench.render.TextReport;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What rules cost, on lines that are known. */
class RuleCostsTest {
  private static final Cell KERNEL = cell("bpf-lsm-auth");
  private static final Cell USER = cell("fanotify-permission", Handoff.SAME_CPU);

  /** Added cost = at zero + rules x slope, on a baseline of 10 us. */
  private static RunFigures comparison(
      int kernelAtZero, int kernelSlope, int userAtZero, int userSlope) {
    Map<Cell, Long> costs = new LinkedHashMap<>();
    costs.put(cell("none"), 10_000L);
    costs.put(cell("placebo"), 10_000L);
    for (int rules : List.of(0, 10, 100, 1000)) {
      costs.put(KERNEL.withRules(rules), 10_000L + kernelAtZero + (long) rules * kernelSlope);
      costs.put(USER.withRules(rules), 10_000L + userAtZero + (long) rules * userSlope);
    }
    return RunFigures.of(SampleRuns.of(costs));
  }

  @Test
  void aRuleCostsTheSlope() {
    RuleCosts figures = new RuleCosts(comparison(500, 60, 8_000, 20));
    assertThat(figures.ruleCounts()).containsExactly(0, 10, 100, 1000);
    assertThat(figures.perRule(KERNEL).orElseThrow().estimate()).isCloseTo(60, within(0.01));
    assertThat(figures.perRule(USER).orElseThrow().estimate()).isCloseTo(20, within(0.01));
  }

  @Test
  void theAdvantageEndsWhereTheLinesMeet() {
    // 500 + 60 n = 8000 + 20 n
    assertThat(new RuleCosts(comparison(500, 60, 8_000, 20)).breakEvens())
        .singleElement()
        .asString()
        .startsWith("open bpf-lsm-auth and fanotify-permission (same-cpu): a rule costs 60")
        .containsPattern("both cost the same at 18[78] ");
  }

  @Test
  void whatIsLookedUpForRulesAtAllIsNoPartOfTheirSlope() {
    Map<Cell, Long> costs = new LinkedHashMap<>();
    costs.put(cell("none"), 10_000L);
    costs.put(cell("placebo"), 10_000L);
    costs.put(KERNEL, 10_100L);
    costs.put(USER, 18_000L);
    for (int rules : List.of(10, 100, 1000)) {
      costs.put(KERNEL.withRules(rules), 10_500L + rules * 60L);
      // 4 us for the path, whatever the rules are.
      costs.put(USER.withRules(rules), 22_000L + rules * 20L);
    }
    // 500 + 60 n = 12000 + 20 n
    assertThat(new RuleCosts(RunFigures.of(SampleRuns.of(costs))).breakEvens())
        .singleElement()
        .asString()
        .contains("a rule costs 60.0 ns in the kernel and 20.0 ns outside")
        .containsPattern("both cost the same at 28[78] \\[\\d+, \\d+\\] rules\\.$");
  }

  @Test
  void aMeetingBeyondWhatWasMeasuredSaysSo() {
    // 500 + 25 n = 8000 + 20 n
    assertThat(new RuleCosts(comparison(500, 25, 8_000, 20)).breakEvens())
        .singleElement()
        .asString()
        .containsPattern(
            "at 1,(49|50)\\d .*rules, if the lines go on beyond the numbers of rules that were"
                + " measured\\.$");
  }

  @Test
  void anAdvantageThatStaysIsSoonTooSmallToBeFelt() {
    // 7500 = 0.1 x (10000 + 8000 + 20 n)
    assertThat(new RuleCosts(comparison(500, 20, 8_000, 20)).breakEvens())
        .singleElement()
        .asString()
        .containsPattern("they never cost the same, but from 2,8[45]\\d ");
  }

  @Test
  void whatWasNeverCheaperHasNothingToLose() {
    assertThat(new RuleCosts(comparison(9_000, 60, 8_000, 20)).breakEvens())
        .singleElement()
        .asString()
        .contains("the kernel saves nothing");
  }

  @Test
  void tableExportsAndReportsNameTheRules() {
    RunFigures comparison = comparison(500, 60, 8_000, 20);
    String text = TextReport.of(new RunSections(comparison).sections(), 120);
    assertThat(text).contains("added p50 by number of rules", "1000 rules", "+60.5 us");
    assertThat(MarkdownReport.sections("##", new RunSections(comparison).sections()))
        .contains("| bpf-lsm-auth | - | +500 ns | +1100 ns | +6500 ns | +60.5 us |");
    assertThat(Csv.render(new RunReading(Path.of("result.json"), comparison.document())))
        .contains("cost-1000-rules,open,bpf-lsm-auth,KERNEL_VERIFIED,AUTH,none,added_p50,ns,60500");
    assertThat(
            ContentText.of(
                Hlog.content(new RunReading(Path.of("result.json"), comparison.document()))))
        .contains("none.1000-rules.cost");
    // Nothing with rules in the table without, and no floor for what no floor does.
    assertThat(comparison.row(KERNEL.withRules(10), Metric.RATIO_TO_FLOOR)).isEmpty();
    assertThat(comparison.row(KERNEL.withRules(10), Metric.ADDED_P50).orElseThrow().value())
        .isEqualTo(1100);
    assertThat(comparison.row(KERNEL, Metric.ADDED_P50).orElseThrow().value()).isEqualTo(500);
  }

  @Test
  void oneNumberOfRulesIsNoLine() {
    RunFigures comparison =
        RunFigures.of(SampleRuns.of(Map.of(cell("none"), 2000L, KERNEL, 2500L)));
    assertThat(new RuleCosts(comparison).any()).isFalse();
    assertThat(TextReport.of(new RunSections(comparison).sections(), 120))
        .doesNotContain("number of rules");
  }
}
