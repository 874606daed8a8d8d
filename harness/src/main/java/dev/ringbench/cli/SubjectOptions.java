// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.experiment.subjects.SubjectProfile;
import dev.ringbench.experiment.subjects.SubjectsDocument;
import dev.ringbench.experiment.subjects.SubjectsReading;
import dev.ringbench.experiment.subjects.measure.SubjectsRun;
import dev.ringbench.files.OutputFile;
import dev.ringbench.measure.RunLock;
import dev.ringbench.model.Nearest;
import dev.ringbench.model.Operation;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.model.Sensor;
import dev.ringbench.platform.Platforms;
import dev.ringbench.platform.RunFiles;
import dev.ringbench.platform.SensorPlatform;
import dev.ringbench.programs.MacroWorkload;
import dev.ringbench.render.TextReport;
import dev.ringbench.subject.OutsideFault;
import dev.ringbench.subject.Subject;
import dev.ringbench.subject.Subjects;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Of {@code run}: sensors that are not ours. */
final class SubjectOptions {
  private static final String ALL = "all";
  private static final int MOST_FAULT_RUNS = 1000;
  private static final List<Operation> POSSIBLE =
      List.of(Operation.OPEN, Operation.EXEC, Operation.CONNECT);

  @Option(
      names = "--subject",
      split = ",",
      paramLabel = "NAME",
      description =
          "Measure real sensors: names of `ringbench subject list`, files of your own, or `all`. Beside each runs our sensor of its kind.")
  private List<String> subjects = List.of();

  @Option(
      names = "--faults",
      split = ",",
      paramLabel = "NAME",
      description =
          "With --subject: also do these faults to each: kill, stop, freeze, starve, memory, descriptors, restart, disk, flood, configuration, or `all`.")
  private List<String> faults = List.of();

  @Option(
      names = "--fault-runs",
      paramLabel = "N",
      description = "How often each fault of --faults is done (default: 1). Shares need several.")
  private Integer faultRuns;

  @Option(
      names = "--allow-faults-on-services",
      description =
          "Also do --faults to services of this machine that a description turns on and off. Risk: what they protect is unprotected meanwhile, and they may not come back.")
  private boolean faultsOnServices;

  @Option(
      names = "--overflow",
      description =
          "With --subject: also stop each while operations go on as fast as they can, so that its queue overflows, and look whether it reports the loss. Subjects that must answer are not stopped.")
  private boolean overflow;

  @Option(
      names = "--install",
      description =
          "With --subject: install the Debian packages of subjects that are not installed, after naming them. Services that come with a package are not started.")
  private boolean install;

  @Option(
      names = "--programs",
      split = ",",
      paramLabel = "NAME",
      description =
          "With --subject: also time these whole programs: unpack, compile, search, spawn, serve.")
  private List<String> programs = List.of();

  @Option(names = "--counted", hidden = true, description = "The clock counts instructions.")
  private boolean counted;

  /** As they were given. */
  List<String> names() {
    return subjects;
  }

  /** As they were given. */
  List<String> faultNames() {
    return faults;
  }

  /** How often each is done; null: as ever. */
  Integer faultRunsGiven() {
    return faultRuns;
  }

  /** Whether queues are to overflow. */
  boolean overflowing() {
    return overflow;
  }

  /** Installs what is missing, where that was asked for. */
  void install(SensorPlatform platform) {
    if (install) {
      SubjectPackages.install(platform.subjects(), chosen(platform), System.err);
    }
  }

  /** As they were given. */
  List<String> programNames() {
    return programs;
  }

  /** Descriptions that are read. */
  Path[] files() {
    return subjects.stream().filter(Subjects::isFile).map(Path::of).toArray(Path[]::new);
  }

  /**
   * What can be found wrong before anything starts.
   *
   * @throws RingbenchException bad input
   */
  void check(RunOptions options, SensorPlatform platform) {
    check(options);
    profile(options);
    faults();
    faultRuns();
    MacroCommand.workloads("--programs", programs);
    chosen(platform);
  }

  /** Whether there are any. */
  boolean given() {
    return !subjects.isEmpty();
  }

