// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.verify;

import static dev.ringbench.verify.Tampering.failed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringbench.check.Check;
import dev.ringbench.counted.InstructionCount;
import dev.ringbench.document.DocumentJson;
import dev.ringbench.document.Experiments;
import dev.ringbench.experiment.macro.MacroChecks;
import dev.ringbench.experiment.macro.MacroDocument;
import dev.ringbench.experiment.macro.MacroReading;
import dev.ringbench.experiment.run.Block;
import dev.ringbench.experiment.run.CountedChecks;
import dev.ringbench.experiment.run.Round;
import dev.ringbench.experiment.run.RunDocument;
import dev.ringbench.experiment.run.RunForm;
import dev.ringbench.experiment.run.TimedChecks;
import dev.ringbench.files.AtomicFile;
import dev.ringbench.render.MarkdownReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No chance, no accident of the machine and no moment of stopping makes a document a forgery. */
class HonestDocumentsTest {
  private static final int RUNS = 100;

  @TempDir Path directory;

  @Test
  void aRunIsBelievedWhereverItStopsAndWhateverItsSeed() {
    for (int shape = 0; shape < RUNS; shape++) {
      long seed = shape % 3 == 0 ? shape - 20 : 1_764_000_000L + shape;
      String which = "shape " + shape;
      new HonestRuns(seed, shape)
          .each(
              shape < 4 ? 1 : 3 + shape % 13,
              document -> {
                List<Check> checks = TimedChecks.of(document);
                assertThat(failed(checks))
                    .as("%s, seed %d, %d blocks: %s", which, seed, document.blocks().size(), checks)
                    .isEmpty();
              });
    }
  }

  @Test
  void aFileOfAPartialRunIsBelievedWithItsReport() throws IOException {
    for (int shape = 0; shape < 3; shape++) {
      List<RunDocument> documents = new ArrayList<>();
      new HonestRuns(shape, shape).each(1, documents::add);
      for (int cut : List.of(1, documents.size() / 3, documents.size() - 1)) {
        Path file = directory.resolve("run-" + shape + "-" + cut + ".json");
        AtomicFile.replace(file, RunForm.FORM.content(documents.get(cut)));
        Files.writeString(
            directory.resolve("run-" + shape + "-" + cut + ".md"),
            MarkdownReport.of(Experiments.read(file)));
        Verification.Result result = Tampering.VERIFICATION.of(file);
        assertThat(failed(result)).as("%s: %s", file, result).isEmpty();
      }
    }
  }

  @Test
  void programsAreBelievedWhereverTheyStop() {
    for (int seed = 0; seed < RUNS; seed++) {
      for (int rounds = 1; rounds <= 3; rounds++) {
        String which = "seed " + seed + ", rounds " + rounds;
        new HonestPrograms(seed, rounds, seed % 2 == 1)
            .each(
                seed < 4 ? 1 : 5 + seed % 7,
                document ->
                    assertThat(
                            failed(new MacroReading(Path.of("programs.json"), document).checks()))
                        .as("%s, %d samples", which, document.samples().size())
                        .isEmpty());
      }
    }
  }

  @Test
  void countsAreBelievedWhereverTheyStop() {
    RunDocument counted = RunForm.FORM.read(Tampering.COUNTED);
    for (int count = 0; count <= counted.instructionCounts().size(); count++) {
      List<InstructionCount> counts = counted.instructionCounts().subList(0, count);
      RunDocument cut =
          new RunDocument(
              counted.schemaVersion(),
              counted.generator(),
              counted.version(),
              partial(counted.run()),
              counted.environment(),
              counted.warnings(),
              counted.sensors(),
              counted.availability().subList(0, Math.min(count, counted.availability().size())),
              List.of(),
              List.of(),
              List.of(),
              counts,
              List.of());
      List<Check> checks = new CountedChecks(cut).all();
      assertThat(failed(checks)).as("%d counts: %s", count, checks).isEmpty();
    }
  }

  private static RunDocument.Run partial(RunDocument.Run run) {
    return new RunDocument.Run(
        RunDocument.Status.PARTIAL,
        "the guest ended early",
        run.startedAt(),
        run.finishedAt(),
        run.profile(),
        run.forks(),
        run.rounds(),
        run.seed(),
        run.emulated(),
        run.operations(),
        run.handoffs(),
        run.blockSettings(),
        run.session(),
        run.content());
  }

  @Test
  void loadsAreBelievedWhereverTheyStop() throws IOException {
    for (Path original : List.of(Tampering.CAPACITY, Tampering.THREADS)) {
      int rows = DocumentJson.mapper().readTree(Files.readString(original)).get("rows").size();
      for (int kept : List.of(0, 1, rows / 2, rows - 1)) {
        Verification.Result result =
            Tampering.verify(
                directory,
                original,
                document -> {
                  document.put("status", "partial").put("status_reason", "stopped by a signal");
                  while (document.get("rows").size() > kept) {
                    ((tools.jackson.databind.node.ArrayNode) document.get("rows")).remove(kept);
                  }
                });
        assertThat(failed(result)).as("%s: %s", original, result).isEmpty();
      }
    }
  }

  @Test
  void anOrderThatNoSeedGivesIsFoundInAPartialRunToo() {
    AtomicReference<RunDocument> last = new AtomicReference<>();
    new HonestRuns(7, 5)
        .each(
            1,
            document -> {
              if (document.run().status() == RunDocument.Status.PARTIAL) {
                last.set(document);
              }
            });
    RunDocument document = last.get();
    List<Block> blocks = new ArrayList<>(document.blocks());
    int from = blocks.size() - 1;
    while (Round.of(blocks.get(from - 1)).equals(Round.of(blocks.get(blocks.size() - 1)))) {
      from--;
    }
    List<Block> round = blocks.subList(from, blocks.size());
    List<Block> reversed = new ArrayList<>(round);
    Collections.reverse(reversed);
    for (int i = 0; i < round.size(); i++) {
      round.set(i, at(reversed.get(i), i));
    }
    RunDocument tampered =
        new RunDocument(
            document.schemaVersion(),
            document.generator(),
            document.version(),
            document.run(),
            document.environment(),
            document.warnings(),
            document.sensors(),
            document.availability(),
            blocks,
            document.floors(),
            document.histograms(),
            document.instructionCounts(),
            List.of());
    assertThat(failed(TimedChecks.of(tampered))).contains("interleaving");
  }

  private static Block at(Block block, int position) {
    return new Block(
        block.fork(),
        block.round(),
        position,
        block.sensor(),
        block.operation(),
        block.handoff(),
        block.rules(),
        block.startedAt(),
        block.status(),
        block.reason(),
        block.remedy(),
        block.cost(),
        block.delivery(),
        block.verdict(),
        block.accounting(),
        block.sensorCost(),
        block.stealFraction());
  }

  @Test
  void anotherSeedIsFoundInProgramsOfManyRounds() {
    AtomicReference<MacroDocument> last = new AtomicReference<>();
    new HonestPrograms(4, 40, false).each(1000, last::set);
    MacroDocument document = last.get();
    MacroDocument tampered =
        new MacroDocument(
            document.generator(),
            document.macroSchemaVersion(),
            document.version(),
            document.status(),
            document.statusReason(),
            document.startedAt(),
            document.rounds(),
            document.seed() + 1,
            document.emulated(),
            document.environment(),
            document.warnings(),
            document.sensors(),
            document.availability(),
            document.workloads(),
            document.missing(),
            document.samples());
    assertThat(failed(new MacroChecks(tampered).all())).contains("interleaving");
  }
}
