// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.driver.DriverBuild;
import dev.ringbench.experiment.faults.CampaignArchive;
import dev.ringbench.experiment.faults.CampaignDirectory;
import dev.ringbench.experiment.faults.CampaignDocument;
import dev.ringbench.experiment.faults.CampaignPlan;
import dev.ringbench.experiment.faults.CampaignProfile;
import dev.ringbench.experiment.faults.FaultDocument;
import dev.ringbench.experiment.faults.FaultsReading;
import dev.ringbench.experiment.faults.GradedRun;
import dev.ringbench.experiment.faults.Grading;
import dev.ringbench.experiment.faults.measure.Campaign;
import dev.ringbench.fault.Catalogue;
import dev.ringbench.fault.FaultSensor;
import dev.ringbench.fault.Guest;
import dev.ringbench.fault.MachineProfile;
import dev.ringbench.fault.Place;
import dev.ringbench.guest.GuestKernel;
import dev.ringbench.guest.GuestUse;
import dev.ringbench.injection.FaultPlaces;
import dev.ringbench.measure.RunLock;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.model.Shard;
import dev.ringbench.platform.Platforms;
import dev.ringbench.platform.SensorPlatform;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Injects faults and shows what they take down. */
@Command(
    name = "faults",
    description = {
      "Injects the same defects into each architecture and shows what they take down.",
      "A defect may take down the sensor, the workload or the machine.",
      "Faults of kernel code run in a disposable guest only. Faults of user-mode sensors run on this machine, in private mounts; with --place guest, in the guest."
    },
    footer = {
      "",
      "Examples:",
      "  ringbench faults                               eight faults, three runs each: minutes",
      "  ringbench faults --profile standard            all of the catalogue, 30 runs each",
      "  ringbench faults --profile campaign --runs 300 --hours 8 --out big",
      "  ringbench faults --resume big",
      "  ringbench faults --profile campaign --seed 7 --shard 3/16 --out shard-3",
      "  ringbench faults --replay channel-file         19 July 2024, as it happened"
    },
    subcommands = {FaultsListCommand.class, FaultsReclassifyCommand.class})
