// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringbench.compare.FigureChange.Verdict;
import dev.ringbench.document.DocumentJson;
import dev.ringbench.document.Experiments;
import dev.ringbench.document.Reading;
import dev.ringbench.experiment.run.RunDocument;
import dev.ringbench.experiment.run.RunForm;
import dev.ringbench.experiment.run.RunReading;
import dev.ringbench.experiment.run.SampleRuns;
import dev.ringbench.figure.Metric;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Placement;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.render.TextReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What may be said of two documents. */
class DocumentComparisonTest {
  private static final String COUNTED = "2026-11-26-guest-6.1-deterministic/result.json";
  private static final Path PUBLISHED = Path.of("../results/published");

  @TempDir private Path directory;

  /** What a run with these costs wrote. */
  static Reading document(long notifyNs) {
    Map<Cell, Long> costs = new LinkedHashMap<>();
    costs.put(SampleRuns.cell("none", Handoff.NONE), 2_000L);
    costs.put(SampleRuns.cell("placebo", Handoff.NONE), 2_001L);
    costs.put(SampleRuns.cell("none-own-thread", Handoff.NONE), 2_000L);
    costs.put(SampleRuns.cell("seccomp-notify", Handoff.SAME_CPU), 2_000 + notifyNs);
    return new RunReading(Path.of("of-" + notifyNs), SampleRuns.of(costs));
  }

