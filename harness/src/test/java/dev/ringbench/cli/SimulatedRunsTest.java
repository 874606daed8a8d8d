// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringbench.content.GeneratedRules;
import dev.ringbench.document.Experiments;
import dev.ringbench.document.Reading;
import dev.ringbench.experiment.capacity.CapacityDocument;
import dev.ringbench.experiment.capacity.CapacityProfile;
import dev.ringbench.experiment.capacity.CapacityRow;
import dev.ringbench.experiment.capacity.measure.CapacityRun;
import dev.ringbench.experiment.macro.MacroDocument;
import dev.ringbench.experiment.macro.MacroSample;
import dev.ringbench.experiment.macro.measure.MacroRun;
import dev.ringbench.experiment.run.Plan;
import dev.ringbench.experiment.run.Profile;
import dev.ringbench.experiment.run.measure.Planner;
import dev.ringbench.files.AtomicFile;
import dev.ringbench.model.Availability;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Sensor;
import dev.ringbench.platform.SimulatedBench;
import dev.ringbench.platform.SimulatedPlatform;
import dev.ringbench.programs.MacroWorkload;
import dev.ringbench.render.MarkdownReport;
import dev.ringbench.render.TextReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the choice of sensors to the report, on a machine that is simulated: no root, no kernel. */
class SimulatedRunsTest {
  private static final List<String> CHOSEN = List.of("inotify", "seccomp-notify");

  @TempDir Path directory;

  private SimulatedPlatform platform(SimulatedBench bench, String... refusing) {
    return new SimulatedPlatform(directory, Set.of(refusing), () -> bench);
  }

  private static SimulatedBench bench() {
    return new SimulatedBench(500_000, 90_000, true);
  }

  private static List<Availability> tried(SimulatedPlatform platform, Planner planner) {
    List<Availability> tried =
        planner.probe(
            Planner.cells(
                planner.choose(CHOSEN),
                List.of(Operation.OPEN),
                List.of(Handoff.SAME_CPU),
                List.of(0)),
            directory(platform),
            cell -> {});
    assertThat(platform.changed()).as("changes of the machine after probing").isZero();
    return tried;
  }

  private static Path directory(SimulatedPlatform platform) {
    return platform.files().workDir();
  }

  private CapacityRun capacity(SimulatedPlatform platform, List<Sensor> sensors, long seed) {
    return new CapacityRun(
        platform.machine(),
        platform.loadBenches(),
        platform.bareLoops(),
        new CapacityRun.Settings(
            "0.0.0-test",
            "2026-01-01T00:00:00Z",
            CapacityProfile.QUICK,
            List.of(1),
            List.of(0),
            null,
            seed,
            GeneratedRules.fingerprints(List.of(0))),
        sensors);
  }

  /** Written and read as a file is, with its reports. */
  private Reading read(AtomicFile.Content content) throws IOException {
    Path file = directory.resolve("document.json");
    AtomicFile.replace(file, content);
    Reading document = Experiments.read(file);
    assertThat(TextReport.of(document.sections(), 80).lines())
        .allMatch(line -> line.length() <= 80)
        .anyMatch(line -> line.contains("this machine is simulated"));
    assertThat(MarkdownReport.of(document)).startsWith("# ");
    return document;
  }

