// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringbench.model.Mode;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Placement;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.subject.SubjectDraft.Question;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Descriptions that are made of answers. */
class SubjectDraftTest {
  private static Map<Question, String> answers() {
    Map<Question, String> answers = new EnumMap<>(Question.class);
    for (Question question : Question.values()) {
      answers.put(question, "");
    }
    answers.put(Question.NAME, "my-agent");
    answers.put(Question.TITLE, "My agent");
    answers.put(Question.MECHANISM, "an inotify watch");
    answers.put(Question.START, "agent --watch {work}");
    return answers;
  }

  private static Subject made(Map<Question, String> answers) {
    SubjectDraft draft = new SubjectDraft();
    answers.forEach(draft::answer);
    return SubjectFile.parse("the description", draft.yaml());
  }

  @Test
  void anEmptyAnswerTakesWhatStandsInBrackets() {
    Subject subject = made(answers());
    assertThat(subject.id()).isEqualTo("my-agent");
    assertThat(subject.title()).isEqualTo("My agent");
    assertThat(subject.placement()).isEqualTo(Placement.USER_ASYNC);
    assertThat(subject.mode()).isEqualTo(Mode.NOTIFY);
    assertThat(subject.action().start()).containsExactly("agent", "--watch", "{work}");
    assertThat(subject.log()).isEqualTo(Subject.STDOUT);
    assertThat(subject.operations().get(Operation.OPEN).event()).isEqualTo("{target}");
    assertThat(subject.lost()).isNull();
    assertThat(subject.stop().signal()).isEqualTo("TERM");
    assertThat(subject.needs().programs()).containsExactly("agent");
  }

  @Test
  void whatIsAnsweredComesBackWhateverItsCharacters() {
    Map<Question, String> answers = answers();
    answers.put(Question.TITLE, "It's \"mine\": {a}, [b] # c & *d !e %f \\n @g `h` | > - ?");
    answers.put(Question.MECHANISM, "key: value, 'quoted', ünïcode");
    answers.put(Question.START, "  sh   -c\t'x:y' --a=\"b\" # {dir} ");
    answers.put(Question.LOG, "{dir}/its-log");
    answers.put(Question.EVENT, "^'(?P<pid>[0-9]+)': \"{target}\"\\s#$");
    answers.put(Question.LOST, "lost: '(?P<count>[0-9]+)'");
    answers.put(Question.SIGNAL, " INT ");
    Subject subject = made(answers);
    assertThat(subject.title()).isEqualTo(answers.get(Question.TITLE));
    assertThat(subject.mechanism()).isEqualTo(answers.get(Question.MECHANISM));
    assertThat(subject.action().start())
        .containsExactly("sh", "-c", "'x:y'", "--a=\"b\"", "#", "{dir}");
    assertThat(subject.log()).isEqualTo(answers.get(Question.LOG));
    assertThat(subject.operations().get(Operation.OPEN).event())
        .isEqualTo(answers.get(Question.EVENT));
    assertThat(subject.lost())
        .isEqualTo(new Subject.Loss(answers.get(Question.LOST), List.of(), "buffer"));
    assertThat(subject.stop().signal()).isEqualTo("INT");
  }

  @Test
  void linesOfAnAnswerBecomeOne() {
    Map<Question, String> answers = answers();
    answers.put(Question.TITLE, "two\nlines: of\n'title'");
    assertThat(made(answers).title()).isEqualTo("two lines: of 'title'");
  }

  @Test
  void aQuestionWithoutAnAnswerIsNamed() {
    assertThatThrownBy(() -> new SubjectDraft().answer(Question.TITLE, "  "))
        .isInstanceOfSatisfying(
            RingbenchException.class,
            e -> assertThat(e.kind()).isEqualTo(RingbenchException.Kind.BAD_INPUT))
        .hasMessageContaining("What people call it");
  }

  @Test
  void aWrongAnswerIsSaidWithItsPlace() {
    Map<Question, String> answers = answers();
    answers.put(Question.EVENT, "no target");
    assertThatThrownBy(() -> made(answers))
        .isInstanceOf(RingbenchException.class)
        .hasMessageStartingWith("the description:8:17: it has no {target}");
    answers.put(Question.EVENT, "");
    answers.put(Question.SIGNAL, "STOP");
    assertThatThrownBy(() -> made(answers)).hasMessageContaining("'STOP' is none of");
    answers.put(Question.SIGNAL, "");
    answers.put(Question.TITLE, "bell \u0007");
    assertThatThrownBy(() -> made(answers)).isInstanceOf(RingbenchException.class);
  }
}
