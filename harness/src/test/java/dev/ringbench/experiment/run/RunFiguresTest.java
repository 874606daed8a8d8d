// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import static dev.ringbench.experiment.run.SampleRuns.cell;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringbench.counted.InstructionCount;
import dev.ringbench.document.DocumentJson;
import dev.ringbench.export.Csv;
import dev.ringbench.export.Hlog;
import dev.ringbench.export.JmhResults;
import dev.ringbench.figure.Metric;
import dev.ringbench.figure.Row;
import dev.ringbench.files.AtomicFile;
import dev.ringbench.files.ContentText;
import dev.ringbench.model.Availability;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;
import dev.ringbench.render.MarkdownReport;
import dev.ringbench.render.TextReport;
import dev.ringbench.stats.Mark;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class RunFiguresTest {
  @TempDir Path directory;

  private static final Cell NOTIFY = cell("seccomp-notify", Handoff.SAME_CPU);
  private static final RunDocument DOCUMENT = SampleRuns.of(costs(10_000));

  private static Map<Cell, Long> costs(long notifyNs) {
    Map<Cell, Long> costs = new LinkedHashMap<>();
    costs.put(cell("none"), 2000L);
    costs.put(cell("placebo"), 2004L);
    costs.put(cell("none-own-thread"), 2010L);
    costs.put(cell("seccomp-filter"), 2110L);
    costs.put(NOTIFY, notifyNs);
    return costs;
  }

  private static Row row(RunDocument document, Cell cell, Metric metric) {
    return RunFigures.of(document).row(cell, metric).orElseThrow();
  }

  @Test
  void aSensorIsPairedWithItsOwnBaseline() {
    assertThat(row(DOCUMENT, cell("seccomp-filter"), Metric.ADDED_P50).value()).isEqualTo(100);
    assertThat(row(DOCUMENT, NOTIFY, Metric.ADDED_P50).value()).isEqualTo(7990);
    assertThat(row(DOCUMENT, cell("none-own-thread"), Metric.ADDED_P50).value()).isEqualTo(10);
  }

  @Test
  void anEffectNoLargerThanThePlacebosIsBelowTheNoise() {
    Row placebo = row(DOCUMENT, cell("placebo"), Metric.ADDED_P50);
    assertThat(placebo.status()).isEqualTo(Row.Status.BELOW_NOISE);
    assertThat(placebo.reason()).isEqualTo("equivalent: within 5 % of its baseline");
    assertThat(placebo.mark()).isEqualTo(Mark.EQUIVALENT);
    assertThat(row(DOCUMENT, cell("seccomp-filter"), Metric.ADDED_P50).status())
        .isEqualTo(Row.Status.OK);
  }

  @Test
  void silentLossIsTheResidual() {
    assertThat(row(DOCUMENT, NOTIFY, Metric.ISSUED).value()).isEqualTo(18_000);
    assertThat(row(DOCUMENT, NOTIFY, Metric.REPORTED_LOST).value()).isEqualTo(108);
    assertThat(row(DOCUMENT, NOTIFY, Metric.SILENTLY_LOST).value()).isEqualTo(72);
  }

  @Test
  void aLossThatCannotBeKnownIsNotZero() {
    List<Block> blocks = new ArrayList<>();
    for (Block block : DOCUMENT.blocks()) {
      boolean overflowed = block.cell().equals(NOTIFY) && block.fork() == 2;
      blocks.add(overflowed ? withUnknownLoss(block) : block);
    }
    Row lost = row(SampleRuns.with(DOCUMENT, blocks), NOTIFY, Metric.REPORTED_LOST);
    assertThat(lost.value()).isNull();
    assertThat(lost.status()).isEqualTo(Row.Status.UNAVAILABLE);
    assertThat(lost.reason()).startsWith("UNKNOWN");
  }

  private static Block withUnknownLoss(Block block) {
    return new Block(
        block.fork(),
        block.round(),
        block.position(),
        block.sensor(),
        block.operation(),
        block.handoff(),
        block.rules(),
        block.startedAt(),
        block.status(),
        null,
        null,
        block.cost(),
        block.delivery(),
        block.verdict(),
        new Block.Accounting(1000, 500, null, 0),
        block.sensorCost(),
        null);
  }

  @Test
  void theFloorOfAVerdictFromUserModeIsTheHandoff() {
    Row ratio = row(DOCUMENT, NOTIFY, Metric.RATIO_TO_FLOOR);
    // The floor was measured in fork 0 only: (9997 - 2007) / 4000.
    assertThat(ratio.value()).isEqualTo(7990 / 4000.0);
  }

  @Test
  void whatIsUnavailableIsARowWithReasonAndRemedyAndNoNumber() {
    List<Availability> availability = new ArrayList<>(DOCUMENT.availability());
    Cell refused = cell("fanotify-permission", Handoff.SAME_CPU);
    availability.add(Availability.refused(refused, "not permitted", "run as root"));
    Row row = row(SampleRuns.withAvailability(DOCUMENT, availability), refused, Metric.ADDED_P50);
    assertThat(row.status()).isEqualTo(Row.Status.UNAVAILABLE);
    assertThat(row.value()).isNull();
    assertThat(row.reason()).isEqualTo("not permitted; run as root");
  }

  @Test
  void csvHasExactlyTheseColumns() {
    List<String> lines =
        Csv.render(new RunReading(Path.of("result.json"), DOCUMENT)).lines().toList();
    assertThat(lines.get(0))
        .isEqualTo(
            "experiment,operation,sensor,placement,mode,handoff,metric,unit,value,ci_low,ci_high,"
                + "status,reason,mark");
    assertThat(lines)
        .contains(
            "cost,open,seccomp-filter,KERNEL_VERIFIED,AUTH,none,added_p50,ns,100.0000,100.0000,"
                + "100.0000,ok,,significant");
    assertThat(lines).allMatch(line -> line.split(",", -1).length == 14);
  }

  @Test
  void jmhExportHasTheFieldsThatViewersRead() {
    JsonNode array =
        DocumentJson.mapper()
            .readTree(JmhResults.render(new RunReading(Path.of("result.json"), DOCUMENT)));
    assertThat(array.size()).as("with the baseline of the hand-off").isEqualTo(6);
    JsonNode last =
        array
            .valueStream()
            .filter(row -> row.get("params").get("sensor").asString().equals("seccomp-notify"))
            .findFirst()
            .orElseThrow();
    assertThat(last.get("primaryMetric").get("score").asDouble()).isEqualTo(9999.5);
    assertThat(last.get("primaryMetric").get("rawData").size()).isEqualTo(6);
    assertThat(last.get("secondaryMetrics").get("delivery_p50").get("scoreUnit").asString())
        .isEqualTo("ns/op");
  }

  @Test
  void hlogExportIsReadByHdrHistogramItself() throws java.io.IOException {
    String log = ContentText.of(Hlog.content(new RunReading(Path.of("result.json"), DOCUMENT)));
    java.nio.file.Path file = java.nio.file.Files.createTempFile("ringbench", ".hlog");
    java.nio.file.Files.writeString(file, log);
    try (var reader = new org.HdrHistogram.HistogramLogReader(file.toFile())) {
      var first = reader.nextIntervalHistogram();
      assertThat(first.getTag()).isEqualTo("open.none.none.cost");
      assertThat(((org.HdrHistogram.Histogram) first).getTotalCount()).isEqualTo(3);
    } finally {
      java.nio.file.Files.delete(file);
    }
  }

  @Test
  void onlyWhatIntervalsKeepApartIsToldApart() {
    assertThat(new RunFindings(RunFigures.of(DOCUMENT)).sentences())
        .singleElement()
        .asString()
        .startsWith(
            "open: a verdict from user mode costs more than one in the kernel at the same hook")
        .contains("+7990", "+100");
    RunDocument alike = SampleRuns.of(costs(2110));
    assertThat(new RunFindings(RunFigures.of(alike)).sentences())
        .singleElement()
        .asString()
        .startsWith("open: it is undecided whether a verdict from user mode costs more");
  }

  @Test
  void reportsFitANarrowTerminal() {
    String text = TextReport.of(new RunSections(RunFigures.of(DOCUMENT)).sections(), 100);
    assertThat(text.lines()).allMatch(line -> line.length() <= 100);
    assertThat(text)
        .contains("USER_SYNC", "seccomp-notify", "bare-seccomp-notify", "not permitted");
  }

  @Test
  void markdownHasOneTableLineASensor() {
    String text =
        MarkdownReport.sections("##", new RunSections(RunFigures.of(DOCUMENT)).sections());
    assertThat(text).contains("| seccomp-notify | same-cpu |", "## open", "## Floors");
  }

  private static RunDocument counted() {
    RunDocument timed = SampleRuns.of(Map.of());
    return new RunDocument(
        timed.schemaVersion(),
        timed.generator(),
        timed.version(),
        timed.run(),
        timed.environment(),
        List.of(),
        timed.sensors(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(
            new InstructionCount(
                0,
                "none",
                Operation.OPEN,
                Handoff.NONE,
                0,
                1000,
                List.of(8_500_000L, 8_700_000L, 8_600_000L),
                List.of(8096L, 8096L, 8096L),
                null,
                null),
            new InstructionCount(
                0,
                "placebo",
                Operation.OPEN,
                Handoff.NONE,
                0,
                1000,
                List.of(8_600_000L),
                List.of(8106L),
                null,
                null),
            new InstructionCount(
                0,
                "bpf-null",
                Operation.OPEN,
                Handoff.NONE,
                0,
                1000,
                List.of(9_600_000L),
                List.of(8091L),
                null,
                null),
            new InstructionCount(
                0,
                "idle-consumer",
                Operation.OPEN,
                Handoff.BUSY_POLL,
                0,
                1000,
                List.of(),
                List.of(8096L, 8096L, 8096L),
                null,
                null),
            new InstructionCount(
                0,
                "bpf-fentry",
                Operation.OPEN,
                Handoff.BUSY_POLL,
                0,
                1000,
                List.of(),
                List.of(9367L, 9367L, 9369L),
                null,
                null),
            new InstructionCount(
                0,
                "module-ftrace",
                Operation.OPEN,
                Handoff.SAME_CPU,
                0,
                1000,
                List.of(),
                List.of(),
                "the kernel module is not loaded",
                "load it")),
        List.of());
  }

  @Test
  void instructionsAreAMetricOfTheirOwn() {
    RunDocument document = counted();
    Row mean = row(document, cell("none"), Metric.INSTRUCTIONS_MEAN);
    assertThat(mean.value()).isEqualTo(8600);
    assertThat(mean.unit()).isEqualTo("instructions");
    Row added = row(document, cell("bpf-fentry", Handoff.BUSY_POLL), Metric.ADDED_INSTRUCTIONS);
    assertThat(added.value()).isEqualTo(1271);
    assertThat(added.ciLow()).isNull();
    assertThat(added.reason()).isNull();
    assertThat(row(document, cell("bpf-null"), Metric.ADDED_INSTRUCTIONS).reason())
        .isEqualTo("below the noise floor of 10 instructions");
    RunFigures comparison = RunFigures.of(document);
    assertThat(comparison.row(cell("bpf-fentry", Handoff.BUSY_POLL), Metric.INSTRUCTIONS_MEAN))
        .as("its consumer did not run")
        .isEmpty();
    assertThat(
            row(document, cell("module-ftrace", Handoff.SAME_CPU), Metric.INSTRUCTIONS_P50)
                .status())
        .isEqualTo(Row.Status.UNAVAILABLE);
    assertThat(comparison.rows()).allMatch(figure -> figure.experiment().equals("instructions"));
    String text = TextReport.of(new RunSections(comparison).sections(), 120);
    assertThat(text)
        .contains("guest instructions", "+1,271", "-5 =", "caches, TLB")
        .doesNotContain(" ns");
    assertThat(MarkdownReport.sections("##", new RunSections(comparison).sections()))
        .contains("+1,271", "caches, TLB");
  }

  @Test
  void countsAndReferencesSurviveTheDocument() throws Exception {
    RunDocument document =
        counted()
            .withReferences(
                List.of(
                    new NativeReference(
                        "6.1", Operation.OPEN, "a", "b", Handoff.SAME_CPU, 2.5, 2.0, null)));
    Path file = directory.resolve("counted.json");
    AtomicFile.replace(file, RunForm.FORM.content(document));
    assertThat(RunForm.FORM.read(file).instructionCounts()).isEqualTo(document.instructionCounts());
    assertThat(RunForm.FORM.read(file).references()).isEqualTo(document.references());
  }
}
