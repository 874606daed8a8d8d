// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.report;

import dev.ringbench.document.Answer;
import dev.ringbench.document.Experiments;
import dev.ringbench.document.Head;
import dev.ringbench.document.Reading;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What it costs, and what it buys, to move a sensor out of the kernel: at most five sentences, each
 * with figures and their intervals, and each only where a document proves it.
 */
final class AnswerSentences {
  private static final int MOST = 5;
  private static final String NOTHING =
      "No figure of these documents answers it in a sentence; what they hold is below.";

  private final List<Reading> documents;
  private final Map<Answer.Question, List<Said>> said = new LinkedHashMap<>();

  private record Said(Reading by, Answer answer) {
    String sentence() {
      Head head = by.head();
      return answer.sentence()
          + " ["
          + head.environment().cpu().model()
          + (head.emulated() ? ", emulated" : "")
          + (head.startedAt() == null ? "" : ", " + head.day())
          + (head.partialReason() == null ? "" : ", partial")
          + "]";
    }
  }

  AnswerSentences(List<Reading> documents) {
    this.documents = documents;
    Map<String, List<Said>> byKind = new LinkedHashMap<>();
    for (Reading document : documents) {
      for (Answer answer : document.answers()) {
        byKind
            .computeIfAbsent(
                answer.question() + " " + document.head().kind(), key -> new ArrayList<>())
            .add(new Said(document, answer));
      }
    }
    for (Answer.Question question : Answer.Question.values()) {
      List<Said> all = new ArrayList<>();
      byKind.values().stream()
          .filter(answers -> answers.get(0).answer().question() == question)
          .forEach(answers -> all.addAll(ofTheBest(answers)));
      all.sort(Comparator.comparing(one -> one.answer().rank()));
      said.put(question, all);
    }
  }

  /** Those of the document that is worth most. */
  private static List<Said> ofTheBest(List<Said> answers) {
    Said best =
        answers.stream()
            .max(Comparator.comparing(one -> one.answer().worth(), Worth.ORDER))
            .orElseThrow();
    return answers.stream().filter(one -> one.by() == best.by()).toList();
  }

  /** Never none: where no document has an answer, that is said. */
  List<String> sentences() {
    List<String> sentences = new ArrayList<>();
    List<String> more = new ArrayList<>();
    said.forEach(
        (question, all) -> {
          all.stream().limit(question.most()).map(Said::sentence).forEach(sentences::add);
          // Of alternatives the first is enough.
          if (question.most() > 1) {
            all.stream().skip(question.most()).map(Said::sentence).forEach(more::add);
          }
        });
    sentences.addAll(more);
    return sentences.isEmpty() ? List.of(NOTHING) : sentences.stream().limit(MOST).toList();
  }

  /** What would have to be measured for the rest. */
  List<String> missing() {
    return Experiments.all().stream()
        .filter(
            experiment ->
                documents.stream()
                    .noneMatch(document -> document.head().kind().equals(experiment.id())))
        .flatMap(experiment -> experiment.missing().stream())
        .filter(missing -> said.getOrDefault(missing.question(), List.of()).isEmpty())
        .map(Answer.Missing::sentence)
        .toList();
  }
}
