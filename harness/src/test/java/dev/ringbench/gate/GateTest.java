// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringbench.compare.DocumentComparison;
import dev.ringbench.document.DocumentJson;
import dev.ringbench.document.Experiments;
import dev.ringbench.document.Reading;
import dev.ringbench.experiment.run.RunDocument;
import dev.ringbench.experiment.run.RunReading;
import dev.ringbench.experiment.run.SampleRuns;
import dev.ringbench.gate.Gate.Result;
import dev.ringbench.gate.Gate.RowVerdict;
import dev.ringbench.model.Availability;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xml.sax.InputSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Budgets, as they are written and as they are held. */
class GateTest {
  private static final String ROW = "open seccomp-notify (same-cpu)";

  private static final Path COUNTED =
      Path.of("../results/published/2026-11-26-guest-6.1-deterministic/result.json");

  @TempDir private Path directory;

  private static Reading document(long notifyNs) {
    Map<Cell, Long> costs = new LinkedHashMap<>();
    costs.put(SampleRuns.cell("none", Handoff.NONE), 2_000L);
    costs.put(SampleRuns.cell("placebo", Handoff.NONE), 2_001L);
    costs.put(SampleRuns.cell("none-own-thread", Handoff.NONE), 2_000L);
    costs.put(SampleRuns.cell("seccomp-notify", Handoff.SAME_CPU), 2_000 + notifyNs);
    return new RunReading(Path.of("of-" + notifyNs), SampleRuns.of(costs));
  }

  private static List<Budget> budget(String metric, String rows, String atMost) {
    return BudgetFile.parse(
        "b.yaml",
        "version: 1\nbudgets:\n  - metric: %s\n    rows: \"%s\"\n    worse_by_at_most: %s\n"
            .formatted(metric, rows, atMost));
  }

