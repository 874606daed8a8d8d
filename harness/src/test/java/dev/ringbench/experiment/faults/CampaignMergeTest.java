// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.faults;

import static dev.ringbench.experiment.faults.MadeUpCampaigns.PLAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringbench.check.Check;
import dev.ringbench.document.Experiments;
import dev.ringbench.document.ShardMerge;
import dev.ringbench.experiment.faults.measure.Campaign;
import dev.ringbench.fault.Facts;
import dev.ringbench.fault.FaultRun;
import dev.ringbench.fault.Place;
import dev.ringbench.fault.StoredRun;
import dev.ringbench.files.AtomicFile;
import dev.ringbench.files.ContentText;
import dev.ringbench.files.OutputFile;
import dev.ringbench.files.Outputs;
import dev.ringbench.model.Environment;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.model.Shard;
import dev.ringbench.render.TextReport;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shards of a campaign: together they are the campaign, and nothing else becomes one. */
class CampaignMergeTest {
  private static final String BUILD = "0.2.0 (0123456789)";
  private static final String NOON = "2026-11-30T12:00:00Z";
  private static final Environment HERE = MadeUpCampaigns.machine("amd-vm");
  private static final int ALL = Integer.MAX_VALUE;

  @TempDir Path directory;

  private Path shard(int number, int of) {
    return shard(PLAN, number, of, HERE, NOON);
  }

  private Path shard(CampaignPlan plan, int number, int of, Environment machine, String begun) {
    Path path = directory.resolve("shard-" + number + "-of-" + of + "-" + plan.seed());
    MadeUpCampaigns.conduct(
        path, plan.cut(new Shard(number, of), BUILD), BUILD, machine, begun, ALL);
    return path;
  }

  private static ShardMerge.Merged merge(boolean partial, List<Path> preferred, Path... shards) {
    CampaignMerge merge = new CampaignMerge(new ShardMerge.Choices(BUILD, partial, preferred));
    for (Path shard : shards) {
      merge.add(Experiments.read(shard));
    }
    return merge.merged();
  }

  private static ShardMerge.Merged merge(Path... shards) {
    return merge(false, List.of(), shards);
  }

  /** Writes what merging gives, as the command does, and reads it back. */
  private FaultsReading written(ShardMerge.Merged merged) throws IOException {
    Path whole = Files.createDirectories(directory.resolve("whole"));
    for (Map.Entry<String, AtomicFile.Content> file : merged.beside().entrySet()) {
      AtomicFile.replace(whole.resolve(file.getKey()), file.getValue());
    }
    AtomicFile.replace(whole.resolve(CampaignDocument.DOCUMENT), merged.document());
    return (FaultsReading) Experiments.read(whole);
  }

  private static void refused(String why, Runnable merging) {
    assertThatThrownBy(merging::run)
        .isInstanceOfSatisfying(
            RingbenchException.class,
            e -> assertThat(e.kind()).isEqualTo(RingbenchException.Kind.BAD_INPUT))
        .hasMessageContaining(why);
  }

  private static List<FaultRun> runs(CampaignPlan plan) {
    return Stream.of(Place.values()).flatMap(place -> plan.runs(place).stream()).toList();
  }

  @Test
  void shardsAreDisjointAndTogetherThePlan() {
    Random random = new Random(20261130);
    List<FaultRun> all = runs(PLAN);
    for (int i = 0; i < 20; i++) {
      int of = 1 + random.nextInt(all.size());
      List<FaultRun> together = new ArrayList<>();
      Set<Integer> sizes = new HashSet<>();
      for (int number = 1; number <= of; number++) {
        List<FaultRun> part = runs(PLAN.cut(new Shard(number, of), BUILD));
        sizes.add(part.size());
        together.addAll(part);
      }
      assertThat(together).as("%d shards", of).containsExactlyInAnyOrderElementsOf(all);
      assertThat(sizes).as("%d shards differ by one run", of).hasSizeLessThanOrEqualTo(2);
    }
  }

  @Test
  void shardsShareEveryCellAlike() {
    Map<String, Set<Long>> counts = new HashMap<>();
    for (int number = 1; number <= 3; number++) {
      Map<String, Long> cells = new TreeMap<>();
      runs(PLAN).forEach(run -> cells.put(run.cell() + run.reboot(), 0L));
      runs(PLAN.cut(new Shard(number, 3), BUILD))
          .forEach(run -> cells.merge(run.cell() + run.reboot(), 1L, Long::sum));
      cells.forEach((cell, n) -> counts.computeIfAbsent(cell, key -> new HashSet<>()).add(n));
    }
    assertThat(counts.values())
        .allSatisfy(
            set ->
                assertThat(set.stream().mapToLong(n -> n).max().orElseThrow())
                    .isLessThanOrEqualTo(1 + set.stream().mapToLong(n -> n).min().orElseThrow()));
  }