final class FaultsCommand implements Callable<Integer> {
  private static final String CHANNEL_FILE = "channel-file";
  private static final int MOST_RUNS = 100_000;

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      description =
          "How much to run: smoke (8 faults, 3 runs each), standard (all faults, 30 runs each) or campaign (300 runs each). Default: smoke.")
  private String profile;

  @Option(
      names = "--runs",
      paramLabel = "N",
      description =
          "Runs of each fault in each sensor and machine setup. Default: as the profile says.")
  private Integer runs;

  @Option(
      names = "--hours",
      paramLabel = "H",
      description = "Start no new run after so many hours; --resume continues. Default: no limit.")
  private Double hours;

  @Option(
      names = "--faults",
      split = ",",
      paramLabel = "ID",
      description = "Inject only these faults; `ringbench faults list` shows them.")
  private List<String> faults = List.of();

  @Option(
      names = "--sensors",
      split = ",",
      paramLabel = "ID",
      description = "Inject into these sensors only.")
  private List<String> sensors = List.of();

  @Option(
      names = "--machines",
      split = ",",
      paramLabel = "NAME",
      description =
          "How the machine is set up: bare, guarded (panic_on_oops and watchdogs), panic (panic_on_oops alone) or watchdog (watchdogs alone). Default: bare,guarded.")
  private List<String> machines = List.of();

  @Option(
      names = "--place",
      paramLabel = "PLACE",
      description =
          "Run only what may run there: host or guest. Default: user-mode sensors and bpf-tracepoint on this machine, all others in the guest.")
  private Place place;

  @Option(
      names = "--kernel",
      paramLabel = "FILE",
      description = "Kernel of the guest. Default: the newest installed one that has headers.")
  private Path kernelFile;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description =
          "Seed of the order of runs, of defects and of triggers. Default: the current time, which the document stores.")
  private Long seed;

  @Option(
      names = "--shard",
      paramLabel = "K/N",
      description =
          "Run only part K of N of the plan, such as 3/16, so that N machines share it; needs --seed. `ringbench merge` makes one document of all parts.")
  private String shard;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "New directory for all results; with --replay it may exist. Default: ringbench-faults-<time>.")
  private Path out;

  @Option(
      names = "--resume",
      paramLabel = "DIR",
      description = "Continue a campaign that was cut off.")
  private Path resume;

  @Option(
      names = "--replay",
      paramLabel = "NAME",
      description =
          "Replay an incident instead: channel-file is 19 July 2024, in each architecture.")
  private String replay;

  @Option(names = "--all", description = "Print the whole report, not its first screen.")
  private boolean all;

  @Mixin private ForceOption force;

  @Override
  public Integer call() {
    check();
    SensorPlatform platform = Platforms.current();
    FaultReplay replayed =
        replay == null ? null : new FaultReplay(platform, kernel(), force.reading(kernelFile), out);
    return RunLock.holding(
        () -> {
          Leftovers.remove(platform.changes(), System.err);
          if (replayed != null) {
            return replayed.show(replay);
          }
          try (CampaignDirectory directory =
              resume == null
                  ? CampaignDirectory.create(directoryName(), plan())
                  : CampaignDirectory.open(resume)) {
            return conduct(platform, directory);
          }
        });
  }

  private void check() {
    if (runs != null && (runs < 1 || runs > MOST_RUNS)) {
      throw RingbenchException.badInput("--runs " + runs + ": use 1 to " + MOST_RUNS + ".");
    }
    if (hours != null && !(hours > 0 && hours <= 1000)) {
      throw RingbenchException.badInput("--hours " + hours + ": use more than 0, up to 1000.");
    }
    if (replay != null && !replay.equals(CHANNEL_FILE)) {
      throw RingbenchException.badInput("--replay " + replay + ": there is " + CHANNEL_FILE + ".");
    }
    if (shard != null) {
      Shard.parse(shard);
    }
    if (shard != null && replay != null) {
      throw RingbenchException.badInput("--shard: a replay has no shards. Leave out one of both.");
    }
    if (shard != null && seed == null && resume == null) {
      throw RingbenchException.badInput(
          "--shard " + shard + ": all shards need the same seed. Give each the same --seed N.");
    }
    boolean plans =
        Stream.of(out, profile, runs, place, seed, shard).anyMatch(Objects::nonNull)
            || Stream.of(faults, sensors, machines).anyMatch(list -> !list.isEmpty());
    if (resume != null && plans) {
      throw RingbenchException.badInput(
          "--resume goes on with what "
              + resume
              + " has planned: leave out --out, --profile, --runs, --faults, --sensors, --machines,"
              + " --place, --seed, --shard.");
    }
  }

  private Path directoryName() {
    return out != null
        ? out
        : Path.of(
            "ringbench-faults-"
                + DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss")
                    .withZone(ZoneOffset.UTC)
                    .format(Instant.now()));
  }

  private CampaignPlan plan() {
    return shard == null ? whole() : whole().cut(Shard.parse(shard), Version.text());
  }

  private CampaignPlan whole() {
    CampaignProfile chosen = CampaignProfile.of(profile == null ? "smoke" : profile);
    Catalogue catalogue = Catalogue.load();
    List<String> ids =
        !faults.isEmpty()
            ? faults.stream()
                .map(id -> catalogue.fault(id.toUpperCase(Locale.ROOT)).id())
                .distinct()
                .toList()
            : chosen.faults() != null
                ? chosen.faults()
                : catalogue.faults().stream().map(Catalogue.Fault::id).toList();
    List<CampaignPlan.PlacedSensor> placed = placed();
    boolean guests = placed.stream().anyMatch(sensor -> sensor.place() == Place.GUEST);
    return new CampaignPlan(
        CampaignPlan.FORMAT,
        chosen.name(),
        runs == null ? chosen.runsOfCell() : runs,
        ids,
        placed,
        (machines.isEmpty() ? List.of("bare", "guarded") : machines)
            .stream().map(MachineProfile::of).distinct().toList(),
        seed == null ? System.currentTimeMillis() : seed,
        guests ? kernel().release() : null,
        catalogue.version());
  }

  private List<CampaignPlan.PlacedSensor> placed() {
    List<CampaignPlan.PlacedSensor> placed = new ArrayList<>();
    List<FaultSensor> chosen =
        sensors.isEmpty()
            ? FaultSensor.ALL
            : sensors.stream().map(FaultSensor::of).distinct().toList();
    for (FaultSensor sensor : chosen) {
      if (place != Place.HOST && isLeftOut(sensor)) {
        continue;
      }
      if (place == null) {
        placed.add(
            new CampaignPlan.PlacedSensor(sensor.id(), sensor.host() ? Place.HOST : Place.GUEST));
      } else if (place == Place.HOST ? sensor.host() : sensor.guest()) {
        placed.add(new CampaignPlan.PlacedSensor(sensor.id(), place));
      } else if (!sensors.isEmpty()) {
        throw RingbenchException.badInput(
            "--place host: faults of "
                + sensor.id()
                + " are faults of kernel code, and run in a guest only. Leave out --place.");
      }
    }
    return placed;
  }

  /** Without a Rust compiler the guest's driver has nothing to run these faults in. */
  private boolean isLeftOut(FaultSensor sensor) {
    String missing = sensor.architecture().inRust() ? DriverBuild.faultyRustMissing() : null;
    if (missing != null && !sensors.isEmpty()) {
      throw RingbenchException.machine("--sensors " + sensor.id() + ": " + missing + ".");
    }
    if (missing != null && shard != null) {
      throw RingbenchException.machine(
          "--shard "
              + shard
              + ": "
              + missing
              + ", and all shards have the same sensors. Install it, or name in all shards the"
              + " same --sensors without "
              + sensor.id()
              + ".");
    }
    if (missing != null) {
      System.err.println("ringbench: no faults in " + sensor.id() + ": " + missing + ".");
    }
    return missing != null;
  }

  private GuestKernel kernel() {
    return kernelFile == null
        ? GuestKernel.preferred(GuestUse.FAULTS)
        : GuestKernel.of(kernelFile, GuestUse.FAULTS);
  }

  /** A shard is of one build, from its first run to its last. */
  private static void requireBuild(CampaignPlan plan) {
    if (plan.shard() != null && !plan.shard().build().equals(Version.text())) {
      throw RingbenchException.badInput(
          "--resume: its shard is of build "
              + plan.shard().build()
              + ", and this is "
              + Version.text()
              + ". Go on with that build.");
    }
  }

  /** Runs of two kernels in one matrix would be compared as if they were of one. */
  private GuestKernel guestKernel(CampaignPlan plan) {
    if (!plan.hasGuests()) {
      return null;
    }
    GuestKernel kernel = kernel();
    if (!kernel.release().equals(plan.guestKernel())) {
      throw RingbenchException.badInput(
          "--resume: its guests ran kernel "
              + plan.guestKernel()
              + ", these would run "
              + kernel.release()
              + ". Name that kernel: --kernel FILE.");
    }
    return kernel;
  }

  /** Says how to go on, when the process is told to end before its campaign is over. */
  private static Thread farewell(CampaignDirectory directory, Campaign campaign) {
    Thread farewell =
        new Thread(
            () -> {
              campaign.stop();
              System.err.println(
                  "\nringbench: cut off; what is done is kept. Go on: ringbench faults --resume "
                      + directory.path());
            },
            "say how to go on");
    Runtime.getRuntime().addShutdownHook(farewell);
    return farewell;
  }

  /** Why a document is partial whose runs are all done; null: it is complete. */
  private static String ofShard(CampaignPlan plan) {
    return plan.shard() == null ? null : "these are the runs of shard " + plan.shard();
  }

  private int conduct(SensorPlatform platform, CampaignDirectory directory) {
    requireBuild(directory.plan());
    GuestKernel guestKernel = guestKernel(directory.plan());
    FaultPlaces places = new FaultPlaces(platform.files(), platform.changes(), guestKernel);
    long limitNs = hours == null ? Long.MAX_VALUE / 4 : (long) (hours * TimeUnit.HOURS.toNanos(1));
    Thread farewell;
    boolean complete;
    Map<String, Double> pace;
    try (FaultProgress progress = new FaultProgress()) {
      Campaign campaign =
          new Campaign(
              directory, place -> places.runner(place, directory::keepConsole), limitNs, progress);
      farewell = farewell(directory, campaign);
      complete = campaign.run();
      pace = resume == null ? progress.pace() : Map.of();
    }
    Runtime.getRuntime().removeShutdownHook(farewell);
    Grading grading = new Grading(directory);
    List<GradedRun> graded = grading.graded();
    FaultDocument document =
        CampaignDocument.document(
            directory.plan(),
            grading,
            graded,
            Version.text(),
            directory.startedAt(),
            complete ? ofShard(directory.plan()) : "the time limit of --hours was reached",
            platform.machine().environment(),
            guestKernel == null
                ? null
                : new Guest(guestKernel.release(), places.acceleration().accelerator().toString()),
            pace);
    int kept = CampaignResult.keep(directory, graded, document);
    Terminal.show(
        new FaultsReading(directory.path().resolve(CampaignDocument.DOCUMENT), document), all);
    System.out.println(
        "In "
            + directory.path()
            + ": faults.json, faults.md, runs.jsonl, consoles/;"
            + " to publish: faults.json, faults.md and "
            + CampaignArchive.FILE
            + ", the raw runs.");
    if (document.selfChecks().stream().anyMatch(check -> check.as() < check.of())) {
      System.err.println(
          "ringbench: runs whose class was known beforehand came out otherwise: see \"Whether to trust"
              + " it\".");
    }
    if (complete && directory.plan().shard() != null) {
      System.out.println(
          "This is shard "
              + directory.plan().shard()
              + ". When all are there: ringbench merge DIR... --out DIR");
    }
    if (!complete) {
      System.out.println(
          "Not all runs are done. Go on: ringbench faults --resume " + directory.path());
    }
    boolean any = graded.stream().anyMatch(run -> run.outcome() != null);
    return any ? kept : RingbenchException.Kind.MACHINE.exitCode();
  }
}