  /**
   * Nothing without subjects.
   *
   * @throws RingbenchException bad input
   */
  void requireSubjects() {
    if (!faults.isEmpty()) {
      throw RingbenchException.badInput(
          "--faults needs --subject; `ringbench faults` injects defects into our own sensors.");
    }
    if (faultRuns != null || install || faultsOnServices || overflow) {
      throw RingbenchException.badInput(
          (install
                  ? "--install"
                  : faultsOnServices
                      ? "--allow-faults-on-services"
                      : overflow ? "--overflow" : "--fault-runs")
              + " needs --subject.");
    }
    if (!programs.isEmpty()) {
      throw RingbenchException.badInput(
          "--programs needs --subject; `ringbench macro` times programs with our own sensors.");
    }
  }

  private List<Subject> chosen(SensorPlatform platform) {
    return chosen(platform, subjects);
  }

  /**
   * A guest does not see files of the user's own.
   *
   * @throws RingbenchException bad input, when there are some
   */
  static void requireShipped(Path[] files) {
    if (files.length > 0) {
      throw RingbenchException.badInput(
          "--subject " + files[0] + ": a guest takes the subjects that ship. Name one.");
    }
  }

  /**
   * Those of names and files, each once.
   *
   * @throws RingbenchException bad input
   */
  static List<Subject> chosen(SensorPlatform platform, List<String> names) {
    List<Subject> chosen = new ArrayList<>();
    for (String name : names) {
      if (name.equals(ALL)) {
        chosen.addAll(Subjects.shipped());
      } else {
        chosen.add(find(platform, name));
      }
    }
    List<String> ours = platform.sensors().all().stream().map(Sensor::id).toList();
    for (Subject subject : chosen) {
      if (ours.contains(subject.id())) {
        throw RingbenchException.badInput(
            "--subject " + subject.id() + ": that is the name of a sensor of ours. Rename it.");
      }
      if (chosen.stream().filter(other -> other.id().equals(subject.id())).count() > 1) {
        throw RingbenchException.badInput("--subject names " + subject.id() + " twice.");
      }
    }
    return chosen;
  }

  /** By name, or by a file that nobody else could have written where we are root. */
  static Subject find(SensorPlatform platform, String nameOrFile) {
    if (Subjects.isFile(nameOrFile) && Files.exists(Path.of(nameOrFile))) {
      requireTrust(platform, Path.of(nameOrFile), "its commands");
    }
    Subject subject = Subjects.find(nameOrFile);
    for (String name : subject.beside()) {
      if (subject.home() != null && Files.exists(subject.home().resolve(name))) {
        requireTrust(platform, subject.home().resolve(name), "it");
      }
    }
    return subject;
  }

  private static void requireTrust(SensorPlatform platform, Path file, String what) {
    Optional<String> trouble = platform.subjects().distrust(file);
    if (trouble.isPresent()) {
      throw RingbenchException.badInput(
          file
              + ": "
              + what
              + " would run as root, and "
              + trouble.get()
              + ". Copy it to a place of your own.");
    }
  }

  /** Files that a guest needs, the descriptions first. */
  List<Path> carried() {
    List<Path> all = new ArrayList<>(Arrays.asList(files()));
    for (Path file : files()) {
      Subject subject = Subjects.find(file.toString());
      subject.beside().forEach(name -> all.add(subject.home().resolve(name)));
    }
    return all;
  }

  private List<OutsideFault> faults() {
    List<OutsideFault> chosen = new ArrayList<>();
    for (String name : faults) {
      if (name.equals(ALL)) {
        chosen.addAll(Arrays.asList(OutsideFault.values()));
        continue;
      }
      chosen.add(
          Arrays.stream(OutsideFault.values())
              .filter(fault -> fault.toString().equals(name))
              .findFirst()
              .orElseThrow(
                  () ->
                      RingbenchException.badInput(
                          "--faults: " + Nearest.unknown("fault", name, OutsideFault.names()))));
    }
    return chosen.stream().distinct().toList();
  }

  private int faultRuns() {
    if (faultRuns == null) {
      return 1;
    }
    if (faultRuns < 1 || faultRuns > MOST_FAULT_RUNS) {
      throw RingbenchException.badInput(
          "--fault-runs " + faultRuns + ": there are 1 to " + MOST_FAULT_RUNS + ".");
    }
    if (faults.isEmpty()) {
      throw RingbenchException.badInput("--fault-runs needs --faults: nothing is done otherwise.");
    }
    return faultRuns;
  }