  private static List<RowVerdict> check(long before, long after, List<Budget> budgets) {
    return Gate.check(DocumentComparison.of(document(before), document(after)), budgets);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cost|*|0.05|'0.05' has no unit; added_p50 is given in % or ns or us or ms",
        "cost|*|50|'50' has no unit",
        "cost|*|5.|no amount",
        "added_p50|*|9999999999999999999999999999999999999999999 %|could never fail",
        "added_p50|*|1000000 %|could never fail",
        "added_p50|*|1000000 ms|could never fail",
        "loss|*|200 %|lost_share cannot become worse by 200 % or more",
        "loss|*|100 %|could never fail",
        "capacity|*|100 %|capacity cannot become worse by 100 % or more",
        "outcome|*|9 classes|could never fail",
        "added_p50|open seccomp-*\\n|5 %|no row begins or ends with a space or has a line break",
        "added_p50|' open *'|5 %|no row begins or ends with a space",
        "added_p50|open\\u202E*|5 %|a control character",
        "added_p50|''|5 %|an empty glob matches no row",
        "added_p50|opn seccomp-*|5 %|'opn' is not: open, exec",
      })
  void aBudgetThatCouldNeverFailIsRefused(
      String metric, String rows, String atMost, String complaint) {
    assertThatThrownBy(() -> budget(metric, rows, atMost))
        .isInstanceOf(RingbenchException.class)
        .hasMessageStartingWith("b.yaml:")
        .hasMessageContaining(complaint);
  }

  @Test
  void aBudgetAtTheEdgeIsTaken() {
    assertThat(budget("loss", "*", "99.9 %")).hasSize(1);
    assertThat(budget("capacity", "open *", "99 %")).hasSize(1);
    assertThat(budget("outcome", "F01*", "8 classes")).hasSize(1);
    assertThat(budget("cost", "*pen ?eccomp*", "300%")).hasSize(1);
    assertThat(budget("cost", "kernel-build *", "3 %")).hasSize(1);
  }

  @Test
  void aRowBreaksItsBudgetWhenTheWholeIntervalIsBeyondIt() {
    List<RowVerdict> broken = check(6_000, 6_600, budget("added_p50", "open seccomp-*", "5 %"));
    assertThat(broken).hasSize(1);
    assertThat(broken.get(0).result()).isEqualTo(Result.BROKEN);
    assertThat(broken.get(0).sentence()).contains(ROW).contains("6000 ns").contains("budget 5 %");
    assertThat(check(6_000, 6_600, budget("added_p50", "*", "12 %")).get(0).result())
        .isEqualTo(Result.KEPT);
    assertThat(check(6_000, 6_600, budget("added_p50", "*", "400 ns")).get(0).result())
        .isEqualTo(Result.BROKEN);
    assertThat(check(6_000, 6_600, budget("added_p50", "*", "1 us")).get(0).result())
        .isEqualTo(Result.KEPT);
    assertThat(check(6_600, 6_000, budget("cost", "*", "0 %")))
        .allMatch(verdict -> verdict.result() == Result.KEPT);
  }

  private static final Path CAPACITY =
      Path.of("../results/published/2026-11-25-kvm-amd-epyc-2cpu-load/capacity.json");

  /** With three loads at full speed a row, a per cent apart, where {@code held} is the sensor. */
  private Reading capacity(String name, String held, double factor) throws IOException {
    ObjectNode document = (ObjectNode) DocumentJson.mapper().readTree(CAPACITY);
    for (JsonNode row : document.get("rows")) {
      ArrayNode points = (ArrayNode) row.get("points");
      ObjectNode fastest = null;
      for (JsonNode point : points) {
        if (point.get("wanted_per_second").asDouble() == 0) {
          fastest = (ObjectNode) point;
        }
      }
      if (fastest == null || !row.get("limit").asString().equals("THROTTLE")) {
        continue;
      }
      boolean slower = row.get("sensor").asString().equals(held);
      double speed = row.get("unpaced_per_second").asDouble() * (slower ? factor : 1);
      ((ObjectNode) row).put("unpaced_per_second", speed).put("capacity_per_second", speed);
      fastest.put("offered_per_second", 1.01 * speed);
      points.add(fastest.deepCopy().put("offered_per_second", 0.99 * speed));
      points.add(fastest.deepCopy().put("offered_per_second", speed));
    }
    return Experiments.read(Files.writeString(directory.resolve(name), document.toString()));
  }

  @Test
  void aWorkloadThatIsHeldBackEarlierBreaksTheBudgetOfCapacity() throws IOException {
    Reading base = capacity("base.json", "seccomp-notify", 1);
    Reading slower = capacity("slower.json", "seccomp-notify", 0.7);
    for (String metric : List.of("capacity", "full_speed")) {
      assertThat(
              Gate.check(
                  DocumentComparison.of(base, slower),
                  budget(metric, "open seccomp-notify*", "15 %")))
          .isNotEmpty()
          .allMatch(verdict -> verdict.result() == Result.BROKEN);
      assertThat(
              Gate.check(
                  DocumentComparison.of(base, base),
                  budget(metric, "open seccomp-notify*", "15 %")))
          .isNotEmpty()
          .allMatch(verdict -> verdict.result() == Result.KEPT);
    }
    Reading once = Experiments.read(CAPACITY);
    assertThatThrownBy(
            () ->
                Gate.check(
                    DocumentComparison.of(once, once),
                    budget("capacity", "open seccomp-notify*", "15 %")))
        .as("two loads at full speed are too few to tell")
        .isInstanceOf(RingbenchException.class);
  }

  @Test
  void aRowWithoutAFigureAnyMoreBreaksItsBudget() {
    RunDocument next = ((RunReading) document(6_000)).document();
    Cell cell = SampleRuns.cell("seccomp-notify", Handoff.SAME_CPU);
    List<Availability> without =
        next.availability().stream()
            .map(
                tried ->
                    tried.cell().equals(cell)
                        ? Availability.refused(cell, "not permitted", "be root")
                        : tried)
            .toList();
    Reading lost = new RunReading(Path.of("lost"), SampleRuns.withAvailability(next, without));
    List<RowVerdict> verdicts =
        Gate.check(DocumentComparison.of(document(6_000), lost), budget("added_p50", "*", "5 %"));
    assertThat(verdicts)
        .anyMatch(
            verdict ->
                verdict.result() == Result.BROKEN && verdict.sentence().contains("not permitted"));
  }

  @Test
  void aBudgetThatMatchesNoRowFailsLoudly() {
    assertThatThrownBy(() -> check(6_000, 6_000, budget("added_p50", "open sec0mp*", "5 %")))
        .isInstanceOfSatisfying(
            RingbenchException.class,
            e -> assertThat(e.kind()).isEqualTo(RingbenchException.Kind.BAD_INPUT))
        .hasMessageContaining("b.yaml:3")
        .hasMessageContaining("matches no row");
  }

  private static List<Budget> shipped() throws IOException {
    return BudgetFile.parse("budget.yaml", Files.readString(Path.of("../ci/budget.yaml")));
  }

  /** The published counts, each of a sensor's opens or execs by a factor of what it adds. */
  private Reading counts(String operation, String sensor, int perMille) throws IOException {
    ObjectNode document = (ObjectNode) DocumentJson.mapper().readTree(Files.readString(COUNTED));
    List<Long> bare = new ArrayList<>();
    for (JsonNode count : document.get("instruction_counts")) {
      if (!count.get("operation").asString().equals(operation)) {
        continue;
      }
      if (count.get("sensor").asString().equals("none")) {
        count.get("medians").forEach(median -> bare.add(median.asLong()));
      }
      if (count.get("sensor").asString().equals(sensor)) {
        List<Long> medians = new ArrayList<>();
        count.get("medians").forEach(median -> medians.add(median.asLong()));
        ArrayNode raised = ((ObjectNode) count).putArray("medians");
        medians.forEach(m -> raised.add(m + (m - bare.get(0)) * perMille / 1000));
      }
    }
    assertThat(bare).isNotEmpty();
    return read(document, operation + "-" + sensor + "-" + perMille + ".json");
  }

  private Reading read(ObjectNode document, String name) throws IOException {
    return Experiments.read(
        Files.writeString(
            directory.resolve(name), DocumentJson.mapper().writeValueAsString(document)));
  }

  @Test
  void whatTheKitShipsFindsOnePerCentOfAnOpenAndLeavesAnExecItsRoom() throws IOException {
    Reading base = Experiments.read(COUNTED);
    assertThat(new GateReport(DocumentComparison.of(base, base), shipped()).failed()).isFalse();
    Reading dearer = counts("open", "seccomp-notify", 10);
    assertThat(Gate.check(DocumentComparison.of(base, dearer), shipped()))
        .filteredOn(verdict -> verdict.result() == Result.BROKEN)
        .singleElement()
        .satisfies(verdict -> assertThat(verdict.sentence()).contains(ROW, "budget 0.5 %"));
    assertThat(Gate.check(DocumentComparison.of(base, counts("exec", "ptrace", 10)), shipped()))
        .noneMatch(verdict -> verdict.result() == Result.BROKEN);
    assertThat(Gate.check(DocumentComparison.of(base, counts("exec", "ptrace", 50)), shipped()))
        .anyMatch(verdict -> verdict.result() == Result.BROKEN);
  }

  @Test
  void whatTheKitShipsGatesARunOfOpenAloneAndSaysSo() throws IOException {
    Reading open =
        Experiments.read(Path.of("../results/published/2026-11-26-guest-6.1-rules/result.json"));
    GateReport report = new GateReport(DocumentComparison.of(open, open), shipped());
    assertThat(report.failed()).isFalse();
    assertThat(report.sections())
        .filteredOn(section -> section.title().equals("Not measured"))
        .singleElement()
        .satisfies(section -> assertThat(section.sentences().get(0)).contains("exec *"));
  }

  @Test
  void anOptionalBudgetIsNoWayToGateNothing() {
    List<Budget> optional =
        BudgetFile.parse(
            "b.yaml",
            "version: 1\nbudgets:\n  - {metric: cost, rows: exec *, worse_by_at_most: 2 %,"
                + " optional: true}\n");
    assertThatThrownBy(() -> check(6_000, 6_000, optional)).hasMessageContaining("matches no row");
    assertThatThrownBy(
            () ->
                BudgetFile.parse(
                    "b.yaml",
                    "version: 1\nbudgets:\n  - {metric: cost, worse_by_at_most: 2 %, optional: maybe}\n"))
        .hasMessageContaining("neither true nor false");
  }

  @Test
  void mistakesInABudgetFileAreNamedWithLineAndColumn() {
    assertThatThrownBy(() -> budget("added_p51", "*", "5 %"))
        .hasMessageContaining("b.yaml:3:13")
        .hasMessageContaining("no metric");
    assertThatThrownBy(() -> budget("added_p50", "*", "5 instructions"))
        .hasMessageContaining("b.yaml:5:23")
        .hasMessageContaining("ns");
    assertThatThrownBy(() -> budget("added_p50", "*", "five")).hasMessageContaining("no amount");
    assertThatThrownBy(() -> BudgetFile.parse("b.yaml", "version: 2\nbudgets: []\n"))
        .hasMessageContaining("version 1");
    assertThatThrownBy(() -> BudgetFile.parse("b.yaml", "version: 1\nbudgets: []\n"))
        .hasMessageContaining("no budget");
    assertThatThrownBy(() -> BudgetFile.parse("b.yaml", "version: 1\nbudget: []\n"))
        .hasMessageContaining("unknown key 'budget'");
  }

  @Test
  void junitXmlNamesEveryRowAndItsFailure() throws Exception {
    DocumentComparison comparison = DocumentComparison.of(document(6_000), document(6_600));
    GateReport report = new GateReport(comparison, budget("cost", "*", "5 %"));
    var xml =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(report.junitXml())));
    assertThat(xml.getElementsByTagName("testcase").getLength()).isEqualTo(3);
    assertThat(xml.getElementsByTagName("failure").getLength()).isGreaterThanOrEqualTo(1);
    assertThat(report.failed()).isTrue();
    assertThat(report.summary()).contains("break their budget");
  }

  @Test
  void aLostOutcomeClassBreaksItsBudget() throws Exception {
    Path file = Path.of("../results/published/2026-11-26-faults/faults.json");
    Reading base = Experiments.read(file);
    List<RowVerdict> same =
        Gate.check(DocumentComparison.of(base, base), budget("outcome", "F01*", "0 classes"));
    assertThat(same).isNotEmpty().allMatch(verdict -> verdict.result() == Result.KEPT);
    // One cell of F01 takes the machine down instead of the sensor alone.
    String json = Files.readString(file);
    int cell = json.indexOf("\"fault\":\"F01\"", json.indexOf("\"cells\""));
    cell = json.indexOf("\"sensor\":\"bpf-lsm\"", cell);
    int outcomes = json.indexOf("\"outcomes\":{\"B2\":15}", cell);
    int outcome = json.indexOf("\"outcome\":\"B2\"", cell);
    assertThat(outcome).isBetween(cell, outcomes);
    String worse =
        json.substring(0, outcome)
            + "\"outcome\":\"B7\""
            + json.substring(outcome + 14, outcomes)
            + "\"outcomes\":{\"B7\":15}"
            + json.substring(outcomes + 20);
    Path changed = Files.writeString(directory.resolve("worse.json"), worse);
    List<RowVerdict> verdicts =
        Gate.check(
            DocumentComparison.of(base, Experiments.read(changed)),
            budget("outcome", "F01 bpf-lsm *", "0 classes"));
    assertThat(verdicts)
        .anyMatch(
            verdict ->
                verdict.result() == Result.BROKEN && verdict.sentence().contains("B2 -> B7"));
  }
}
