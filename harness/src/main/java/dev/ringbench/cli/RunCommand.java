// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.content.GeneratedRules;
import dev.ringbench.document.DocumentJson;
import dev.ringbench.experiment.run.Plan;
import dev.ringbench.experiment.run.Profile;
import dev.ringbench.experiment.run.RunDocument;
import dev.ringbench.experiment.run.RunReading;
import dev.ringbench.experiment.run.measure.JmhForks;
import dev.ringbench.experiment.run.measure.Planner;
import dev.ringbench.experiment.run.measure.RunInProgress;
import dev.ringbench.experiment.run.measure.Sessions;
import dev.ringbench.experiment.run.measure.Turns;
import dev.ringbench.files.OutputFile;
import dev.ringbench.files.Outputs;
import dev.ringbench.measure.RunLock;
import dev.ringbench.model.Availability;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Environment;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.model.Sensor;
import dev.ringbench.platform.MachineChanges;
import dev.ringbench.platform.Platforms;
import dev.ringbench.platform.SensorPlatform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures and shows. */
@Command(
    name = "run",
    description = {
      "Measures the sensors that work on this machine and compares them.",
      "Shows what each adds to an operation, how late it delivers its event, what it loses, and what CPU time it uses."
    },
    footer = {
      "",
      "Examples:",
      "  ringbench run",
      "  ringbench run --profile standard --operations open",
      "  ringbench run --sensors seccomp-filter,seccomp-notify --handoff same-cpu,busy-poll",
      "  ringbench run --subject opensnoop,fatrace --faults kill,stop",
      "",
      "Without root it measures what an ordinary user can, and lists the rest with the reason."
    })
final class RunCommand implements Callable<Integer> {
  private static final int MOST_SESSIONS = 20;
  private static final int MOST_PAUSE_SECONDS = 86_400;
  private static final int MOST_TIMES_AS_MANY_FORKS = 4;

  @Mixin private RunOptions options;

  @Mixin private SubjectOptions subjects;

  @Option(
      names = "--allow-kernel-module",
      description =
          "Load our kernel module into THIS kernel and measure it too. It is unverified code: a defect in it crashes this machine. `ringbench guest run` does the same without that risk.")
  private boolean allowKernelModule;

  @Option(
      names = "--driver",
      paramLabel = "FILE",
      description = "With --allow-kernel-module: load this module. Default: build one.")
  private Path driver;

  @Mixin private ResidueOption residue;

  @Option(
      names = "--skip-floors",
      description = "Do not measure the instrument itself. It takes half the time of a fork.")
  private boolean skipFloors;

  @Option(
      names = "--sessions",
      paramLabel = "N",
      description =
          "Measure everything N times, with a pause between. Intervals then hold for this machine, and not for one moment. Default: 1. Use 3 for results to publish.")
  private int sessions = 1;

  @Option(
      names = "--pause",
      paramLabel = "SECONDS",
      description = "Pause between two sessions. Default: 60.")
  private int pauseSeconds = 60;

  @Option(
      names = "--precision",
      paramLabel = "PERCENT",
      description =
          "Add forks until half of each row's interval is at most this part of its latency, such as 5%%, or until there are four times as many forks. Cannot be used with --sessions.")
  private String precision;

  @Option(names = "--progress-file", hidden = true, description = "Write the progress there.")
  private Path progressFile;

  /** As a side of `pair`; not on the command line, which everybody can read. */
  private final String turns = System.getenv(Turns.VARIABLE);

  @Option(names = "--session", hidden = true, description = "As a side of `pair`: its name.")
  private String session;

  private Double wanted;

  private boolean isSide() {
    return session != null;
  }

  @Override
  public Integer call() {
    options.check();
    if (subjects.given()) {
      if (sessions > 1 || precision != null || allowKernelModule) {
        throw RingbenchException.badInput(
            "--subject cannot be used with --sessions, --precision or --allow-kernel-module.");
      }
      return subjects.run(options, progressFile);
    }
    subjects.requireSubjects();
    if (isSide() != (turns != null)) {
      throw RingbenchException.badInput(
          "--session and " + Turns.VARIABLE + " belong together, and only `pair` gives them.");
    }
    if (driver != null && !allowKernelModule) {
      throw RingbenchException.badInput("--driver needs --allow-kernel-module.");
    }
    if (driver != null && !Files.isReadable(driver)) {
      throw RingbenchException.badInput("--driver " + driver + ": no such file.");
    }
    wanted = Percentage.of("--precision", precision);
    if (sessions < 1 || sessions > MOST_SESSIONS) {
      throw RingbenchException.badInput(
          "--sessions " + sessions + ": use 1 to " + MOST_SESSIONS + ".");
    }
    if (pauseSeconds < 0 || pauseSeconds > MOST_PAUSE_SECONDS) {
      throw RingbenchException.badInput(
          "--pause " + pauseSeconds + ": use 0 to " + MOST_PAUSE_SECONDS + " seconds.");
    }
    if (wanted != null && sessions > 1) {
      throw RingbenchException.badInput(
          "--precision and --sessions: the one adds forks, the other repeats them; give one.");
    }
    SensorPlatform platform = Platforms.current();
    Planner planner =
        residue.planner(platform, options.profile == Profile.QUICK && options.sensors.isEmpty());
    List<Sensor> chosen = planner.choose(options.sensors);
    planner.check(options.sensors, options.operations);
    // Of a side, whoever made the pair has decided.
    OutputFile file =
        (isSide() ? Outputs.of(true) : options.force.reading(driver)).file("--out", options.path());
    if (isSide()) {
      endWithSession();
      return measure(platform, planner, chosen, file);
    }
    return RunLock.holding(
        () -> {
          Leftovers.remove(platform.changes(), System.err);
          if (!allowKernelModule) {
            return measure(platform, planner, chosen, file);
          }
          MachineChanges.Undo loaded = platform.changes().loadDriver(driver);
          try {
            return measure(platform, planner, chosen, file);
          } finally {
            loaded.close();
          }
        });
  }

