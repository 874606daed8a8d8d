// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.subjects.measure;

import dev.ringbench.experiment.subjects.SubjectAccount;
import dev.ringbench.experiment.subjects.SubjectBlock;
import dev.ringbench.experiment.subjects.SubjectFacts;
import dev.ringbench.experiment.subjects.SubjectFault;
import dev.ringbench.experiment.subjects.SubjectProfile;
import dev.ringbench.experiment.subjects.SubjectProgram;
import dev.ringbench.experiment.subjects.SubjectTrial;
import dev.ringbench.experiment.subjects.SubjectsDocument;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Environment;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.model.Sensor;
import dev.ringbench.platform.LoadBench;
import dev.ringbench.platform.MachineFacts;
import dev.ringbench.platform.SensorException;
import dev.ringbench.platform.SensorPlatform;
import dev.ringbench.programs.MacroWorkload;
import dev.ringbench.subject.OutsideFault;
import dev.ringbench.subject.Subject;
import dev.ringbench.subject.running.RunningSubject;
import dev.ringbench.subject.running.SubjectBench;
import dev.ringbench.subject.running.SubjectFailure;
import dev.ringbench.subject.running.Versions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Measures subjects beside our sensors of their kinds. In each round every row has a pair of
 * neighbours, with and without it, in a random order; then each subject is asked what became of its
 * events, and faults are done to it. {@link #document} gives what there is so far at any moment.
 */
public final class SubjectsRun {
  private static final int COUNTED_BLOCK_MS = 50;

  private final SensorPlatform platform;
  private final Settings settings;
  private final List<Subject> subjects;
  private final List<Sensor> sensors;
  private final Environment environment;
  private final boolean emulated;
  private final List<String> warnings;
  private final List<SubjectFacts> facts = new ArrayList<>();
  private final List<SubjectTrial> trials = new ArrayList<>();
  private final List<SubjectBlock> blocks = new ArrayList<>();
  private final List<SubjectProgram> programRuns = new ArrayList<>();
  private final List<SubjectAccount> accounts = new ArrayList<>();
  private final List<SubjectFault> faults = new ArrayList<>();

  /**
   * What was asked for.
   *
   * @param rounds pairs of blocks
   * @param faultRuns how often each fault is done
   * @param faultsOnServices whether services of this machine may be harmed
   * @param overflow whether each is also stopped until its queue overflows
   * @param handoff of our own sensors with a consumer
   * @param counted whether the clock of this machine counts instructions: events and faults are not
   *     asked for then, as nothing takes time
   */
  public record Settings(
      String version,
      String startedAt,
      SubjectProfile profile,
      int rounds,
      List<Operation> operations,
      List<OutsideFault> faults,
      int faultRuns,
      boolean faultsOnServices,
      boolean overflow,
      List<MacroWorkload> programs,
      Handoff handoff,
      long seed,
      boolean counted) {
    /** Defensive copies. */
    public Settings {
      operations = List.copyOf(operations);
      faults = List.copyOf(faults);
      programs = List.copyOf(programs);
    }

    /**
     * Length of a block, in ms; where instructions are counted, a few thousand opens are enough.
     */
    int blockMs() {
      return counted ? COUNTED_BLOCK_MS : profile.blockMs();
    }
  }

  /** Of these subjects. */
  public SubjectsRun(SensorPlatform platform, Settings settings, List<Subject> subjects) {
    this.platform = platform;
    this.settings = settings;
    this.subjects = List.copyOf(subjects);
    this.sensors = likes(platform.sensors().all(), subjects, settings.operations());
    MachineFacts machine = platform.machine();
    this.environment = machine.environment();
    this.emulated = machine.emulated();
    this.warnings = machine.warnings(environment);
    subjects.forEach(subject -> facts.add(facts(subject, null)));
  }

  /** Debian's packages of those whose programs are not all there, each once. */
  public static List<String> missingPackages(List<Subject> subjects) {
    return subjects.stream()
        .filter(subject -> !SubjectBench.absentPrograms(subject).isEmpty())
        .flatMap(subject -> subject.needs().packages().stream())
        .distinct()
        .toList();
  }

  private static List<Sensor> likes(
      List<Sensor> all, List<Subject> subjects, List<Operation> operations) {
    List<String> named =
        subjects.stream()
            .flatMap(subject -> subject.operations().entrySet().stream())
            .filter(of -> operations.contains(of.getKey()))
            .map(of -> of.getValue().like())
            .filter(Objects::nonNull)
            .distinct()
            .toList();
    // With the floor of each: what of its cost is the hook.
    List<String> floors =
        all.stream()
            .filter(sensor -> named.contains(sensor.id()))
            .map(Sensor::floor)
            .filter(Objects::nonNull)
            .toList();
    return all.stream()
        .filter(sensor -> named.contains(sensor.id()) || floors.contains(sensor.id()))
        .toList();
  }

  private static SubjectFacts facts(Subject subject, String version) {
    return new SubjectFacts(
        subject.id(),
        subject.title(),
        subject.source(),
        version,
        subject.placement(),
        subject.mode(),
        subject.mechanism(),
        subject.scope().toString(),
        subject.operations().entrySet().stream()
            .map(
                of ->
                    new SubjectFacts.Claim(
                        of.getKey(), of.getValue().like(), of.getValue().pairing()))
            .toList(),
        subject.merges(),
        subject.lost() == null ? null : subject.lost().scope(),
        subject.kernelThreads(),
        subject.leaves(),
        subject.notes(),
        subject.sha256());
  }

  /** A sensor of ours on the operations that subjects like it watch. */
  private List<Cell> cells() {
    List<Cell> cells = new ArrayList<>();
    for (Sensor sensor : sensors) {
      for (Operation operation : settings.operations()) {
        if (isWanted(sensor, operation)) {
          cells.add(
              new Cell(
                  sensor.id(), operation, sensor.consumer() ? settings.handoff() : Handoff.NONE));
        }
      }
    }
    return cells;
  }

  private boolean isWanted(Sensor sensor, Operation operation) {
    return sensor.watches(operation)
        && subjects.stream()
            .map(subject -> subject.operations().get(operation))
            .filter(Objects::nonNull)
            .map(Subject.Watched::like)
            .filter(Objects::nonNull)
            .anyMatch(like -> like.equals(sensor.id()) || sensor.id().equals(floorOf(like)));
  }

  private String floorOf(String id) {
    return sensors.stream()
        .filter(sensor -> sensor.id().equals(id))
        .findFirst()
        .map(Sensor::floor)
        .orElse(null);
  }

  private List<Operation> operations(Subject subject) {
    return settings.operations().stream().filter(subject.operations()::containsKey).toList();
  }

  /**
   * All of it.
   *
   * @param files an existing directory of ours outside of the platform's work directory
   * @param plan hears what will be done, sentences, once it is known what can be measured here
   * @param before hears of each step
   * @param after hears when something is in
   */
  public void measure(Path files, Consumer<String> plan, Consumer<String> before, Runnable after) {
    Path workDir = platform.files().workDir();
    LoadBench bench = platform.loadBenches().open(workDir);
    try (SubjectBench place =
        new SubjectBench(
            bench,
            platform.subjects(),
            workDir.resolve(SubjectBench.FIELD),
            files,
            settings.seed())) {
      SubjectBlocks measured =
          new SubjectBlocks(bench, place.actor(), settings.blockMs(), block -> add(blocks, block));
      prepare(place);
      List<Cell> cells = tryCells(bench, before);
      prepare(place);
      List<Subject> ready = trySubjects(place, before);
      after.run();
      plan.accept(new SubjectsPlan(settings, ready, cells, readyMs()).toString());
      SubjectRounds rounds =
          new SubjectRounds(
              place,
              measured,
              new ProgramRuns(
                  place.actor(), settings.programs(), files, run -> add(programRuns, run)),
              settings);
      for (int round = 0; round < settings.rounds(); round++) {
        rounds.run(ready, cells, round, before);
        after.run();
      }
      for (Subject subject : settings.counted() ? List.<Subject>of() : ready) {
        for (Operation operation : operations(subject)) {
          prepare(place);
          account(place, subject, operation, before);
          after.run();
        }
        for (int turn = 0; turn < settings.faultRuns(); turn++) {
          for (OutsideFault fault : settings.faults()) {
            before.accept("fault " + fault + " of " + subject.id() + ", run " + (turn + 1));
            prepare(place);
            fault(place, subject, fault, turn);
            after.run();
          }
        }
      }
    }
  }

  /** Of those that became ready, how long that took. */
  private synchronized Map<String, Double> readyMs() {
    Map<String, Double> known = new HashMap<>();
    trials.stream()
        .filter(trial -> trial.readyMs() != null)
        .forEach(trial -> known.put(trial.row(), trial.readyMs()));
    return known;
  }

  private static void prepare(SubjectBench place) {
    try {
      place.makePlace();
    } catch (SubjectFailure e) {
      throw RingbenchException.machine(
          "Nothing can be measured here: " + e.getMessage() + ". Remedy: " + e.remedy() + ".");
    }
  }

  private List<Cell> tryCells(LoadBench bench, Consumer<String> before) {
    List<Cell> good = new ArrayList<>();
    for (Cell cell : cells()) {
      before.accept("trying " + cell);
      try {
        requireWatcher(cell);
        bench.attachForPrograms(cell);
        bench.detach();
        good.add(cell);
        add(trials, new SubjectTrial(cell.sensor(), cell.operation(), null, null, null));
      } catch (SensorException e) {
        add(
            trials,
            new SubjectTrial(cell.sensor(), cell.operation(), null, e.getMessage(), e.remedy()));
      }
    }
    return good;
  }

  private void requireWatcher(Cell cell) throws SensorException {
    Sensor sensor =
        sensors.stream().filter(one -> one.id().equals(cell.sensor())).findFirst().orElseThrow();
    if (sensor.programs() == null) {
      throw new SensorException(
          "it watches one thread of ours and no program",
          "compare with its row of `ringbench run`");
    }
    if (sensor.residue() != null) {
      throw new SensorException(
          "leaves behind " + sensor.residue(), "measure it in a guest: `ringbench guest run`");
    }
  }

  private List<Subject> trySubjects(SubjectBench place, Consumer<String> before) {
    List<Subject> good = new ArrayList<>();
    for (Subject subject : subjects) {
      before.accept("trying " + subject.id());
      String reason = null;
      String remedy = null;
      Double readyMs = null;
      if (operations(subject).isEmpty()) {
        reason = "it watches none of the operations that were asked for";
        remedy = "name others by --operations";
      } else {
        try (RunningSubject running = place.place(subject)) {
          readyMs = running.start();
          running.stop();
          good.add(subject);
        } catch (SubjectFailure e) {
          reason = e.getMessage();
          remedy = e.remedy();
        }
      }
      for (Operation operation : subject.operations().keySet()) {
        if (settings.operations().contains(operation)) {
          add(trials, new SubjectTrial(subject.id(), operation, readyMs, reason, remedy));
        }
      }
      if (operations(subject).isEmpty()) {
        add(
            trials,
            new SubjectTrial(subject.id(), settings.operations().get(0), null, reason, remedy));
      }
      String version = Versions.of(subject);
      synchronized (this) {
        facts.set(subjects.indexOf(subject), facts(subject, version));
      }
    }
    return good;
  }

  private void account(
      SubjectBench place, Subject subject, Operation operation, Consumer<String> before) {
    try (RunningSubject running = place.place(subject)) {
      add(
          accounts,
          new Accounting(
                  subject, running, place.actor(), place.files(), settings.overflow(), before)
              .run(operation));
    } catch (SubjectFailure e) {
      SubjectAccount.Phase none = new SubjectAccount.Phase(0, 0, 0);
      add(
          accounts,
          new SubjectAccount(
              subject.id(),
              operation,
              0,
              null,
              none,
              none,
              null,
              null,
              null,
              null,
              null,
              0,
              false,
              null,
              null,
              e.getMessage()));
    }
  }

  private void fault(SubjectBench place, Subject subject, OutsideFault fault, int turn) {
    Operation operation = operations(subject).get(0);
    try (RunningSubject running = place.place(subject, fault == OutsideFault.DISK)) {
      FaultSession session =
          new FaultSession(
              subject, running, place.actor(), place.files(), settings.faultsOnServices());
      add(faults, session.run(fault, turn, operation));
    } catch (SubjectFailure e) {
      add(faults, FaultSession.notDone(subject, fault, turn, operation, e.getMessage()));
    }
  }

  private synchronized <T> void add(List<T> to, T one) {
    to.add(one);
  }

  /**
   * Everything so far.
   *
   * @param whyPartial null: it is all
   * @param finishedAt null: it is not finished
   */
  public synchronized SubjectsDocument document(String whyPartial, String finishedAt) {
    return new SubjectsDocument(
        null,
        SubjectsDocument.SCHEMA_VERSION,
        settings.version(),
        whyPartial == null ? "complete" : "partial",
        whyPartial,
        settings.startedAt(),
        whyPartial == null ? finishedAt : null,
        settings.profile().toString(),
        settings.rounds(),
        settings.blockMs(),
        settings.seed(),
        emulated,
        settings.counted(),
        environment,
        warnings,
        settings.operations(),
        facts,
        sensors,
        trials,
        blocks,
        settings.programs().stream().map(MacroWorkload::toString).toList(),
        programRuns,
        accounts,
        settings.faults(),
        settings.faultRuns(),
        faults);
  }
}
