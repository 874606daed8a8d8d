// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import static dev.ringbench.experiment.run.SampleRuns.cell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringbench.check.Check;
import dev.ringbench.compare.CompareReport;
import dev.ringbench.compare.DocumentComparison;
import dev.ringbench.compare.FigureChange;
import dev.ringbench.compare.FigureChange.Verdict;
import dev.ringbench.counted.InstructionCount;
import dev.ringbench.document.Experiments;
import dev.ringbench.document.Reading;
import dev.ringbench.figure.Figure;
import dev.ringbench.figure.Metric;
import dev.ringbench.figure.Row;
import dev.ringbench.gate.Budget;
import dev.ringbench.gate.BudgetFile;
import dev.ringbench.gate.Gate;
import dev.ringbench.model.Availability;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;
import dev.ringbench.render.TextReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Boots of a counting guest: what they differ by is no change, and what is more is one. */
class CountedBootsTest {
  private static final Path PUBLISHED = Path.of("../results/published");
  private static final int DOCUMENTS = 21;
  private static final int BOOTS = 3;
  private static final Cell NOTIFY = cell("seccomp-notify", Handoff.SAME_CPU);

  /**
   * A row as boots of it were seen.
   *
   * @param instructions of its median operation
   * @param spread standard deviation between boots, as a part of them
   * @param mode instructions that a block of it may have more than another
   */
  private record Seen(Cell cell, long instructions, double spread, long mode) {
    Seen(Cell cell, long instructions, double spread) {
      this(cell, instructions, spread, 0);
    }

    List<Long> blocks(Random random, long more) {
      long median = Math.round(instructions * (1 + spread * random.nextGaussian())) + more;
      return Stream.generate(() -> median + (random.nextInt(3) == 0 ? mode : 0)).limit(5).toList();
    }
  }

  private static Cell exec(String sensor, Handoff handoff) {
    return new Cell(sensor, Operation.EXEC, handoff);
  }

  /**
   * Spreads as docs/method.md has them: most opens none, where a consumer wakes up some, execs all.
   */
  private static final List<Seen> ROWS =
      List.of(
          new Seen(cell("none"), 8_103, 0),
          new Seen(cell("placebo"), 8_103, 0),
          new Seen(cell("none-own-thread"), 8_103, 0),
          new Seen(cell("idle-consumer", Handoff.SAME_CPU), 8_103, 0),
          new Seen(cell("idle-consumer", Handoff.BUSY_POLL), 8_103, 0),
          new Seen(cell("idle-consumer-own-thread", NOTIFY.handoff()), 8_103, 0),
          new Seen(cell("bpf-null"), 8_618, 0),
          new Seen(cell("seccomp-filter"), 8_495, 0),
          new Seen(cell("bpf-tracepoint", Handoff.BUSY_POLL), 9_203, 0),
          new Seen(cell("bpf-tracepoint", Handoff.SAME_CPU), 17_622, 0.0004),
          new Seen(NOTIFY, 16_317, 0.0001),
          new Seen(cell("fanotify-permission", Handoff.SAME_CPU), 20_248, 0.0003),
          new Seen(cell("fanotify-notify", Handoff.SAME_CPU), 18_112, 0.002),
          new Seen(cell("fanotify-notify", Handoff.BUSY_POLL), 9_025, 0, 54),
          new Seen(exec("none", Handoff.NONE), 285_590, 0.001),
          new Seen(exec("placebo", Handoff.NONE), 285_700, 0.001),
          new Seen(exec("idle-consumer", Handoff.SAME_CPU), 285_650, 0.001),
          new Seen(exec("bpf-null", Handoff.NONE), 286_272, 0.0008),
          new Seen(exec("bpf-tracepoint", Handoff.SAME_CPU), 295_835, 0.0015),
          new Seen(exec("fanotify-permission", Handoff.SAME_CPU), 298_485, 0.001),
          new Seen(exec("fanotify-notify", Handoff.SAME_CPU), 296_547, 0.005));

  /** A document of so many boots; {@code more}: instructions that a row has in each of them. */
  private static Reading document(int boots, Random random, Map<Cell, Long> more) {
    List<InstructionCount> counts = new ArrayList<>();
    for (int boot = 0; boot < boots; boot++) {
      for (Seen row : ROWS) {
        List<Long> medians = row.blocks(random, more.getOrDefault(row.cell(), 0L));
        counts.add(
            new InstructionCount(
                boot,
                row.cell().sensor(),
                row.cell().operation(),
                row.cell().handoff(),
                0,
                1_500,
                medians.stream().map(median -> median * 1_600).toList(),
                medians,
                null,
                null));
      }
    }
    return reading(counts, boots);
  }