  @Test
  void everyShardCalibratesItsOwnMachine() {
    for (Place place : Place.values()) {
      assertThat(PLAN.cut(new Shard(2, 3), BUILD).calibration(place))
          .isEqualTo(PLAN.calibration(place))
          .isNotEmpty();
    }
  }

  @Test
  void aCampaignThatIsCutIsConductedShardByShard() {
    CampaignPlan plan = PLAN.cut(new Shard(2, 3), BUILD);
    List<StoredRun> done = new ArrayList<>();
    try (CampaignDirectory kept = CampaignDirectory.create(directory.resolve("one"), plan)) {
      new Campaign(
              kept,
              place -> MadeUpCampaigns.runner(kept),
              Long.MAX_VALUE / 4,
              new Campaign.Listener() {
                @Override
                public void begins(Place place, int runs) {}

                @Override
                public void done(StoredRun run) {
                  done.add(run);
                }
              })
          .run();
    }
    assertThat(done.stream().map(StoredRun::run).filter(run -> !isCalibration(run)))
        .containsExactlyInAnyOrderElementsOf(runs(plan));
    assertThat(CampaignDirectory.open(directory.resolve("one")).plan()).isEqualTo(plan);
  }

  private static boolean isCalibration(FaultRun run) {
    return run.kind().equals(Facts.CALIBRATION);
  }

  private static List<GradedRun> graded(Path path) {
    return new Grading(CampaignRuns.open(path))
        .graded().stream().filter(run -> !isCalibration(run.run())).toList();
  }

  @Test
  void theMergedCampaignIsTheUncutOneRunForRun() throws IOException {
    Path uncut = directory.resolve("uncut");
    FaultDocument expected = MadeUpCampaigns.conduct(uncut, PLAN, BUILD, HERE, NOON, ALL);
    FaultsReading reading = written(merge(shard(3, 3), shard(1, 3), shard(2, 3)));
    assertThat(graded(directory.resolve("whole"))).isEqualTo(graded(uncut)).isNotEmpty();
    FaultDocument merged = reading.document();
    assertThat(merged.cells()).isEqualTo(expected.cells());
    assertThat(merged.cells().stream().map(FaultDocument.Cell::outcome).distinct().count())
        .as("runs come to several classes")
        .isGreaterThan(2);
    assertThat(merged.forms()).isEqualTo(expected.forms());
    assertThat(merged.selfChecks()).isEqualTo(expected.selfChecks());
    assertThat(merged.detections()).isEqualTo(expected.detections());
    assertThat(merged.plan()).isEqualTo(PLAN);
    assertThat(merged.status()).isEqualTo("complete");
    assertThat(merged.machines()).hasSize(1);
    assertThat(merged.machines().get(0).shards()).containsExactly(1, 2, 3);
    assertThat(reading.checks())
        .filteredOn(check -> check.status() == Check.Status.FAILED)
        .isEmpty();
    assertThat(reading.checks())
        .filteredOn(check -> check.name().equals("raw runs") || check.name().equals("machines"))
        .hasSize(2)
        .allMatch(check -> check.status() == Check.Status.OK);
  }

  @Test
  void aShardIsMergedFromItsPublishedFilesToo() throws IOException {
    Path back = Files.createDirectory(directory.resolve("back"));
    Path first = shard(1, 2);
    for (String name : List.of(CampaignDocument.DOCUMENT, CampaignArchive.FILE)) {
      Files.copy(first.resolve(name), back.resolve(name));
    }
    Path second = shard(2, 2);
    String whole = ContentText.of(merge(first, second).document());
    assertThat(ContentText.of(merge(back, second.resolve("faults.json")).document()))
        .isEqualTo(whole);
    ShardMerge.Merged twice = merge(first, back, second);
    assertThat(twice.notes()).hasSize(1).allMatch(note -> note.contains("1/2 is there twice"));
    assertThat(ContentText.of(twice.document())).isEqualTo(whole);
    Files.delete(back.resolve(CampaignArchive.FILE));
    refused("There are no raw runs beside", () -> merge(back, second));
  }

