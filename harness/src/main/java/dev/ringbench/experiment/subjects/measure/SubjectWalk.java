// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.subjects.measure;

import dev.ringbench.experiment.subjects.SubjectAccount;
import dev.ringbench.model.Operation;
import dev.ringbench.platform.SensorPlatform;
import dev.ringbench.subject.Subject;
import dev.ringbench.subject.running.Actor;
import dev.ringbench.subject.running.RunningSubject;
import dev.ringbench.subject.running.SubjectBench;
import dev.ringbench.subject.running.SubjectFailure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Walks through a description, and says what it sees at each step. */
public final class SubjectWalk {
  private final SensorPlatform platform;
  private final Subject subject;
  private final Path files;
  private final long seed;
  private final Consumer<String> out;

  /**
   * For one subject.
   *
   * @param files an existing directory of ours outside of the platform's work directory
   * @param out hears a line a step
   */
  public SubjectWalk(
      SensorPlatform platform, Subject subject, Path files, long seed, Consumer<String> out) {
    this.platform = platform;
    this.subject = subject;
    this.files = files;
    this.seed = seed;
    this.out = out;
  }

  /** What it would run, a line each. */
  public static List<String> commands(Subject subject) {
    List<String> lines = new ArrayList<>();
    subject
        .files()
        .forEach(
            (name, content) -> {
              lines.add("writes {dir}/" + name + ":");
              content.lines().forEach(line -> lines.add("  " + line));
            });
    subject.environment().forEach((name, value) -> lines.add("sets " + name + "=" + value));
    subject.commands().forEach(command -> lines.add("runs " + Actor.quoted(command)));
    return lines;
  }

  /** Whether everything went as the description says. */
  public boolean walk() {
    out.accept(subject.id() + ": the description is well formed");
    commands(subject).forEach(line -> out.accept("  " + line));
    boolean good = true;
    Path workDir = platform.files().workDir();
    try (SubjectBench place =
        new SubjectBench(
            platform.loadBenches().open(workDir),
            platform.subjects(),
            workDir.resolve(SubjectBench.FIELD),
            files,
            seed)) {
      place.makePlace();
      place.requireNeeds(subject);
      out.accept("what it needs is there");
      for (Operation operation : subject.operations().keySet()) {
        good &= walk(place, operation);
      }
    } catch (SubjectFailure e) {
      out.accept("FAILED: " + e.getMessage() + "; " + e.remedy());
      return false;
    }
    out.accept(good ? "it can be measured" : "it can be measured, with what is said above");
    return good;
  }

  private boolean walk(SubjectBench place, Operation operation) throws SubjectFailure {
    try (RunningSubject running = place.place(subject)) {
      SubjectAccount account =
          new Accounting(subject, running, place.actor(), place.files(), false, step -> {})
              .run(operation);
      if (account.reason() != null) {
        throw new SubjectFailure(account.reason(), "mend the description");
      }
      out.accept(
          String.format(
              Locale.ROOT,
              "%s: the first event came %.2f s after its start",
              operation,
              account.readyMs() / 1e3));
      if (subject.denied() != null) {
        out.accept("it refuses to open " + subject.denied().file());
      }
      out.accept(
          String.format(
              Locale.ROOT,
              "%s: %d of %d at an even rate are in its log, %d of %d as fast as they come",
              operation,
              account.paced().counted(),
              account.paced().issued(),
              account.flood().counted(),
              account.flood().issued()));
      if (account.pidsRight() != null) {
        out.accept(
            String.format(
                Locale.ROOT,
                "%s: %d of %d events name the right process",
                operation,
                account.pidsRight(),
                account.paced().counted()));
      }
      out.accept(
          account.reportedLost() == null
              ? "it reports no loss"
              : "it reported " + account.reportedLost() + " lost");
      if (!account.tail()) {
        out.accept("the canary behind the flood did not come on every CPU");
      }
      if (account.stopMs() != null) {
        out.accept(
            String.format(Locale.ROOT, "it ended %.2f s after the signal", account.stopMs() / 1e3));
      }
      List<Long> outlived = running.outlived();
      if (!outlived.isEmpty()) {
        out.accept("processes that outlived it were killed: " + outlived);
      }
      return account.paced().missing() == 0 && account.tail() && outlived.isEmpty();
    }
  }
}
