// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.tamper.measure;

import dev.ringbench.document.DocumentHead;
import dev.ringbench.experiment.tamper.AttackFacts;
import dev.ringbench.experiment.tamper.Defender;
import dev.ringbench.experiment.tamper.ProbeCounts;
import dev.ringbench.experiment.tamper.TamperDocument;
import dev.ringbench.experiment.tamper.TamperTrial;
import dev.ringbench.files.PrivateDirectory;
import dev.ringbench.model.Environment;
import dev.ringbench.model.Mode;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Placement;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.model.Sensor;
import dev.ringbench.platform.SensorPlatform;
import dev.ringbench.subject.Subject;
import dev.ringbench.subject.running.SubjectFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Attacks sensors, each in a scene of its own. Attacks that take no CPU time are done beside each
 * other on different sensors. {@link #document} gives what there is so far at any moment.
 */
public final class TamperRun {
  /** Scenes at a time: in most of their time nothing is done but waiting. */
  private static final int BESIDE = 3;

  /** Seconds of a trial, as measured on a busy machine with two CPUs. */
  private static final double SECONDS_A_TRIAL = 6;

  private static final double SECONDS_A_MINUTE = 60;

  private final SensorPlatform platform;
  private final Settings settings;
  private final Catalogue catalogue;
  private final List<Catalogue.Row> attacks;
  private final List<Target> targets = new ArrayList<>();
  private final Environment environment;
  private final boolean emulated;
  private final List<String> warnings;
  private final Map<String, Defender> refused = new HashMap<>();
  private final List<TamperTrial> trials = new ArrayList<>();
  private int made;

  /**
   * What was asked for.
   *
   * @param repeats of each attack on each sensor
   * @param wholeMachine whether attacks may change the whole machine
   */
  public record Settings(
      String version, String startedAt, int repeats, boolean allowResidue, boolean wholeMachine) {}

  /** A sensor and how it is described, given the watched directory and the mark of targets. */
  private record Target(Defender defender, BiFunction<String, String, Subject> subject) {}

  /**
   * For these sensors and subjects.
   *
   * @param ids of attacks; empty: all. The control is always one of them
   */
  public TamperRun(
      SensorPlatform platform,
      Settings settings,
      List<Sensor> sensors,
      List<Subject> subjects,
      List<String> ids) {
    this.platform = platform;
    this.settings = settings;
    this.catalogue = Catalogue.shipped();
    this.attacks =
        catalogue.attacks().stream()
            .filter(
                row ->
                    ids.isEmpty() || ids.contains(row.id()) || row.id().equals(AttackFacts.CONTROL))
            .toList();
    this.environment = platform.machine().environment();
    this.emulated = platform.machine().emulated();
    this.warnings = platform.machine().warnings(environment);
    sensors.forEach(sensor -> targets.add(target(sensor)));
    subjects.forEach(subject -> targets.add(target(subject)));
  }

  /** All attacks, and why some are never done. */
  public static List<AttackFacts> known() {
    return Catalogue.shipped().attacks().stream()
        .map(
            row ->
                new AttackFacts(row.id(), row.title(), row.attacker(), row.reason(), row.remedy()))
        .toList();
  }

  /** Ids of attacks that change a whole machine, so are done in a guest alone. */
  public static List<String> onWholeMachine() {
    return Catalogue.shipped().attacks().stream()
        .filter(row -> row.machine() && row.reason() == null)
        .map(Catalogue.Row::id)
        .toList();
  }

  /** Whether the catalogue knows the mechanism of a sensor of ours: the others are not attacked. */
  public static boolean isKnown(Sensor sensor) {
    return sensor.placement() != Placement.BASELINE
        && sensor.placement() != Placement.FLOOR
        && Catalogue.shipped().mechanism(sensor.id()).isPresent();
  }

  private Target target(Sensor sensor) {
    String kind = catalogue.mechanism(sensor.id()).orElse(null);
    boolean reports = !sensor.id().startsWith("framework-");
    Defender defender =
        new Defender(
            sensor.id(),
            sensor.placement(),
            sensor.mode(),
            sensor.mechanism(),
            kind,
            true,
            OwnSensors.operation(sensor),
            reports,
            null,
            null);
    if (sensor.residue() != null && !settings.allowResidue()) {
      defender =
          defender.without(
              "it leaves behind " + sensor.residue(),
              "use a machine that may be rebooted, with --allow-residue");
    }
    return new Target(
        defender,
        (work, marker) ->
            OwnSensors.subject(sensor, kind, reports, platform.subjects(), work, marker));
  }

  private Target target(Subject subject) {
    Operation operation =
        Stream.of(Operation.OPEN, Operation.EXEC, Operation.CONNECT)
            .filter(subject.operations()::containsKey)
            .findFirst()
            .orElse(Operation.OPEN);
    String kind =
        catalogue
            .mechanism(subject.id())
            .or(
                () ->
                    subject.operations().values().stream()
                        .map(Subject.Watched::like)
                        .filter(Objects::nonNull)
                        .map(like -> catalogue.mechanism(like).orElse(null))
                        .filter(Objects::nonNull)
                        .findFirst())
            .orElse(null);
    Defender defender =
        new Defender(
            subject.id(),
            subject.placement(),
            subject.mode(),
            subject.mechanism(),
            kind,
            false,
            operation,
            true,
            null,
            null);
    if (subject.action().isToggled()) {
      defender =
          defender.without(
              "it is a service of this machine, which others need",
              "attack it in a guest, once its description starts it as a process");
    } else if (subject.isOffline()) {
      defender =
          defender.without(
              "its log can be read only when it has stopped", "describe a log that grows");
    } else if (kind == null) {
      defender =
          defender.without(
              "the catalogue of attacks does not know its mechanism",
              "name a sensor of ours by `like` in its description");
    }
    return new Target(defender, (work, marker) -> subject);
  }

  /** What will be done, and about how long it takes. */
  public String plan() {
    List<Job> jobs = jobs();
    long sensors = jobs.stream().map(job -> job.target().defender().id()).distinct().count();
    long rows = jobs.stream().map(job -> job.row().id()).distinct().count();
    double beside = jobs.stream().filter(job -> !isAlone(job)).count();
    double seconds = (beside / BESIDE + (jobs.size() - beside)) * SECONDS_A_TRIAL;
    return String.format(
        Locale.ROOT,
        "Plan: %d attacks on %d sensors, %d trials, each with operations before, during and after; about %.0f minutes.",
        rows,
        sensors,
        jobs.size(),
        Math.ceil(seconds / SECONDS_A_MINUTE));
  }

  /** One trial. */
  private record Job(Target target, Catalogue.Row row, int turn) {}

  private List<Job> jobs() {
    List<Job> jobs = new ArrayList<>();
    for (int turn = 0; turn < settings.repeats(); turn++) {
      for (Target target : targets) {
        for (Catalogue.Row row : attacks) {
          String kind = target.defender().kind();
          if (target.defender().reason() == null
              && kind != null
              && row.meansSomethingTo(kind)
              && why(target, row) == null) {
            jobs.add(new Job(target, row, turn));
          }
        }
      }
    }
    return jobs;
  }

  /** Why an attack is not done to a sensor; null: it is. */
  private Why why(Target target, Catalogue.Row row) {
    Defender defender = target.defender();
    Catalogue.Does does = row.does();
    if (row.reason() != null) {
      return new Why(row.reason(), row.remedy());
    }
    if (row.machine() && !settings.wholeMachine()) {
      return new Why("it changes the whole machine", "run it in a guest: `ringbench guest tamper`");
    }
    if (does.own() && !defender.ours()) {
      return new Why("it is done to programs of our own alone", "");
    }
    if (does.denied() && defender.mode() != Mode.AUTH) {
      return new Why("it refuses nothing", "");
    }
    boolean wraps = OwnSensors.isWrapper(defender.kind());
    if (does.kind() == Catalogue.Kind.FAULT
        && wraps
        && List.of("disk", "restart").contains(does.fault())) {
      return new Why("it is started with the program that it watches", "");
    }
    if (defender.operation() != Operation.OPEN
        && (does.remake()
            || (does.kind() == Catalogue.Kind.FORM && !List.of("plain").contains(does.form())))) {
      return new Why("it is an attack on opens, and the sensor watches none", "");
    }
    if (row.since() != null && isOlder(environment.kernel().release(), row.since())) {
      return new Why(
          "before Linux " + row.since() + " it blinds every listener of the machine",
          "use a guest with `--allow-whole-machine`");
    }
    return does.programs().stream()
        .filter(program -> !isInstalled(program))
        .findFirst()
        .map(program -> new Why(program + " is not installed", "install it"))
        .orElse(null);
  }

  private record Why(String reason, String remedy) {}

  private static boolean isInstalled(String program) {
    return Stream.of((System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/sbin").split(":", -1))
        .filter(directory -> !directory.isEmpty())
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }

  private static boolean isOlder(String release, String since) {
    int[] a = numbers(release);
    int[] b = numbers(since);
    return a[0] < b[0] || (a[0] == b[0] && a[1] < b[1]);
  }

  private static int[] numbers(String release) {
    String[] parts = release.split("[^0-9]+", -1);
    return new int[] {number(parts, 0), number(parts, 1)};
  }

  private static int number(String[] parts, int index) {
    return index < parts.length && !parts[index].isEmpty() ? Integer.parseInt(parts[index]) : 0;
  }

  private static boolean isAlone(Job job) {
    Catalogue.Does does = job.row().does();
    return does.kind() == Catalogue.Kind.FLOOD
        || job.row().machine()
        || does.kind() == Catalogue.Kind.CONNECTOR
        || !job.target().defender().ours();
  }

  /**
   * Does all.
   *
   * @param directory an existing directory of ours
   * @param before hears of each step
   * @param after hears when something is in
   */
  public void measure(Path directory, Consumer<String> before, Runnable after) {
    List<Job> jobs = new ArrayList<>(jobs());
    // A sensor that cannot be started is found out once.
    jobs.sort(Comparator.comparing((Job job) -> !job.row().id().equals(AttackFacts.CONTROL)));
    ThreadFactory threads =
        work -> {
          Thread thread = new Thread(work, "attack");
          thread.setDaemon(true);
          return thread;
        };
    ExecutorService beside = Executors.newFixedThreadPool(BESIDE, threads);
    try {
      List<Future<?>> going = new ArrayList<>();
      for (Job job : jobs) {
        if (!isAlone(job)) {
          going.add(beside.submit(() -> attack(job, directory, before, after)));
        }
      }
      for (Future<?> one : going) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException known
          ? known
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw RingbenchException.machine("Interrupted.");
    } finally {
      beside.shutdownNow();
    }
    for (Job job : jobs) {
      if (isAlone(job)) {
        attack(job, directory, before, after);
      }
    }
    notDone();
  }

  /** Attacks that would mean something to a sensor and are not done: with the reason. */
  private synchronized void notDone() {
    for (Target target : targets) {
      Defender defender = target.defender();
      for (Catalogue.Row row : attacks) {
        boolean known = row.reason() != null || (row.machine() && !settings.wholeMachine());
        if (defender.reason() == null
            && defender.kind() != null
            && row.meansSomethingTo(defender.kind())
            && !known) {
          Why why = why(target, row);
          if (why != null) {
            trials.add(without(new Job(target, row, 0), why.reason()));
          }
        }
      }
    }
    sort();
  }

  private void sort() {
    trials.sort(
        Comparator.comparingInt((TamperTrial one) -> index(one.attack()))
            .thenComparingInt(one -> indexOfDefender(one.defender()))
            .thenComparingInt(TamperTrial::run));
  }

  private void attack(Job job, Path directory, Consumer<String> before, Runnable after) {
    Defender defender = job.target().defender();
    synchronized (this) {
      if (refused.containsKey(defender.id())) {
        return;
      }
      before.accept(job.row().id() + " on " + defender.id());
    }
    TamperTrial trial = trial(job, directory);
    synchronized (this) {
      if (trial != null) {
        trials.add(trial);
        sort();
      }
      after.run();
    }
  }

  private int index(String attack) {
    for (int i = 0; i < attacks.size(); i++) {
      if (attacks.get(i).id().equals(attack)) {
        return i;
      }
    }
    return attacks.size();
  }

  private int indexOfDefender(String id) {
    for (int i = 0; i < targets.size(); i++) {
      if (targets.get(i).defender().id().equals(id)) {
        return i;
      }
    }
    return targets.size();
  }

  /** Null: the sensor cannot be attacked here at all. */
  private TamperTrial trial(Job job, Path directory) {
    Defender defender = job.target().defender();
    Path files = null;
    try {
      files = PrivateDirectory.create(directory, "attack-");
      try (Scene scene = new Scene(platform, files, seed(), defender.operation())) {
        Subject[] described = new Subject[1];
        try {
          scene.start(
              (work, marker) -> described[0] = job.target().subject().apply(work, marker),
              AttackHands.needsSmallDisk(job.row().does()));
        } catch (SubjectFailure e) {
          if (job.row().id().equals(AttackFacts.CONTROL)) {
            refuse(defender, e);
          }
          return without(job, e.getMessage());
        }
        return new AttackTrial(scene, defender, described[0], job.row())
            .run(job.turn(), platform.subjects());
      }
    } catch (SubjectFailure e) {
      return without(job, e.getMessage());
    } catch (UncheckedIOException | IllegalStateException e) {
      // What the attack took with it was ours to read.
      return without(job, "it could not be looked at: " + e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException("make a directory for an attack", e);
    } finally {
      delete(files);
    }
  }

  private static void delete(Path files) {
    try {
      if (files != null) {
        PrivateDirectory.delete(files);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("remove " + files, e);
    }
  }

  private synchronized void refuse(Defender defender, SubjectFailure e) {
    refused.put(defender.id(), defender.without(e.getMessage(), e.remedy()));
    trials.removeIf(trial -> trial.defender().equals(defender.id()));
  }

  private synchronized long seed() {
    return System.nanoTime() + made++;
  }

  private TamperTrial without(Job job, String reason) {
    Defender defender = job.target().defender();
    Catalogue.Expected expected = job.row().expected(defender.id(), defender.kind()).orElse(null);
    return new TamperTrial(
        defender.id(),
        job.row().id(),
        job.turn(),
        reason,
        List.of(),
        ProbeCounts.NONE,
        ProbeCounts.NONE,
        ProbeCounts.NONE,
        0,
        null,
        null,
        null,
        null,
        expected == null ? List.of() : expected.outcomes(),
        expected == null ? null : expected.told(),
        expected == null ? null : expected.because(),
        expected == null ? null : expected.source(),
        List.of());
  }

  private AttackFacts facts(Catalogue.Row row) {
    boolean machine = row.machine() && !settings.wholeMachine();
    return new AttackFacts(
        row.id(),
        row.title(),
        row.attacker(),
        machine ? "it changes the whole machine" : row.reason(),
        machine ? "run it in a guest: `ringbench guest tamper`" : row.remedy());
  }

  /**
   * Everything so far.
   *
   * @param whyPartial null: it is all
   * @param finishedAt null: it is not finished
   */
  public synchronized TamperDocument document(String whyPartial, String finishedAt) {
    return new TamperDocument(
        DocumentHead.GENERATOR,
        TamperDocument.SCHEMA_VERSION,
        settings.version(),
        whyPartial == null ? "complete" : "partial",
        whyPartial,
        settings.startedAt(),
        whyPartial == null ? finishedAt : null,
        settings.repeats(),
        emulated,
        environment,
        warnings,
        targets.stream()
            .map(target -> refused.getOrDefault(target.defender().id(), target.defender()))
            .toList(),
        attacks.stream().map(this::facts).toList(),
        trials.stream().filter(trial -> !refused.containsKey(trial.defender())).toList());
  }
}