  private static FigureChange added(DocumentComparison comparison) {
    return comparison.figures().stream()
        .filter(figure -> figure.key().metric() == Metric.ADDED_P50)
        .filter(figure -> figure.key().row().equals("open seccomp-notify (same-cpu)"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aSlowerSensorIsWorseAndAFasterOneBetter() {
    FigureChange slower = added(DocumentComparison.of(document(6_000), document(6_600)));
    assertThat(slower.verdict()).isEqualTo(Verdict.WORSE);
    assertThat(slower.relative().estimate()).isBetween(0.09, 0.11);
    FigureChange faster = added(DocumentComparison.of(document(6_600), document(6_000)));
    assertThat(faster.verdict()).isEqualTo(Verdict.BETTER);
  }

  @Test
  void theMeanOfAPlacementIsGeometric() {
    assertThat(DocumentComparison.of(document(6_000), document(6_600)).means())
        .filteredOn(mean -> mean.metric() == Metric.ADDED_P50)
        .singleElement()
        .satisfies(
            mean -> {
              assertThat(mean.placement()).isEqualTo(Placement.USER_SYNC);
              assertThat(mean.rows()).isEqualTo(1);
              assertThat(mean.ratio()).isBetween(1.09, 1.11);
            });
  }

  @Test
  void aDocumentOfAnOlderSchemaIsSaidToBeOne() {
    Reading old =
        Experiments.read(PUBLISHED.resolve("2026-11-23-kvm-amd-epyc-2cpu-quick/result.json"));
    assertThat(new CompareReport(DocumentComparison.of(old, old), false).sections())
        .filteredOn(section -> section.title().equals("What else differs"))
        .singleElement()
        .satisfies(
            section ->
                assertThat(section.sentences())
                    .hasSize(2)
                    .allMatch(sentence -> sentence.contains("was read as one of schema 2")));
  }

  @Test
  void aDocumentDoesNotDifferFromItself() {
    DocumentComparison comparison = DocumentComparison.of(document(6_000), document(6_000));
    assertThat(comparison.figures())
        .noneMatch(f -> f.verdict() == Verdict.WORSE || f.verdict() == Verdict.BETTER);
    assertThat(comparison.means()).isNotEmpty().allMatch(mean -> Math.abs(mean.ratio() - 1) < 1e-9);
  }

  @Test
  void documentsOfOneSessionArePairedByFork() {
    RunDocument base = ((RunReading) document(6_000)).document();
    String json = RunForm.FORM.toJson(base).replace("\"session\":null", "\"session\":\"s\"");
    RunDocument inSession = DocumentJson.mapper().readValue(json, RunDocument.class);
    Reading one = new RunReading(Path.of("one"), inSession);
    assertThat(DocumentComparison.of(one, one).isPaired()).isTrue();
    assertThat(DocumentComparison.of(document(6_000), one).isPaired()).isFalse();
  }

  @Test
  void sameNumberOfOtherRulesIsOtherContentAndRefused() {
    String json = RunForm.FORM.toJson(((RunReading) document(6_000)).document());
    Reading one = withContent(json, "a");
    assertThat(DocumentComparison.of(one, one).figures()).isNotEmpty();
    assertThat(DocumentComparison.of(document(6_000), one).figures()).isNotEmpty();
    assertThatThrownBy(() -> DocumentComparison.of(one, withContent(json, "b")))
        .isInstanceOf(RingbenchException.class)
        .hasMessageContaining("content: their 10 rules are others");
  }

  private static Reading withContent(String json, String digit) {
    String content = "\"content\":{\"10\":\"" + digit.repeat(64) + "\"}";
    return new RunReading(
        Path.of("one"),
        DocumentJson.mapper()
            .readValue(json.replace("\"content\":null", content), RunDocument.class));
  }

  @Test
  void whatIsNotComparableIsRefusedWithEveryReason() {
    Reading counted = Experiments.read(PUBLISHED.resolve(COUNTED));
    assertThatThrownBy(() -> DocumentComparison.of(counted, document(6_000)))
        .isInstanceOf(RingbenchException.class)
        .hasMessageContaining("emulated: yes and no")
        .hasMessageContaining("instructions are counted: yes and no")
        .hasMessageContaining("CPU model");
    Reading faults = Experiments.read(PUBLISHED.resolve("2026-11-26-faults/faults.json"));
    assertThatThrownBy(() -> DocumentComparison.of(counted, faults))
        .hasMessageContaining("`ringbench run`")
        .hasMessageContaining("`ringbench faults`");
  }

  @Test
  void countsDifferWhereBootsDoNot() throws IOException {
    Path file = PUBLISHED.resolve(COUNTED);
    Reading base = Experiments.read(file);
    RunDocument document = ((RunReading) base).document();
    long median =
        document.instructionCounts().stream()
            .filter(count -> count.cell().toString().equals("open seccomp-notify (same-cpu)"))
            .findFirst()
            .orElseThrow()
            .medians()
            .get(0);
    String medians = "[" + String.join(",", java.util.Collections.nCopies(5, "" + median)) + "]";
    String more =
        "[" + String.join(",", java.util.Collections.nCopies(5, "" + (median + 90))) + "]";
    Path changed = directory.resolve("changed.json");
    Files.writeString(changed, Files.readString(file).replace(medians, more));
    DocumentComparison comparison = DocumentComparison.of(base, Experiments.read(changed));
    assertThat(added(comparison, Metric.ADDED_INSTRUCTIONS).verdict()).isEqualTo(Verdict.WORSE);
    assertThat(comparison.figures().stream().filter(f -> f.verdict() == Verdict.WORSE)).hasSize(1);
  }

  private static FigureChange added(DocumentComparison comparison, Metric metric) {
    return comparison.figures().stream()
        .filter(figure -> figure.key().metric() == metric)
        .filter(figure -> figure.key().row().equals("open seccomp-notify (same-cpu)"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void everyPublishedDocumentWithFiguresComparesWithItself() throws IOException {
    try (var files = Files.walk(PUBLISHED)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
        Reading document = Experiments.read(file);
        if (!document.head().kind().equals("replay")) {
          DocumentComparison comparison = DocumentComparison.of(document, document);
          assertThat(comparison.figures())
              .as(file.toString())
              .noneMatch(f -> f.verdict() == Verdict.WORSE || f.verdict() == Verdict.BETTER);
          assertThat(TextReport.of(new CompareReport(comparison, true).sections(), 80))
              .contains("Verdict");
        }
      }
    }
  }
}
