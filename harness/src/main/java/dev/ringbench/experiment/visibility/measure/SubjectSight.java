// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.visibility.measure;

import dev.ringbench.document.Rerun;
import dev.ringbench.files.PrivateDirectory;
import dev.ringbench.platform.ControlGroup;
import dev.ringbench.platform.Forms;
import dev.ringbench.subject.Subject;
import dev.ringbench.subject.running.RunningSubject;
import dev.ringbench.subject.running.SubjectBench;
import dev.ringbench.subject.running.SubjectFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The forms of an operation beside a subject: it starts, they are done, it stops, they are checked.
 */
final class SubjectSight {
  private static final String FORMS = "forms";
  private static final int QUIET_MILLIS = 400;
  private static final int MOST_QUIET_MILLIS = 4000;
  private static final int POLL_MILLIS = 20;

  private final SubjectBench bench;
  private final Forms platform;
  private final Path directory;

  /**
   * On one bench.
   *
   * @param directory that the bench mounts over; its operations are in {@link Forms#TARGETS} of it
   */
  SubjectSight(SubjectBench bench, Forms platform, Path directory) {
    this.bench = bench;
    this.platform = platform;
    this.directory = directory;
  }

  /**
   * What came of it.
   *
   * @param printed lines of its log
   * @param journal see {@link Forms.Watched#journal}
   * @param lost what it says it lost; null: it says nothing of loss
   */
  record Seen(List<String> printed, List<String> journal, Long lost) {}

  /** Does what is asked for; {@code ask} names the subject as its sensor. */
  Seen watch(Subject subject, Forms.Ask ask) throws SubjectFailure {
    try {
      Path files = PrivateDirectory.create(bench.files(), "forms-");
      try {
        return watch(subject, ask, files);
      } finally {
        PrivateDirectory.delete(files);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("keep what forms do", e);
    }
  }

  private Seen watch(Subject subject, Forms.Ask ask, Path files)
      throws SubjectFailure, IOException {
    bench.makePlace();
    Forms.Steps steps = platform.steps(ask, directory, files);
    // One form's process is there before the sensor, and another's outlives its own.
    try (ControlGroup forms = bench.group(FORMS);
        RunningSubject running = bench.place(subject)) {
      bench.actor().program(List.of(), in(forms, steps.prepare()));
      running.start();
      bench.actor().program(running.wrap(), in(forms, steps.run()));
      settle(running);
      running.requireAlive();
      Long lost = running.reportedLost();
      running.stop();
      List<String> printed = running.printed();
      bench
          .actor()
          .program(
              List.of(), quoted(steps.verify()) + " >" + Rerun.quoted(steps.journal().toString()));
      return new Seen(
          printed,
          Files.readString(steps.journal(), StandardCharsets.ISO_8859_1).lines().toList(),
          lost);
    }
  }

  private static String in(ControlGroup group, List<String> words) {
    List<String> all = new ArrayList<>(group.enter());
    all.addAll(words);
    return quoted(all);
  }

  /** Until it has written nothing for a while. */
  private static void settle(RunningSubject running) throws SubjectFailure {
    long before = -1;
    int quiet = 0;
    for (int ms = 0; ms < MOST_QUIET_MILLIS && quiet < QUIET_MILLIS; ms += POLL_MILLIS) {
      running.log().poll();
      long now = running.log().bytes();
      quiet = now == before ? quiet + POLL_MILLIS : 0;
      before = now;
      RunningSubject.pause(POLL_MILLIS);
    }
  }

  private static String quoted(List<String> words) {
    return words.stream().map(Rerun::quoted).collect(Collectors.joining(" "));
  }
}