  @Test
  void whatAMachineRefusesIsARowWithItsReasonAndTheRestIsPlanned() {
    SimulatedPlatform platform = platform(bench(), "inotify");
    Planner planner = new Planner(platform);
    List<Availability> tried = tried(platform, planner);
    assertThat(tried)
        .filteredOn(each -> !each.available())
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.cell().sensor()).isEqualTo("inotify");
              assertThat(each.reason()).isEqualTo("simulated: refused");
            });
    Plan plan =
        planner.plan(
            Profile.QUICK, 2, 3, 7, List.of(Operation.OPEN), List.of(Handoff.SAME_CPU), tried);
    assertThat(plan.cells()).noneMatch(cell -> cell.sensor().equals("inotify"));
    assertThat(plan.schedule(0)).isNotEqualTo(plan.schedule(1));
    assertThat(plan.schedule(1))
        .isEqualTo(
            planner
                .plan(
                    Profile.QUICK,
                    2,
                    3,
                    7,
                    List.of(Operation.OPEN),
                    List.of(Handoff.SAME_CPU),
                    tried)
                .schedule(1));
  }

  @Test
  void aDocumentOfCapacityIsWholeAtEachMomentAndItsOrderFollowsTheSeed() throws IOException {
    SimulatedPlatform platform = platform(bench(), "seccomp-filter");
    Planner planner = new Planner(platform);
    List<Availability> tried = tried(platform, planner);
    List<String> order = new ArrayList<>();
    CapacityRun run = capacity(platform, planner.choose(CHOSEN), 3);
    List<Integer> rows = new ArrayList<>();
    run.measure(
        tried,
        directory,
        order::add,
        () -> {
          try {
            CapacityDocument partial = run.document("a test stopped it");
            rows.add(partial.rows().size());
            assertThat(read(CapacityDocument.FORM.content(partial)).head().partialReason())
                .isEqualTo("a test stopped it");
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    assertThat(rows).isSorted().doesNotHaveDuplicates().hasSize(order.size());
    Reading document = read(CapacityDocument.FORM.content(run.document(null)));
    assertThat(document.head().partialReason()).isNull();
    assertThat(MarkdownReport.of(document)).contains("simulated: refused");
    List<String> again = new ArrayList<>();
    capacity(platform, planner.choose(CHOSEN), 3).measure(tried, directory, again::add, () -> {});
    assertThat(again).isEqualTo(order);
    List<String> other = new ArrayList<>();
    for (long seed = 4; seed < 9; seed++) {
      capacity(platform, planner.choose(CHOSEN), seed)
          .measure(tried, directory, other::add, () -> {});
    }
    assertThat(
            other.subList(0, order.size()).equals(order)
                && other.subList(order.size(), 2 * order.size()).equals(order))
        .as("all seeds have one order")
        .isFalse();
  }

  @Test
  void aSensorThatStallsIsItsOwnRowAndTheDocumentIsComplete() throws IOException {
    SimulatedPlatform platform = platform(bench().dyingAfter(5));
    Planner planner = new Planner(platform);
    List<Availability> tried = tried(platform, planner);
    CapacityRun run = capacity(platform, planner.choose(CHOSEN), 1);
    run.measure(tried, directory, row -> {}, () -> {});
    assertThat(run.document(null).rows())
        .hasSize(tried.size())
        .anyMatch(
            row ->
                row.status() == CapacityRow.Status.FAILED
                    && row.reason().contains("stopped draining"));
    assertThat(MarkdownReport.of(read(CapacityDocument.FORM.content(run.document(null)))))
        .contains("look for a frozen sensor");
  }

  @Test
  void programsAreMeasuredInPairsAndStopWhereTheSensorDoes() throws IOException {
    SimulatedPlatform platform = platform(bench().dyingAfter(30));
    Planner planner = new Planner(platform);
    List<Sensor> chosen = planner.choose(List.of("inotify", "bpf-tracepoint"));
    List<Availability> tried =
        planner.probe(MacroRun.cells(chosen, Handoff.OTHER_CPU), directory, cell -> {});
    MacroRun run =
        new MacroRun(
            platform.machine(),
            platform.loadBenches(),
            new MacroRun.Settings(
                "0.0.0-test", "2026-01-01T00:00:00Z", List.of(MacroWorkload.SPAWN), 6, 1),
            chosen,
            tried);
    run.measure(
        directory, Files.createDirectories(directory.resolve("programs")), x -> {}, () -> {});
    List<MacroSample> samples = run.document(null).samples();
    assertThat(samples).hasSizeGreaterThan(15);
    assertThat(samples.subList(0, 15)).allMatch(sample -> sample.reason() == null);
    assertThat(samples.subList(15, samples.size()))
        .allMatch(sample -> sample.reason().contains("look for a frozen sensor"));
    read(MacroDocument.FORM.content(run.document(null)));
    assertThat(read(MacroDocument.FORM.content(run.document("a test stopped it"))).head())
        .extracting(head -> head.partialReason())
        .isEqualTo("a test stopped it");
  }
}
