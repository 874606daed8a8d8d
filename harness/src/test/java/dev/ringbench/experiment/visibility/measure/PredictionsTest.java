// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.visibility.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringbench.experiment.visibility.Asked;
import dev.ringbench.experiment.visibility.ReadingPoint;
import dev.ringbench.experiment.visibility.Sight;
import dev.ringbench.model.Mode;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Sensor;
import dev.ringbench.platform.linux.LinuxPlatform;
import dev.ringbench.subject.Subject;
import dev.ringbench.subject.Subjects;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The file of predictions, and what it must not say. */
class PredictionsTest {
  private static final List<ReadingPoint> POINTS = List.of(new ReadingPoint("door", "the door"));

  private static Prediction prediction(String point, String because, List<Sight> names) {
    return new Prediction(
        List.of("V01"), List.of(point), null, names, List.of(), because, "open(2)");
  }

  private static Optional<Prediction> of(
      Predictions shipped, String sensor, Operation operation, String form, Asked asked) {
    return shipped
        .point(sensor, operation)
        .flatMap(point -> shipped.of(sensor, point, form, asked));
  }

  @Test
  void theShippedFileHasNoMistake() {
    assertThat(Predictions.shipped().firstMistake()).isNull();
  }

  @Test
  void everySensorThatReadsSomewhereExistsAndWatchesThatOperation() {
    List<Sensor> sensors = new LinuxPlatform().sensors().all();
    List<Subject> subjects = Subjects.shipped();
    assertThat(Predictions.shipped().sensors())
        .allSatisfy(
            reader ->
                assertThat(
                        sensors.stream()
                                .anyMatch(
                                    sensor ->
                                        sensor.id().equals(reader.sensor())
                                            && sensor.watches(reader.operation()))
                            || subjects.stream()
                                .anyMatch(
                                    subject ->
                                        subject.id().equals(reader.sensor())
                                            && subject
                                                .operations()
                                                .containsKey(reader.operation())))
                    .as(reader.toString())
                    .isTrue());
  }

  @Test
  void questionsArePredictedByTheirOwnAnswers() {
    assertThat(Predictions.shipped().predictions())
        .allSatisfy(
            one -> {
              assertThat(one.names()).doesNotContain(Sight.REFUSED, Sight.EVADED);
              assertThat(one.refuses()).isSubsetOf(Sight.REFUSED, Sight.EVADED);
            });
  }

  @Test
  void everyFormIsPredictedWhereverASensorReadsItsOperation() {
    Predictions shipped = Predictions.shipped();
    List<Sensor> sensors = new LinuxPlatform().sensors().all();
    Set<String> forms = new HashSet<>();
    shipped.predictions().forEach(one -> forms.addAll(one.forms()));
    for (Predictions.Reader reader : shipped.sensors()) {
      for (String form : forms) {
        if (operationOf(form) != reader.operation() || reader.sensor().equals("bpf-cgroup")) {
          continue;
        }
        assertThat(of(shipped, reader.sensor(), reader.operation(), form, Asked.NAMES))
            .as("%s before %s", form, reader.sensor())
            .isPresent();
        boolean refuses =
            sensors.stream()
                .anyMatch(one -> one.id().equals(reader.sensor()) && one.mode() == Mode.AUTH);
        if (refuses
            && (reader.operation() == Operation.OPEN || reader.operation() == Operation.EXEC)) {
          assertThat(of(shipped, reader.sensor(), reader.operation(), form, Asked.REFUSES))
              .as("%s refused by %s", form, reader.sensor())
              .isPresent();
        }
      }
    }
  }

  private static Operation operationOf(String form) {
    if (form.startsWith("X")) {
      return Operation.EXEC;
    }
    if (form.startsWith("N") || form.startsWith("V32")) {
      return Operation.CONNECT;
    }
    if (form.startsWith("M")) {
      return Operation.MMAP_EXEC;
    }
    if (form.startsWith("V19")) {
      return Operation.RENAME;
    }
    return form.startsWith("W")
            || List.of("V20", "V21", "V22", "V24", "V34a", "V34b").contains(form)
        ? Operation.WRITE
        : Operation.OPEN;
  }

  @Test
  void mistakesOfAFileAreNamed() {
    assertThat(
            new Predictions(List.of(POINTS.get(0), POINTS.get(0)), List.of(), List.of())
                .firstMistake())
        .contains("door is described twice");
    Predictions.Reader reader = new Predictions.Reader("ptrace", Operation.OPEN, "window");
    assertThat(new Predictions(POINTS, List.of(reader), List.of()).firstMistake())
        .contains("ptrace reads at window");
    assertThat(
            new Predictions(
                    POINTS, List.of(), List.of(prediction("door", " ", List.of(Sight.RIGHT))))
                .firstMistake())
        .contains("no sentence");
    assertThat(
            new Predictions(POINTS, List.of(), List.of(prediction("door", "So.", List.of())))
                .firstMistake())
        .contains("predicts nothing");
    assertThat(
            new Predictions(
                    POINTS, List.of(), List.of(prediction("window", "So.", List.of(Sight.RIGHT))))
                .firstMistake())
        .contains("a point that is not described");
  }

  @Test
  void whatIsSaidOfOneSensorComesBeforeWhatIsSaidOfAll() {
    Predictions shipped = Predictions.shipped();
    assertThat(of(shipped, "ptrace", Operation.OPEN, "V29", Asked.NAMES).orElseThrow().names())
        .contains(Sight.UNSEEN);
    assertThat(
            of(shipped, "seccomp-notify", Operation.OPEN, "V29", Asked.NAMES).orElseThrow().names())
        .containsExactly(Sight.RIGHT);
  }
}
