// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.visibility;

import dev.ringbench.document.Answer;
import dev.ringbench.document.PlacementName;
import dev.ringbench.model.Placement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The first sentences: what each placement names, how a user goes unseen, the worst blind spots.
 */
final class VisibilityAnswers {
  private static final int MOST_FORMS = 3;

  private final VisibilityDocument document;
  private final List<Long> worth;

  VisibilityAnswers(VisibilityDocument document, List<Long> worth) {
    this.document = document;
    this.worth = worth;
  }

  List<Answer> all() {
    List<Answer> answers = new ArrayList<>();
    for (String sentence :
        Stream.of(named(), user(), blindest()).filter(text -> !text.isEmpty()).toList()) {
      answers.add(new Answer(Answer.Question.SIGHT, answers.size() + 1, worth, sentence));
    }
    return answers;
  }

  private Stream<SightCell> cells(Asked asked) {
    return document.cells().stream().filter(cell -> cell.asked() == asked && cell.tries() > 0);
  }

  private String named() {
    List<String> parts = new ArrayList<>();
    for (Placement placement : Placement.values()) {
      SightShares shares =
          new SightShares(
              cells(Asked.NAMES)
                  .filter(cell -> document.sensor(cell.sensor()).placement() == placement)
                  .toList());
      if (shares.all() > 0) {
        parts.add(PlacementName.of(placement) + " " + shares.goodOfAll());
      }
    }
    return parts.isEmpty()
        ? ""
        : "Of unusual forms of operations, an event names the right object and process: "
            + String.join(", ", parts)
            + "; a form before a sensor counts once.";
  }

  private boolean needsNoRoot(SightCell cell) {
    return !document.form(cell.form()).root();
  }

  /** For each sensor, how many forms that need no root have a try without an event. */
  private String user() {
    List<String> parts = new ArrayList<>();
    List<String> sensors = cells(Asked.NAMES).map(SightCell::sensor).distinct().toList();
    for (String sensor : sensors) {
      List<SightCell> own =
          cells(Asked.NAMES)
              .filter(cell -> cell.sensor().equals(sensor) && needsNoRoot(cell))
              .toList();
      long unseen = own.stream().filter(cell -> cell.counts().unseen() > 0).count();
      parts.add(sensor + " " + unseen + " of " + own.size());
    }
    return parts.isEmpty()
        ? ""
        : "Forms by which an ordinary user goes unseen, at least at times: "
            + String.join(", ", parts)
            + ".";
  }

  private String blindest() {
    List<FormFacts> forms =
        document.forms().stream()
            .filter(form -> missed(form) > 0)
            .sorted(Comparator.<FormFacts>comparingDouble(form -> -missed(form) / seenBy(form)))
            .limit(MOST_FORMS)
            .toList();
    return forms.isEmpty()
        ? ""
        : "The worst blind spots: "
            + forms.stream()
                .map(
                    form ->
                        form
                            + " (no event in "
                            + (long) missed(form)
                            + " of "
                            + (long) seenBy(form)
                            + " sensors)")
                .collect(Collectors.joining(", "))
            + ".";
  }

  private double missed(FormFacts form) {
    return cells(Asked.NAMES)
        .filter(cell -> cell.form().equals(form.id()))
        .filter(cell -> cell.sight().orElseThrow() == Sight.UNSEEN)
        .count();
  }

  private double seenBy(FormFacts form) {
    return cells(Asked.NAMES).filter(cell -> cell.form().equals(form.id())).count();
  }
}