  @Test
  void timesOfUnlikeMachinesAreNeverPooled() throws IOException {
    Environment there = MadeUpCampaigns.machine("intel-laptop");
    FaultsReading reading =
        written(merge(shard(1, 3), shard(PLAN, 2, 3, there, NOON), shard(PLAN, 3, 3, HERE, NOON)));
    FaultDocument document = reading.document();
    assertThat(document.machines().stream().map(MachineRuns::shards))
        .containsExactly(List.of(1, 3), List.of(2));
    assertThat(document.cells())
        .allMatch(cell -> cell.times().equals(cell.times().withoutFigures()));
    assertThat(document.detections()).isEmpty();
    assertThat(document.machines())
        .allMatch(
            machine -> machine.cells().stream().anyMatch(cell -> cell.times().detect() != null));
    assertThat(reading.checks())
        .filteredOn(check -> check.status() == Check.Status.FAILED)
        .isEmpty();
    assertThat(reading.basis().nothing()).contains("unlike machines");
    String text = TextReport.of(reading.sections(), 100).replaceAll("\\s+", " ");
    assertThat(text)
        .contains(
            "Which machines ran it",
            "Merged from 3 of 3 shards, of 2 kinds of machines",
            "cells with runs on several kinds of machines")
        .contains("machine 1 1, 3", "machine 2 2");
  }

  @Test
  void machinesWhoseRunsDifferAreFound() throws IOException {
    Environment there = MadeUpCampaigns.machine("intel-laptop");
    Path first = shard(1, 2);
    Path second = shard(PLAN, 2, 2, there, NOON);
    FaultsReading reading = written(merge(first, second));
    Path file = directory.resolve("whole/faults.json");
    MachineRuns one = reading.document().machines().get(0);
    FaultDocument.Cell cell =
        one.cells().stream().filter(c -> c.outcomes().size() > 1).findFirst().orElseThrow();
    String before = Files.readString(file);
    String shown = "\"runs\":" + cell.runs() + ",\"activated\":" + cell.activated();
    int at = before.indexOf(shown, before.indexOf("\"machines\":"));
    Files.writeString(
        file,
        before.substring(0, at)
            + shown.replace("\"runs\":" + cell.runs(), "\"runs\":" + (cell.runs() + 1))
            + before.substring(at + shown.length()));
    assertThat(Experiments.read(file).checks())
        .filteredOn(check -> check.name().equals("machines") || check.name().equals("raw runs"))
        .hasSize(2)
        .allMatch(check -> check.status() == Check.Status.FAILED);
  }

  @Test
  void missingShardsAreNamedAndTheDocumentSaysThem() throws IOException {
    Path[] some = {shard(1, 4), shard(3, 4)};
    refused("2, 4 of 4 shards are missing. Run it: ./ringbench faults", () -> merge(some));
    refused("--shard 2/4", () -> merge(some));
    FaultsReading reading = written(merge(true, List.of(), some));
    FaultDocument document = reading.document();
    assertThat(document.status()).isEqualTo("partial");
    assertThat(document.partialReason()).contains("2, 4 of 4 shards are missing");
    assertThat(document.shards().missing()).containsExactly(2, 4);
    assertThat(reading.checks())
        .filteredOn(check -> check.status() == Check.Status.FAILED)
        .isEmpty();
    assertThat(TextReport.of(reading.sections(), 100)).contains("Missing shards: 2, 4 of 4.");
  }

  @Test
  void halfAShardIsNone() {
    Path half = directory.resolve("half");
    MadeUpCampaigns.conduct(half, PLAN.cut(new Shard(1, 2), BUILD), BUILD, HERE, NOON, 20);
    Path other = shard(2, 2);
    refused(
        "of shards 1 runs are missing. Go on: ringbench faults --resume", () -> merge(half, other));
    assertThat(merge(true, List.of(), half, other).notes())
        .anyMatch(note -> note.contains("--resume " + half));
    assertThat(half.resolve(CampaignDocument.DOCUMENT).toFile().delete()).isTrue();
    refused("A campaign that was cut off has none yet", () -> merge(half, other));
  }

  @Test
  void aShardThatWasRunTwiceCountsOnceAndOnlyAsTheUserSays() {
    Path first = shard(1, 2);
    Path again = directory.resolve("again");
    MadeUpCampaigns.conduct(again, PLAN.cut(new Shard(1, 2), BUILD), BUILD, HERE, NOON, ALL, 1);
    Path second = shard(2, 2);
    refused(
        "with different runs. Say which one counts: --prefer DIR",
        () -> merge(first, again, second));
    String whole = ContentText.of(merge(first, second).document());
    String other = ContentText.of(merge(again, second).document());
    assertThat(other).isNotEqualTo(whole);
    for (Path[] order : new Path[][] {{first, again, second}, {second, again, first}}) {
      assertThat(ContentText.of(merge(false, List.of(first), order).document())).isEqualTo(whole);
      assertThat(ContentText.of(merge(false, List.of(again), order).document())).isEqualTo(other);
    }
  }