  private static SubjectProfile profile(RunOptions options) {
    String name = options.profile.toString();
    return Arrays.stream(SubjectProfile.values())
        .filter(profile -> profile.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                RingbenchException.badInput(
                    "--profile " + name + ": with --subject there are quick and standard."));
  }

  private static void check(RunOptions options) {
    if (!options.sensors.isEmpty() || options.forks != null || !options.rules.equals(List.of(0))) {
      throw RingbenchException.badInput(
          "--subject measures our sensors of the same kind without being told: leave out --sensors,"
              + " --forks and --rules.");
    }
    for (Operation operation : options.operations) {
      if (!POSSIBLE.contains(operation)) {
        throw RingbenchException.badInput(
            "--operations " + operation + ": with --subject there are open, exec and connect.");
      }
    }
    if (options.handoffs.size() > 1) {
      throw RingbenchException.badInput(
          "--handoff: with --subject our sensors have one; name one.");
    }
  }

  /** Measures and shows. */
  int run(RunOptions options, Path progressFile) {
    check(options);
    SubjectProfile profile = profile(options);
    List<OutsideFault> wanted = faults();
    faultRuns();
    List<MacroWorkload> timed = MacroCommand.workloads("--programs", programs);
    SensorPlatform platform = Platforms.current();
    List<Subject> chosen = chosen(platform);
    OutputFile file = options.force.reading(files()).file("--out", options.path());
    return RunLock.holding(
        () -> {
          Leftovers.remove(platform.changes(), System.err);
          install(platform);
          return measure(platform, options, profile, wanted, timed, chosen, file, progressFile);
        });
  }

  private int measure(
      SensorPlatform platform,
      RunOptions options,
      SubjectProfile profile,
      List<OutsideFault> faults,
      List<MacroWorkload> programs,
      List<Subject> chosen,
      OutputFile file,
      Path progressFile) {
    Instant started = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    Watchers.name(platform.machine().environment(), System.err);
    SubjectsRun run =
        new SubjectsRun(
            platform,
            new SubjectsRun.Settings(
                Version.text(),
                started.toString(),
                profile,
                options.rounds == null ? profile.rounds() : options.rounds,
                options.operations,
                faults,
                faultRuns(),
                faultsOnServices,
                overflow,
                programs,
                options.handoffs.isEmpty()
                    ? LoadOptions.usualHandoff(platform.sensors())
                    : options.handoffs.get(0),
                options.seed == null ? started.getEpochSecond() : options.seed,
                counted),
            chosen);
    GrowingDocument document =
        new GrowingDocument(
            file,
            whyPartial -> SubjectsDocument.FORM.content(run.document(whyPartial, now())),
            () -> {});
    RunProgress progress = RunProgress.to(progressFile);
    try (document) {
      run.measure(
          directory(platform.files()),
          plan -> {
            if (progressFile == null) {
              RunProgress.showLine("");
              System.err.print(TextReport.wrapped(plan, Terminal.width()));
            }
          },
          line -> {
            document.stayWhenEnding();
            progress.step(line);
          },
          document::save);
      document.finish(null);
    }
    RunProgress.showLine("");
    SubjectsReading reading = new SubjectsReading(document.writtenTo(), run.document(null, now()));
    if (options.json) {
      Terminal.printJson(reading.document());
    } else {
      Terminal.show(reading, options.all);
    }
    if (reading.figures().isEmpty()) {
      throw RingbenchException.machine(
          "Nothing was measured: no subject could be. The reasons are in "
              + document.writtenTo()
              + "; `ringbench subject check NAME` walks through one.");
    }
    return document.exitCode();
  }

  private static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** Beside the work directory, which the bench mounts over. */
  static Path directory(RunFiles files) {
    try {
      return Files.createDirectories(files.workDir().resolveSibling("subjects"));
    } catch (IOException e) {
      throw RingbenchException.machine(
          "Cannot make a directory for subjects: " + e.getMessage() + ".", e);
    }
  }
}
