// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.experiment.subjects.measure.SubjectsRun;
import dev.ringbench.platform.SubjectHosting;
import dev.ringbench.subject.Subject;
import java.io.PrintStream;
import java.util.List;

/** Installs what subjects need, on demand and after saying so. */
final class SubjectPackages {
  private SubjectPackages() {}

  /** Nothing is done where every program is there. */
  static void install(SubjectHosting hosting, List<Subject> subjects, PrintStream out) {
    List<String> packages = SubjectsRun.missingPackages(subjects);
    if (packages.isEmpty()) {
      return;
    }
    String names = String.join(" ", packages);
    out.println("ringbench: installing by apt-get: " + names);
    out.println(
        "ringbench: services of these packages are not started; to remove them: apt-get remove "
            + names);
    hosting.install(packages);
  }
}
