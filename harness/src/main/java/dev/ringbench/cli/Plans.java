// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.claim.PlanCheck;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.model.Sensor;
import dev.ringbench.platform.Platforms;
import dev.ringbench.subject.Subjects;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;

/** Asks our own commands whether they take the words of a claim's plan. */
final class Plans implements PlanCheck {
  private final Set<String> rows = new HashSet<>();

  /** Whether this platform says which sensors there are. */
  private boolean known;

  Plans() {
    try {
      Platforms.current().sensors().all().stream().map(Sensor::id).forEach(rows::add);
      known = true;
    } catch (RingbenchException e) {
      // Claims can be read where nothing can be measured.
    }
    rows.addAll(Subjects.names());
  }

  @Override
  public boolean isRow(String id) {
    return !known || rows.contains(id);
  }

  @Override
  public String complaint(List<String> command) {
    List<String> words = new ArrayList<>(command);
    words.add("--out");
    words.add("document.json");
    try {
      RingbenchCommand.commandLine().parseArgs(words.toArray(String[]::new));
    } catch (CommandLine.ParameterException e) {
      return "`ringbench "
          + String.join(" ", command)
          + "`: "
          + e.getMessage().lines().findFirst().orElse("").replaceFirst("\\.$", "");
    }
    return command.get(0).equals("run") ? leaving(command) : null;
  }

  /** A stranger's plan leaves nothing on this machine, as some subjects do. */
  private static String leaving(List<String> command) {
    int at = command.indexOf("--subject");
    if (at < 0) {
      return null;
    }
    List<String> shipped = Subjects.names();
    for (String id : command.get(at + 1).split(",", -1)) {
      if (shipped.contains(id) && Subjects.find(id).leaves() != null) {
        return "subject " + id + " leaves something on this machine; run it in a guest: guest, run";
      }
      if (id.equals("all")) {
        return "a plan names its subjects one by one";
      }
    }
    return null;
  }
}
