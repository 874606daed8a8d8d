// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.visibility.measure;

import dev.ringbench.experiment.visibility.Asked;
import dev.ringbench.experiment.visibility.FormFacts;
import dev.ringbench.experiment.visibility.Sight;
import dev.ringbench.experiment.visibility.SightCell;
import dev.ringbench.experiment.visibility.SightCounts;
import dev.ringbench.experiment.visibility.Watch;
import dev.ringbench.experiment.visibility.measure.SightGrading.Graded;
import dev.ringbench.model.Operation;
import dev.ringbench.platform.Forms;
import dev.ringbench.subject.Subject;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What one start of a sensor came to: its canaries, and a cell for each form. */
final class WatchGrading {
  private static final String FRONT = "C1-";
  private static final String END = "C2-";
  private static final int MOST_EVIDENCE = 400;

  private final String sensor;
  private final String point;
  private final boolean ours;
  private final Operation operation;
  private final Asked asked;
  private final Predictions predictions;

  /** Of a sensor of ours. */
  WatchGrading(String sensor, Operation operation, Asked asked, Predictions predictions) {
    this(
        sensor,
        predictions.point(sensor, operation).orElse(null),
        true,
        operation,
        asked,
        predictions);
  }

  private WatchGrading(
      String sensor,
      String point,
      boolean ours,
      Operation operation,
      Asked asked,
      Predictions predictions) {
    this.sensor = sensor;
    this.point = point;
    this.ours = ours;
    this.operation = operation;
    this.asked = asked;
    this.predictions = predictions;
  }

  /**
   * Of a subject, which reads where its row says, or where the sensor of ours that is like it does.
   */
  static WatchGrading of(Subject subject, Operation operation, Predictions predictions) {
    String like = subject.operations().get(operation).like();
    String point =
        predictions
            .point(subject.id(), operation)
            .or(() -> like == null ? Optional.empty() : predictions.point(like, operation))
            .orElse(null);
    return new WatchGrading(subject.id(), point, false, operation, Asked.NAMES, predictions);
  }

  /** It was not attached, or ended. */
  Watch refused(String reason, String remedy) {
    return watch(reason, remedy, null, false, new int[4]);
  }

  private Watch watch(
      String reason, String remedy, Long lost, boolean lostUnknown, int[] canaries) {
    return new Watch(
        sensor,
        operation,
        asked,
        point,
        reason,
        remedy,
        lost,
        lostUnknown,
        canaries[0],
        canaries[1],
        canaries[2],
        canaries[3]);
  }

  /** With its canaries; where one is missing there is no result. */
  Watch watch(Forms.Watched watched, String run) {
    return watch(
        new SightGrading(operation, run, SeenEvent.parse(watched.events())),
        Attempt.parse(watched.journal()),
        watched.lost(),
        watched.lostUnknown());
  }

  /** The same of events that are read already; {@code lost}: null: it says nothing of loss. */
  Watch watch(SightGrading events, List<Attempt> attempts, Long lost, boolean lostUnknown) {
    int[] canaries = new int[4];
    for (Attempt attempt : attempts) {
      int at = attempt.form().startsWith(FRONT) ? 0 : attempt.form().startsWith(END) ? 2 : -1;
      if (at >= 0) {
        canaries[at]++;
        canaries[at + 1] += isSeen(events, attempt) ? 1 : 0;
      }
    }
    boolean front = canaries[0] > 0 && canaries[1] == canaries[0];
    boolean end = canaries[2] > 0 && canaries[3] == canaries[2];
    return watch(
        front && end
            ? null
            : "%d of %d canaries before the forms and %d of %d behind them were %s"
                .formatted(
                    canaries[1],
                    canaries[0],
                    canaries[3],
                    canaries[2],
                    asked == Asked.NAMES ? "seen" : "refused"),
        front && end ? null : "run again; `ringbench doctor` shows whether the sensor works here",
        lost,
        lostUnknown,
        canaries);
  }

  private boolean isSeen(SightGrading events, Attempt attempt) {
    return asked == Asked.REFUSES
        ? attempt.refused()
        : attempt.done() && events.grade(attempt).sight().compareTo(Sight.PARTIAL) <= 0;
  }

  /** A cell a form. */
  List<SightCell> cells(Forms.Watched watched, String run, List<FormFacts> forms) {
    return cells(
        new SightGrading(operation, run, SeenEvent.parse(watched.events())),
        Attempt.parse(watched.journal()),
        forms);
  }

  /** The same of events that are read already. */
  List<SightCell> cells(SightGrading events, List<Attempt> attempts, List<FormFacts> forms) {
    return forms.stream()
        .map(
            form ->
                cell(
                    form,
                    events,
                    attempts.stream().filter(one -> one.form().equals(form.id())).toList()))
        .toList();
  }

  private SightCell cell(FormFacts form, SightGrading events, List<Attempt> attempts) {
    List<Sight> sights = new ArrayList<>();
    Map<Sight, String> evidence = new EnumMap<>(Sight.class);
    int complete = 0;
    int failed = 0;
    String reason = null;
    for (Attempt attempt : attempts) {
      Optional<Graded> graded =
          attempt.reason() == null ? grade(events, attempt) : Optional.empty();
      if (graded.isEmpty()) {
        failed++;
        reason =
            attempt.reason() == null
                ? "it failed with error number " + attempt.error()
                : attempt.reason();
        continue;
      }
      sights.add(graded.get().sight());
      complete += graded.get().complete() ? 1 : 0;
      evidence.putIfAbsent(graded.get().sight(), cut(graded.get().evidence()));
    }
    Optional<Prediction> predicted =
        point == null ? Optional.empty() : predictions.of(sensor, point, form.id(), asked);
    return new SightCell(
        sensor,
        form.id(),
        asked,
        SightCounts.of(sights),
        complete,
        failed,
        sights.isEmpty() ? (reason == null ? "it was not tried" : reason) : null,
        predicted.map(this::expected).orElse(List.of()),
        predicted.map(Prediction::because).orElse(null),
        predicted.map(Prediction::source).orElse(null),
        List.copyOf(evidence.values()));
  }

  /** A subject's lines on other objects are not known to be its events. */
  private List<Sight> expected(Prediction predicted) {
    List<Sight> sights = new ArrayList<>(predicted.of(asked));
    if (!ours && sights.contains(Sight.WRONG) && !sights.contains(Sight.UNSEEN)) {
      sights.add(Sight.UNSEEN);
    }
    return sights;
  }

  private Optional<Graded> grade(SightGrading events, Attempt attempt) {
    if (asked == Asked.NAMES) {
      return attempt.done() ? Optional.of(events.grade(attempt)) : Optional.empty();
    }
    String tried = "try " + attempt.number() + ", process " + attempt.pid() + ": ";
    if (attempt.done()) {
      return Optional.of(new Graded(Sight.EVADED, false, tried + "its effect was seen, no error"));
    }
    return attempt.refused()
        ? Optional.of(new Graded(Sight.REFUSED, false, tried + "error number " + attempt.error()))
        : Optional.empty();
  }

  private static String cut(String text) {
    return text.length() <= MOST_EVIDENCE ? text : text.substring(0, MOST_EVIDENCE) + "...";
  }
}
