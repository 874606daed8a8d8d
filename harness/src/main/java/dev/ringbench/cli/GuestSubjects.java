// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.document.Rerun;
import dev.ringbench.experiment.subjects.SubjectsDocument;
import dev.ringbench.experiment.subjects.SubjectsReading;
import dev.ringbench.guest.Acceleration;
import dev.ringbench.guest.Accelerator;
import dev.ringbench.guest.GuestJob;
import dev.ringbench.guest.GuestKernel;
import dev.ringbench.measure.RunLock;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.platform.SensorPlatform;
import dev.ringbench.subject.Subjects;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * {@code ringbench run --subject} in a guest: the programs of this machine with the kernel of the
 * guest, and where instructions are counted, boot after boot.
 */
final class GuestSubjects {
  private static final String RESULT = "result.json";
  private static final String PROGRESS = "progress";
  private static final String CARRIED = "subject-";

  /** Where descriptions and what is beside them are, in the guest. */
  private static final String IN_GUEST = "/run/subjects/";

  /** Each block of a counting guest says the same, but for the spread that a second one shows. */
  private static final int COUNTED_ROUNDS = 2;

  private final SensorPlatform platform;
  private final RunOptions options;
  private final SubjectOptions subjects;
  private final int countedBoots;
  private FileTime seen = FileTime.fromMillis(0);

  /** {@code countedBoots}: 0: time is measured. */
  GuestSubjects(
      SensorPlatform platform, RunOptions options, SubjectOptions subjects, int countedBoots) {
    this.platform = platform;
    this.options = options;
    this.subjects = subjects;
    this.countedBoots = countedBoots;
  }

  int run(GuestKernel kernel) {
    subjects.check(options, platform);
    subjects.install(platform);
    GuestResult<SubjectsDocument> result =
        GuestResult.to(
            options.force.reading(subjects.files()),
            options.path(),
            options,
            SubjectsDocument.FORM,
            SubjectsReading::new);
    Path directory = GuestShare.make(platform.files(), kernel.release());
    Accelerator accelerator = Accelerator.TCG_COUNTING;
    if (countedBoots == 0) {
      Acceleration found = Acceleration.probe(kernel, directory);
      accelerator = found.accelerator();
      if (accelerator.emulated()) {
        System.err.println("ringbench: the guest is emulated: " + found.reason() + ".");
      }
    }
    GuestJob job = new GuestJob(kernel, accelerator, directory);
    job.carry(GuestShare.jar(), "ringbench.jar");
    // The share belongs to nobody, and what root runs must be root's.
    StringBuilder copies = new StringBuilder("mkdir " + IN_GUEST + "\n");
    Set<String> names = new HashSet<>();
    for (Path file : subjects.carried()) {
      String name = carried(file.toString());
      if (!names.add(name)) {
        throw RingbenchException.badInput(
            file + ": another file of that name goes into the guest. Rename one of them.");
      }
      job.carry(file, CARRIED + name);
      copies.append(
          "cp "
              + Rerun.quoted("/share/" + CARRIED + name)
              + " "
              + Rerun.quoted(IN_GUEST + name)
              + "\n");
    }
    String command =
        copies
            + GuestJob.ringbench(
                Path.of(System.getProperty("java.home")), accelerator.emulated(), arguments());
    return RunLock.holding(() -> boots(job, command, result));
  }

  /** One after the other; one that fails is the last. */
  private int boots(GuestJob job, String command, GuestResult<SubjectsDocument> result) {
    SubjectsDocument before = null;
    for (int boot = 1; ; boot++) {
      SubjectsDocument earlier = before;
      String of = countedBoots > 1 ? "boot " + boot + " of " + countedBoots + ": " : "guest: ";
      GuestJob.Outcome outcome =
          job.run(
              command,
              PROGRESS,
              line -> {
                RunProgress.showLine(of + line);
                save(job, earlier, result, null);
              });
      seen = FileTime.fromMillis(0);
      SubjectsDocument now = save(job, earlier, result, outcome.trouble());
      boolean worked = outcome.trouble() == null && outcome.status() == 0 && now != null;
      if (!worked || boot >= countedBoots) {
        return result.finish(job, outcome);
      }
      before = now;
    }
  }

  /** What the guest has so far, behind what boots before it had; null: nothing new. */
  private SubjectsDocument save(
      GuestJob job,
      SubjectsDocument earlier,
      GuestResult<SubjectsDocument> result,
      String whyPartial) {
    try {
      Path written = job.result(RESULT);
      if (written == null || Files.getLastModifiedTime(written).equals(seen)) {
        return null;
      }
      seen = Files.getLastModifiedTime(written);
      SubjectsDocument of = SubjectsDocument.FORM.read(written);
      SubjectsDocument whole = earlier == null ? of : earlier.followedBy(of);
      SubjectsDocument said = whyPartial == null ? whole : whole.partial(whyPartial);
      result.save(said);
      return said;
    } catch (IOException e) {
      throw RingbenchException.machine("Cannot read what the guest measured: " + e, e);
    }
  }

  private static String carried(String file) {
    return Path.of(file).getFileName().toString();
  }

  private List<String> arguments() {
    List<String> arguments = new ArrayList<>(List.of("run", "--json", "--force"));
    if (countedBoots > 0) {
      arguments.add("--counted");
    }
    GuestTiming.add(
        arguments,
        "--subject",
        subjects.names().stream()
            .map(name -> Subjects.isFile(name) ? IN_GUEST + carried(name) : name)
            .collect(Collectors.joining(",")));
    GuestTiming.add(arguments, "--out", "/share/" + RESULT);
    GuestTiming.add(arguments, "--progress-file", "/share/" + PROGRESS);
    GuestTiming.add(arguments, "--profile", options.profile);
    GuestTiming.addAll(arguments, "--operations", options.operations);
    GuestTiming.addAll(arguments, "--handoff", options.handoffs);
    GuestTiming.add(
        arguments,
        "--rounds",
        options.rounds == null && countedBoots > 0 ? COUNTED_ROUNDS : options.rounds);
    GuestTiming.add(arguments, "--seed", options.seed);
    if (countedBoots == 0) {
      GuestTiming.addAll(arguments, "--faults", subjects.faultNames());
      GuestTiming.add(arguments, "--fault-runs", subjects.faultRunsGiven());
      GuestTiming.addAll(arguments, "--programs", subjects.programNames());
      if (subjects.overflowing()) {
        arguments.add("--overflow");
      }
    }
    return arguments;
  }
}
