// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.subjects;

import dev.ringbench.document.Answer;
import dev.ringbench.experiment.subjects.AddedCosts.Added;
import dev.ringbench.experiment.subjects.AddedCosts.Of;
import dev.ringbench.model.Operation;
import dev.ringbench.section.Texts;
import dev.ringbench.stats.Mark;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What a document of subjects answers, in sentences. */
final class SubjectAnswers {
  private final SubjectsDocument document;
  private final List<Long> worth;
  private final AddedCosts costs;

  SubjectAnswers(SubjectsDocument document, List<Long> worth) {
    this.document = document;
    this.worth = List.copyOf(worth);
    this.costs = new AddedCosts(document);
  }

  List<Answer> all() {
    List<Answer> answers = new ArrayList<>();
    document.operations().stream()
        .flatMap(operation -> cost(operation).stream())
        .findFirst()
        .ifPresent(answers::add);
    lost().ifPresent(answers::add);
    return answers;
  }

  private record Priced(String id, Added added) {}

  private Optional<Answer> cost(Operation operation) {
    List<Priced> priced =
        document.subjects().stream()
            .flatMap(
                subject ->
                    costs
                        .added(subject.id(), operation, Of.MEAN)
                        .map(added -> new Priced(subject.id(), added))
                        .stream())
            .toList();
    List<Priced> significant =
        priced.stream()
            .filter(one -> one.added().mark() == Mark.SIGNIFICANT)
            // Mean and median have to agree that there is something.
            .filter(
                one ->
                    costs
                        .added(one.id(), operation, Of.MEDIAN)
                        .filter(median -> median.mark() == Mark.SIGNIFICANT)
                        .isPresent())
            .sorted(Comparator.comparing(one -> one.added().ns().estimate()))
            .toList();
    if (priced.isEmpty()) {
      return Optional.empty();
    }
    String rest =
        priced.size() == significant.size()
            ? ""
            : " Of "
                + priced.size()
                + " subjects "
                + (priced.size() - significant.size())
                + " add nothing that is significant in this run.";
    if (significant.isEmpty()) {
      return Optional.of(
          new Answer(
              Answer.Question.COST,
              3,
              worth,
              "No real sensor adds a significant time to each " + operation + " in this run."));
    }
    Priced least = significant.get(0);
    Priced most = significant.get(significant.size() - 1);
    String sentence =
        significant.size() == 1
            ? "To each " + operation + " " + least.id() + " adds " + text(least) + " on average."
            : "To each "
                + operation
                + " real sensors add from "
                + text(least)
                + " ("
                + least.id()
                + ") to "
                + text(most)
                + " ("
                + most.id()
                + ") on average.";
    return Optional.of(new Answer(Answer.Question.COST, 3, worth, sentence + rest));
  }

  private static String text(Priced one) {
    return SubjectSections.text(one.added());
  }

  private Optional<Answer> lost() {
    List<SubjectAccount> whole =
        document.accounts().stream()
            .filter(account -> account.reason() == null && account.flood().issued() > 0)
            .toList();
    if (whole.isEmpty()) {
      return Optional.empty();
    }
    List<SubjectAccount> losing =
        whole.stream().filter(account -> account.flood().missing() > 0).toList();
    long silent = losing.stream().filter(account -> account.silent() > 0).count();
    if (losing.isEmpty()) {
      return Optional.of(
          new Answer(
              Answer.Question.LOAD,
              2,
              worth,
              "No real sensor lost an event when operations came as fast as they could, in "
                  + whole.size()
                  + " trials."));
    }
    SubjectAccount worst =
        losing.stream()
            .max(
                Comparator.comparing(
                    account -> account.flood().missing() / (double) account.flood().issued()))
            .orElseThrow();
    return Optional.of(
        new Answer(
            Answer.Question.LOAD,
            2,
            worth,
            "In "
                + losing.size()
                + " of "
                + whole.size()
                + " trials a real sensor lost events when operations came as fast as they could, up"
                + " to "
                + Texts.percent(worst.flood().missing() / (double) worst.flood().issued())
                + " ("
                + worst.row()
                + ", "
                + worst.operation()
                + "); in at least "
                + silent
                + " of them it did not report all of its loss."));
  }
}
