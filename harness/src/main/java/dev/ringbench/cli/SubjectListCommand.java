// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.document.PlacementName;
import dev.ringbench.section.Column;
import dev.ringbench.section.Section;
import dev.ringbench.section.Table;
import dev.ringbench.subject.Subject;
import dev.ringbench.subject.Subjects;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/** The descriptions that ship. */
@Command(
    name = "list",
    description = "Lists the descriptions of real sensors that come with Ringbench.")
final class SubjectListCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    List<List<String>> rows = new ArrayList<>();
    for (Subject subject : Subjects.shipped()) {
      rows.add(
          List.of(
              subject.id(),
              PlacementName.brief(subject.placement()),
              subject.mode().toString().toLowerCase(Locale.ROOT),
              subject.operations().keySet().stream()
                  .map(Object::toString)
                  .collect(Collectors.joining(", ")),
              String.join(" ", subject.needs().packages()),
              subject.mechanism()));
    }
    Terminal.print(
        List.of(
            Section.of(
                "Real sensors that are described",
                Table.of(
                    List.of(
                        Column.text("subject"),
                        Column.text("decides in"),
                        Column.text("mode").droppedAs(2),
                        Column.text("operations"),
                        Column.text("package").droppedAs(3),
                        Column.text("mechanism").droppedAs(1)),
                    rows),
                List.of(
                    "`ringbench subject check NAME` tries one here;"
                        + " `ringbench run --subject NAME` measures it."))));
    return 0;
  }
}