  private static Reading reading(List<InstructionCount> counts, int boots) {
    Map<Cell, Long> cells = new LinkedHashMap<>();
    ROWS.forEach(row -> cells.put(row.cell(), 1000L));
    RunDocument timed = SampleRuns.of(cells);
    RunDocument.Run run = timed.run();
    return new RunReading(
        Path.of("counted.json"),
        new RunDocument(
            timed.schemaVersion(),
            timed.generator(),
            timed.version(),
            new RunDocument.Run(
                RunDocument.Status.COMPLETE,
                null,
                run.startedAt(),
                run.finishedAt(),
                "deterministic",
                boots,
                1,
                0,
                true,
                List.of(Operation.OPEN, Operation.EXEC),
                run.handoffs(),
                List.of(),
                null,
                null),
            timed.environment(),
            List.of(),
            timed.sensors(),
            ROWS.stream().map(row -> Availability.of(row.cell())).toList(),
            List.of(),
            List.of(),
            List.of(),
            counts,
            List.of()));
  }

  private static List<FigureChange> told(Reading base, Reading next) {
    return DocumentComparison.of(base, next).figures().stream()
        .filter(f -> f.verdict() == Verdict.WORSE || f.verdict() == Verdict.BETTER)
        .toList();
  }

  @Test
  void noPairOfDocumentsOfOneBuildDiffers() {
    Random random = new Random(19);
    List<Reading> documents = new ArrayList<>();
    for (int i = 0; i < DOCUMENTS; i++) {
      documents.add(document(BOOTS, random, Map.of()));
    }
    for (int base = 0; base < DOCUMENTS; base++) {
      for (int next = base + 1; next < DOCUMENTS; next++) {
        assertThat(told(documents.get(base), documents.get(next)))
            .as("%d and %d", base, next)
            .isEmpty();
      }
    }
  }

  @Test
  void documentsOfOneBootAreComparedByTheGeneralSpread() {
    Random random = new Random(20);
    Reading one = document(1, random, Map.of());
    Reading two = document(1, random, Map.of(NOTIFY, 5L));
    assertThat(told(one, two)).noneMatch(f -> f.key().row().equals(NOTIFY.toString()));
    Reading slower = document(1, random, Map.of(NOTIFY, 85L));
    assertThat(told(one, slower)).anyMatch(f -> f.key().row().equals(NOTIFY.toString()));
  }

  @Test
  void onePercentOfAQuietRowIsFoundInEveryPair() {
    List<Budget> budgets =
        BudgetFile.parse(
            "budget.yaml",
            """
            version: 1
            budgets:
              - metric: cost
                rows: "open seccomp-notify *"
                worse_by_at_most: 0.5 %
            """);
    Random random = new Random(21);
    for (int i = 0; i < 20; i++) {
      DocumentComparison slower =
          DocumentComparison.of(
              document(BOOTS, random, Map.of()), document(BOOTS, random, Map.of(NOTIFY, 85L)));
      assertThat(Gate.check(slower, budgets))
          .extracting(Gate.RowVerdict::result)
          .containsExactly(Gate.Result.BROKEN);
    }
  }

  @Test
  void aNoisyRowTakesAsMuchAsItsOwnBootsDiffer() {
    Cell noisy = cell("fanotify-notify", Handoff.SAME_CPU);
    Random random = new Random(22);
    Map<String, Figure> figures = new LinkedHashMap<>();
    document(BOOTS, random, Map.of())
        .figures()
        .forEach(figure -> figures.put(figure.key().row(), figure));
    Figure quiet = figures.get(NOTIFY.toString());
    Figure wide = figures.get(noisy.toString());
    assertThat(quiet.high() - quiet.low()).isBetween(16.0, 40.0);
    assertThat(wide.high() - wide.low()).isGreaterThan(60);
  }

  @Test
  void theFigureIsTheMedianOfBootsFromTheLeastToTheMost() {
    List<InstructionCount> counts = new ArrayList<>();
    for (int boot = 0; boot < 3; boot++) {
      counts.add(count(boot, cell("none"), 8_000));
      counts.add(count(boot, cell("placebo"), 8_000));
      counts.add(count(boot, cell("none-own-thread"), 8_000));
      counts.add(count(boot, cell("idle-consumer-own-thread", Handoff.SAME_CPU), 8_000));
      counts.add(count(boot, NOTIFY, 16_000 + List.of(12, 0, 2).get(boot)));
    }
    RunFigures figures = RunFigures.of(((RunReading) reading(counts, 3)).document());
    Row added = figures.row(NOTIFY, Metric.ADDED_INSTRUCTIONS).orElseThrow();
    assertThat(added.value()).isEqualTo(8_002);
    assertThat(added.ciLow()).isEqualTo(8_000);
    assertThat(added.ciHigh()).isEqualTo(8_012);
    assertThat(added.reason()).isNull();
    String text = TextReport.of(new RunSections(figures).sections(), 160);
    assertThat(text)
        .contains("added p50 [3 boots]", "+8,002 [+8,000, +8,012]", "They are no")
        .contains("3 boots")
        .doesNotContain("95 %");
  }

