// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.faults;

import dev.ringbench.document.Reading;
import dev.ringbench.document.ShardMerge;
import dev.ringbench.fault.FaultJson;
import dev.ringbench.fault.StoredRun;
import dev.ringbench.files.AtomicFile;
import dev.ringbench.model.RingbenchException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Merges the shards of a campaign. Their raw runs are graded again as one campaign, each with the
 * fault-free band of its own shard. Their documents give the machine alone; clocks of machines are
 * never compared.
 */
final class CampaignMerge implements ShardMerge {
  private static final int MOST_NAMED = 20;

  private final Choices choices;
  private final List<Path> preferred;
  private final SortedMap<Integer, Found> shards = new TreeMap<>();
  private final List<String> notes = new ArrayList<>();
  private Found first;

  /**
   * A shard, and where it was found.
   *
   * @param directory with its document and its raw runs
   * @param plan with its {@link CampaignShard}
   * @param done runs that it has, without calibration
   * @param content SHA-256 of its runs with their consoles, in the order of their numbers
   * @param machine where and when it ran; its runs are not counted yet
   * @param alike what machines have in common whose runs are one stratum
   */
  private record Found(
      Path directory,
      CampaignPlan plan,
      CampaignRuns runs,
      int done,
      String content,
      MachineRuns machine,
      List<String> alike) {
    private CampaignShard shard() {
      return plan.shard();
    }
  }

  CampaignMerge(Choices choices) {
    this.choices = choices;
    this.preferred = choices.preferred().stream().map(CampaignMerge::real).toList();
  }

  private static Path real(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    return Files.isDirectory(absolute) ? absolute : absolute.getParent();
  }

  @Override
  public void add(Reading reading) {
    Found next = found((FaultsReading) reading);
    if (first == null) {
      first = next;
    }
    requireSamePlan(next);
    Found before = shards.putIfAbsent(next.shard().number(), next);
    if (before != null) {
      shards.put(next.shard().number(), chosen(before, next));
    }
  }

  private Found found(FaultsReading reading) {
    FaultDocument document = reading.document();
    Path file = reading.head().file();
    Path directory = real(file);
    CampaignPlan plan = document.plan();
    if (plan.shard() == null) {
      throw RingbenchException.badInput(
          file
              + " is no shard: its campaign was not cut. Leave it out; shards are made by"
              + " `ringbench faults --shard K/N`.");
    }
    if (!plan.shard().build().equals(choices.build())) {
      throw RingbenchException.badInput(
          "%s is of build %s, and this is %s. Merge with the build that ran the shards."
              .formatted(file, plan.shard().build(), choices.build()));
    }
    CampaignRuns runs = runs(file, directory);
    if (!runs.plan().equals(plan)) {
      throw RingbenchException.badInput(
          "%s and the raw runs beside it are of two plans. Bring the shard back again."
              .formatted(file));
    }
    List<String> alike = new ArrayList<>(reading.head().machine());
    alike.add(Objects.toString(document.environment().kernel().release()));
    alike.add(document.guest() == null ? "no guest" : document.guest().accelerator());
    SortedMap<Integer, byte[]> hashes = new TreeMap<>();
    Map<Integer, Integer> dealt = plan.shardsOf(plan.shard().of());
    int[] done = new int[1];
    runs.forEachRun(
        run -> {
          if (hashes.put(run.run().number(), hash(run, runs.console(run))) != null) {
            throw RingbenchException.badInput(
                "The raw runs beside %s have run %d twice: two processes wrote them. Run shard %s again."
                    .formatted(file, run.run().number(), plan.shard()));
          }
          done[0] += dealt.containsKey(run.run().number()) ? 1 : 0;
        });
    return new Found(
        directory,
        plan,
        runs,
        done[0],
        content(hashes),
        MachineRuns.empty(
            "", List.of(), document.startedAt(), document.environment(), document.guest()),
        alike);
  }

  private static CampaignRuns runs(Path document, Path directory) {
    if (!CampaignDirectory.isOne(directory)
        && !Files.exists(directory.resolve(CampaignArchive.FILE))) {
      throw RingbenchException.badInput(
          "There are no raw runs beside "
              + document
              + ", and a shard is merged by its runs. Bring "
              + CampaignArchive.FILE
              + " back with it.");
    }
    return CampaignRuns.open(directory);
  }

  private static byte[] hash(StoredRun run, String console) {
    return CampaignShard.sha256()
        .digest(
            (FaultJson.SNAKE.writeValueAsString(run) + "\n" + console)
                .getBytes(StandardCharsets.UTF_8));
  }

  private static String content(SortedMap<Integer, byte[]> hashes) {
    MessageDigest all = CampaignShard.sha256();
    hashes.values().forEach(all::update);
    return HexFormat.of().formatHex(all.digest());
  }

  private void requireSamePlan(Found next) {
    CampaignPlan a = first.plan();
    CampaignPlan b = next.plan();
    requireSame(next, "seed", a.seed(), b.seed());
    requireSame(next, "catalogue", a.catalogueVersion(), b.catalogueVersion());
    requireSame(next, "profile", a.profile(), b.profile());
    requireSame(next, "runs of a cell", a.runsOfCell(), b.runsOfCell());
    requireSame(next, "faults", a.faults(), b.faults());
    requireSame(next, "sensors", placed(a), placed(b));
    requireSame(next, "machines", a.machineProfiles(), b.machineProfiles());
    requireSame(next, "guest kernel", a.guestKernel(), b.guestKernel());
    requireSame(next, "number of shards", a.shard().of(), b.shard().of());
    requireSame(next, "plan", a.shard().campaign(), b.shard().campaign());
  }