  /** As on a signal: what was measured is saved, and nothing stays attached. */
  private void endWithSession() {
    Turns watched = Turns.at(turns);
    Thread watch =
        new Thread(
            () -> {
              watched.awaitEnd();
              System.err.println("ringbench: the session that this is a side of has ended.");
              Runtime.getRuntime().exit(RingbenchException.Kind.MACHINE.exitCode());
            },
            "end with the session");
    watch.setDaemon(true);
    watch.start();
  }

  private List<Availability> probe(
      SensorPlatform platform, Planner planner, List<Cell> cells, RunProgress progress) {
    try (Turns probing = Turns.at(turns)) {
      probing.next(0);
      return planner.probe(cells, platform.files().workDir(), progress::probing);
    }
  }

  private int measure(
      SensorPlatform platform, Planner planner, List<Sensor> chosen, OutputFile file) {
    Instant started = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    long usedSeed = options.seed == null ? started.getEpochSecond() : options.seed;
    List<Handoff> handoffs =
        options.handoffs.isEmpty()
            ? List.of(Handoff.SAME_CPU, Handoff.OTHER_CPU, Handoff.BUSY_POLL)
            : options.handoffs;
    Environment environment = platform.machine().environment();
    Watchers.name(environment, System.err);
    RunProgress progress = RunProgress.to(progressFile);
    List<Availability> availability =
        probe(
            platform,
            planner,
            Planner.cells(chosen, options.operations, handoffs, options.rules),
            progress);
    planner.demandBaseline(availability);
    Plan whole =
        planner.plan(
            options.profile,
            options.forks == null ? options.profile.forks() : options.forks,
            options.rounds == null ? options.profile.rounds() : options.rounds,
            usedSeed,
            options.operations,
            handoffs,
            availability);
    Plan once =
        isSide()
            ? planner.sideOf(whole, options.sensors, availability)
            : skipFloors ? whole.withoutFloors() : whole;
    Sessions when =
        new Sessions(
            sessions,
            Duration.ofSeconds(pauseSeconds),
            wanted,
            MOST_TIMES_AS_MANY_FORKS * once.forks());
    Plan plan = when.planOf(once);
    RunDocument.Run request =
        new RunDocument.Run(
            RunDocument.Status.PARTIAL,
            null,
            started.toString(),
            started.toString(),
            plan.profile(),
            plan.forks(),
            plan.rounds(),
            usedSeed,
            platform.machine().emulated(),
            options.operations,
            handoffs,
            plan.settings(),
            session,
            GeneratedRules.fingerprints(options.rules),
            null,
            wanted);
    RunInProgress run =
        new RunInProgress(
            plan,
            Version.text(),
            chosen,
            availability,
            environment,
            platform.machine().warnings(environment),
            request);
    RunRecorder recorder = new RunRecorder(run, file, progress);
    MachineChanges.Undo limited = platform.changes().limitResidue(planner.measured(availability));
    try (limited;
        recorder) {
      progress.start(plan);
      when.run(
          new JmhForks(platform.files().forkArguments(), platform.files().workDir(), turns),
          plan,
          run,
          recorder,
          progress::waitingForSession);
    }
    show(run.document("stopped early"), recorder);
    String nothing = run.nothingMeasured();
    if (nothing != null) {
      throw RingbenchException.machine(
          "Nothing was measured: "
              + nothing
              + ". The reasons are in "
              + recorder.writtenTo()
              + "; see `ringbench doctor`.");
    }
    return recorder.exitCode();
  }

  private void show(RunDocument document, RunRecorder recorder) {
    if (options.json) {
      System.out.println(DocumentJson.mapper().writeValueAsString(document));
    } else {
      Terminal.show(new RunReading(recorder.writtenTo(), document), options.all);
    }
  }
}