  private static CampaignPlan other(long seed, Integer catalogue, int runsOfCell) {
    return new CampaignPlan(
        1,
        "smoke",
        runsOfCell,
        PLAN.faults(),
        PLAN.sensors(),
        PLAN.machineProfiles(),
        seed,
        PLAN.guestKernel(),
        catalogue);
  }

  private void refusesWith(String why, CampaignPlan plan, int of) {
    Path first = directory.resolve("first-" + why.hashCode());
    Path next = directory.resolve("next-" + why.hashCode());
    MadeUpCampaigns.conduct(first, PLAN.cut(new Shard(1, 2), BUILD), BUILD, HERE, NOON, ALL);
    MadeUpCampaigns.conduct(next, plan.cut(new Shard(2, of), BUILD), BUILD, HERE, NOON, ALL);
    refused("Shards of two plans: " + why, () -> merge(first, next));
    refused(next.toString(), () -> merge(first, next));
  }

  @Test
  void shardsOfTwoPlansAreRefusedByTheValueThatDiffers() {
    refusesWith("seed", other(8, 2, 5), 2);
    refusesWith("catalogue", other(7, 1, 5), 2);
    refusesWith("runs of a cell", other(7, 2, 6), 2);
    refusesWith("number of shards", PLAN, 3);
  }

  @Test
  void shardsOfAnotherBuildAreRefused() {
    String build = "0.2.0 (fedcba9876)";
    Path path = directory.resolve("other");
    MadeUpCampaigns.conduct(path, PLAN.cut(new Shard(1, 1), build), build, HERE, NOON, ALL);
    refused("is of build " + build + ", and this is " + BUILD, () -> merge(path));
  }

  @Test
  void aRunThatTwoProcessesWroteIsRefused() throws IOException {
    Path path = shard(1, 1);
    Path runs = path.resolve("runs.jsonl");
    List<String> lines = Files.readAllLines(runs);
    lines.add(lines.get(20));
    Files.write(runs, lines);
    refused("twice: two processes wrote them. Run shard 1/1 again", () -> merge(path));
  }

  @Test
  void aWholeCampaignIsNoShard() {
    Path whole = directory.resolve("uncut");
    MadeUpCampaigns.conduct(whole, PLAN, BUILD, HERE, NOON, ALL);
    refused("is no shard: its campaign was not cut", () -> merge(whole));
  }

  @Test
  void aShardThatSaysItIsOfAnotherCampaignIsRefused() throws IOException {
    Path path = shard(1, 2);
    Path plan = path.resolve("plan.json");
    String text = Files.readString(plan);
    Files.writeString(plan, text.replaceFirst("\"seed\" : 7", "\"seed\" : 9"));
    refused("it was changed", () -> CampaignDirectory.open(path));
    Files.writeString(plan, text.replaceFirst("\"number\" : 1", "\"number\" : 2"));
    refused("are of two plans", () -> merge(path));
    Files.writeString(plan, text.replaceFirst("\"number\" : 1", "\"number\" : 3"));
    refused("which there cannot be", () -> CampaignDirectory.open(path));
  }

  @Test
  void moreShardsThanRunsAreRefused() {
    int runs = runs(PLAN).size();
    refused(
        "Use up to " + runs + " shards",
        () ->
            CampaignDirectory.create(
                directory.resolve("c"), PLAN.cut(new Shard(1, runs + 1), BUILD)));
  }

  @Test
  void clocksThatDifferByAnHourChangeNothingButTheTimeOfTheFirst() {
    Path first = shard(1, 2);
    Path late = directory.resolve("late");
    MadeUpCampaigns.conduct(
        late, PLAN.cut(new Shard(2, 2), BUILD), BUILD, HERE, "2026-11-30T11:00:00Z", ALL);
    Path second = shard(2, 2);
    String one = ContentText.of(merge(first, second).document());
    assertThat(ContentText.of(merge(first, late).document()))
        .isEqualTo(one.replace(NOON, "2026-11-30T11:00:00Z"));
  }

  @Test
  void aDiskThatIsFullLeavesWhatWasThere() throws IOException {
    ShardMerge.Merged merged = merge(shard(1, 1));
    Path out = Files.writeString(directory.resolve("faults.json"), "old");
    OutputFile file = Outputs.of(true).file("--out", out);
    assertThatThrownBy(() -> file.write(full -> merged.document().writeTo(new Full(full))))
        .hasMessageContaining("Free space");
    assertThat(out).content().isEqualTo("old");
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .noneMatch(name -> name.endsWith(".writing"));
    }
  }

  /** A disk with a thousand bytes left. */
  private static final class Full extends OutputStream {
    private final OutputStream out;
    private int left = 1000;

    Full(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
      if (left-- == 0) {
        throw new IOException("No space left on device");
      }
      out.write(b);
    }
  }
}