  private static List<String> placed(CampaignPlan plan) {
    return plan.sensors().stream()
        .map(sensor -> sensor.id() + " (" + sensor.place().label() + ")")
        .toList();
  }

  private void requireSame(Found next, String what, Object a, Object b) {
    if (!Objects.equals(a, b)) {
      throw RingbenchException.badInput(
          "Shards of two plans: %s of %s is %s, and that of %s is %s. Merge each plan alone, or run one of the two shards again as the other was."
              .formatted(what, first.directory(), a, next.directory(), b));
    }
  }

  /** Of two copies of a shard. */
  private Found chosen(Found before, Found next) {
    String both = before.directory() + " and " + next.directory();
    String twice = "Shard " + next.shard() + " is there twice, in " + both;
    if (before.content().equals(next.content())) {
      notes.add(twice + ", with the same runs: it counts once.");
      return before;
    }
    boolean a = preferred.contains(before.directory());
    boolean b = preferred.contains(next.directory());
    if (a == b) {
      throw RingbenchException.badInput(
          twice + ", with different runs. Say which one counts: --prefer DIR, or leave one out.");
    }
    Found counts = a ? before : next;
    notes.add(twice + ", with different runs: " + counts.directory() + " counts.");
    return counts;
  }

  @Override
  public Merged merged() {
    CampaignPlan plan = first.plan().whole();
    int of = first.shard().of();
    Map<Integer, Long> planned =
        plan.shardsOf(of).values().stream()
            .collect(Collectors.groupingBy(shard -> shard, Collectors.counting()));
    List<Integer> missing =
        IntStream.rangeClosed(1, of).filter(n -> !shards.containsKey(n)).boxed().toList();
    List<Integer> incomplete =
        shards.values().stream()
            .filter(found -> found.done() < planned.get(found.shard().number()))
            .map(found -> found.shard().number())
            .toList();
    MergedShards all = new MergedShards(of, first.shard().campaign(), missing, incomplete);
    String lacking = lacking(all);
    if (lacking != null && !choices.partial()) {
      throw RingbenchException.badInput(
          lacking + ". " + remedy(all, plan) + " Or merge what there is: --partial.");
    }
    if (lacking != null) {
      notes.add(lacking + ". " + remedy(all, plan));
    }
    SortedMap<Integer, CampaignRuns> byNumber = new TreeMap<>();
    shards.forEach((number, found) -> byNumber.put(number, found.runs()));
    MergedCampaign campaign = new MergedCampaign(plan, of, byNumber);
    Grading grading = new Grading(campaign);
    List<GradedRun> graded = grading.graded();
    List<MachineRuns> machines = machines();
    FaultDocument document =
        CampaignDocument.merged(
            CampaignDocument.document(
                plan,
                grading,
                graded,
                choices.build(),
                earliest(
                    shards.values().stream().map(found -> found.machine().startedAt()).toList()),
                lacking,
                machines.get(0).environment(),
                machines.get(0).guest(),
                Map.of()),
            grading,
            graded,
            all,
            machines);
    return new Merged(
        CampaignDocument.content(document),
        Map.of(
            CampaignArchive.FILE,
            (AtomicFile.Content)
                out -> CampaignArchive.write(campaign, Kept.ofMerged(graded), out)),
        file -> new FaultsReading(file, document),
        List.copyOf(notes));
  }

  /** Null: all of them are there, each with all of its runs. */
  private static String lacking(MergedShards all) {
    List<String> clauses = new ArrayList<>();
    if (!all.missing().isEmpty()) {
      clauses.add(numbers(all.missing()) + " of " + all.of() + " shards are missing");
    }
    if (!all.incomplete().isEmpty()) {
      clauses.add("of shards " + numbers(all.incomplete()) + " runs are missing");
    }
    return clauses.isEmpty() ? null : String.join("; ", clauses);
  }

  private static String numbers(List<Integer> numbers) {
    String shown =
        numbers.stream().limit(MOST_NAMED).map(String::valueOf).collect(Collectors.joining(", "));
    return numbers.size() > MOST_NAMED
        ? shown + " and " + (numbers.size() - MOST_NAMED) + " more"
        : shown;
  }

  private String remedy(MergedShards all, CampaignPlan plan) {
    return all.missing().isEmpty()
        ? "Go on: ringbench faults --resume "
            + shards.get(all.incomplete().get(0)).directory()
            + "."
        : "Run it: " + FaultsReading.rerun(plan, all.missing().get(0) + "/" + all.of()) + ".";
  }

  /** Shards of alike machines together, in the order of their first shard. */
  private List<MachineRuns> machines() {
    Map<List<String>, List<Found>> kinds = new LinkedHashMap<>();
    shards
        .values()
        .forEach(found -> kinds.computeIfAbsent(found.alike(), k -> new ArrayList<>()).add(found));
    List<MachineRuns> machines = new ArrayList<>();
    for (List<Found> kind : kinds.values()) {
      machines.add(
          MachineRuns.empty(
              "machine " + (machines.size() + 1),
              kind.stream().map(found -> found.shard().number()).toList(),
              earliest(kind.stream().map(found -> found.machine().startedAt()).toList()),
              kind.get(0).machine().environment(),
              kind.get(0).machine().guest()));
    }
    return machines;
  }

  /** Of what is a time; null: nothing is. */
  private static String earliest(List<String> times) {
    return times.stream()
        .filter(Objects::nonNull)
        .filter(CampaignMerge::isTime)
        .min((a, b) -> Instant.parse(a).compareTo(Instant.parse(b)))
        .orElse(null);
  }

  private static boolean isTime(String text) {
    try {
      Instant.parse(text);
      return true;
    } catch (DateTimeParseException e) {
      return false;
    }
  }
}