  private static InstructionCount count(int boot, Cell cell, long median) {
    return new InstructionCount(
        boot,
        cell.sensor(),
        cell.operation(),
        cell.handoff(),
        0,
        100,
        List.of(median * 110),
        List.of(median),
        null,
        null);
  }

  @Test
  void whatThePlaceboDidInAnyBootHidesAnEffect() {
    List<InstructionCount> counts = new ArrayList<>();
    for (int boot = 0; boot < 3; boot++) {
      counts.add(count(boot, cell("none"), 8_000));
      counts.add(count(boot, cell("placebo"), boot == 1 ? 8_150 : 8_000));
      counts.add(count(boot, cell("bpf-null"), 8_120));
    }
    RunFigures figures = RunFigures.of(((RunReading) reading(counts, 3)).document());
    assertThat(figures.row(cell("bpf-null"), Metric.ADDED_INSTRUCTIONS).orElseThrow().reason())
        .contains("below the noise floor of");
  }

  @Test
  void changesOfCountsAreNotHeadedByAConfidence() {
    Random random = new Random(23);
    DocumentComparison slower =
        DocumentComparison.of(
            document(BOOTS, random, Map.of()), document(BOOTS, random, Map.of(NOTIFY, 900L)));
    assertThat(TextReport.of(new CompareReport(slower, true).sections(), 160))
        .contains("change [between boots]")
        .doesNotContain("change [95 %]");
  }

  @Test
  void aBootThatIsMissingOrThereTwiceIsFound() {
    Random random = new Random(24);
    RunDocument whole = ((RunReading) document(BOOTS, random, Map.of())).document();
    assertThat(check(whole.instructionCounts()).status()).isEqualTo(Check.Status.OK);
    List<InstructionCount> lacking = new ArrayList<>(whole.instructionCounts());
    lacking.remove(lacking.size() - 1);
    assertThat(check(lacking).status()).isEqualTo(Check.Status.FAILED);
    List<InstructionCount> twice = new ArrayList<>(whole.instructionCounts());
    twice.add(twice.get(0));
    assertThat(check(twice).detail()).contains("counted twice");
  }

  private static Check check(List<InstructionCount> counts) {
    RunDocument document = ((RunReading) reading(counts, BOOTS)).document();
    return new CountedChecks(document)
        .all().stream().filter(check -> check.name().equals("complete")).findFirst().orElseThrow();
  }

  @Test
  void theTwoPublishedDocumentsOfOneCommitDoNotDiffer() {
    Reading one =
        Experiments.read(PUBLISHED.resolve("2026-11-26-guest-6.1-deterministic/result.json"));
    Reading two = Experiments.read(PUBLISHED.resolve("2026-11-26-guest-6.1-rules/result.json"));
    assertThat(told(one, two)).isEmpty();
    assertThat(told(two, one)).isEmpty();
  }

  @Test
  void countsOfOtherBlocksAreNotCompared() {
    Reading old =
        Experiments.read(PUBLISHED.resolve("2026-11-26-guest-6.1-deterministic/result.json"));
    List<InstructionCount> smaller =
        ((RunReading) old)
            .document().instructionCounts().stream()
                .map(
                    count ->
                        new InstructionCount(
                            0,
                            count.sensor(),
                            count.operation(),
                            count.handoff(),
                            count.rules(),
                            count.operations() / 2,
                            count.totals(),
                            count.medians(),
                            count.reason(),
                            count.remedy()))
                .toList();
    RunDocument document = ((RunReading) old).document();
    Reading other =
        new RunReading(
            Path.of("other.json"),
            new RunDocument(
                document.schemaVersion(),
                document.generator(),
                document.version(),
                document.run(),
                document.environment(),
                document.warnings(),
                document.sensors(),
                document.availability(),
                List.of(),
                List.of(),
                List.of(),
                smaller,
                List.of()));
    assertThatThrownBy(() -> DocumentComparison.of(old, other))
        .hasMessageContaining("how much is measured");
  }

  @Test
  void aDocumentOfBeforeHasOneBoot() {
    RunReading old =
        (RunReading)
            Experiments.read(PUBLISHED.resolve("2026-11-26-guest-6.1-deterministic/result.json"));
    assertThat(old.document().instructionCounts()).allMatch(count -> count.boot() == 0);
    Row row = old.runFigures().row(NOTIFY, Metric.ADDED_INSTRUCTIONS).orElseThrow();
    assertThat(row.value()).isEqualTo(8_214);
    assertThat(row.ciLow()).isNull();
  }
}
