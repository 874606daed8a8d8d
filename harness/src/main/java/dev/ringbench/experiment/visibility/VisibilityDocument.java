// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.visibility;

import dev.ringbench.document.DocumentForm;
import dev.ringbench.document.DocumentHead;
import dev.ringbench.document.SensorReferences;
import dev.ringbench.model.Environment;
import dev.ringbench.model.Sensor;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What sensors make of operations in unusual forms. The form is fixed by
 * results/schema/ringbench-visibility-1.schema.json.
 *
 * @param status complete or partial
 * @param statusReason why it is partial; null
 * @param finishedAt when it was complete; null: it is not
 * @param tries of a form
 * @param raceTries of a form that is a race
 * @param sensors all that were asked, subjects among them
 * @param subjects those of the sensors that are not ours
 */
public record VisibilityDocument(
    String generator,
    int visibilitySchemaVersion,
    String version,
    String status,
    String statusReason,
    String startedAt,
    String finishedAt,
    int tries,
    int raceTries,
    boolean emulated,
    Environment environment,
    List<String> warnings,
    List<Sensor> sensors,
    List<AskedSubject> subjects,
    List<ReadingPoint> points,
    List<FormFacts> forms,
    List<Watch> watches,
    List<SightCell> cells) {
  /** Of the documents that this code writes. */
  public static final int SCHEMA_VERSION = 1;

  /** How it is read and written. */
  public static final DocumentForm<VisibilityDocument> FORM =
      new DocumentForm<>(
          VisibilityDocument.class,
          "ringbench visibility",
          "visibility_schema_version",
          SCHEMA_VERSION,
          "ringbench-visibility-1.schema.json",
          VisibilityDocument::firstContradiction);

  /** Defensive copies. */
  public VisibilityDocument {
    generator = generator == null ? DocumentHead.GENERATOR : generator;
    warnings = List.copyOf(warnings);
    sensors = List.copyOf(sensors);
    subjects = subjects == null ? List.of() : List.copyOf(subjects);
    points = List.copyOf(points);
    forms = List.copyOf(forms);
    watches = List.copyOf(watches);
    cells = List.copyOf(cells);
  }

  /** The form of that id, which {@link #FORM} has seen to be there. */
  FormFacts form(String id) {
    return forms.stream().filter(form -> form.id().equals(id)).findFirst().orElseThrow();
  }

  /** Whether the sensor of that id is not ours. */
  boolean isSubject(String id) {
    return subjects.stream().anyMatch(subject -> subject.sensor().equals(id));
  }

  /** The sensor of that id. */
  Sensor sensor(String id) {
    return sensors.stream().filter(sensor -> sensor.id().equals(id)).findFirst().orElseThrow();
  }

  /** What was done of that column's operation; empty: it was not reached. */
  Optional<Watch> watch(SightCell cell) {
    return watches.stream()
        .filter(
            watch ->
                watch.sensor().equals(cell.sensor())
                    && watch.asked() == cell.asked()
                    && watch.operation() == form(cell.form()).operation())
        .findFirst();
  }

  /** What in it no schema can forbid and no reader can work with; null: nothing. */
  private String firstContradiction() {
    String unknown =
        SensorReferences.firstContradiction(
            sensors,
            Stream.of(
                    watches.stream().map(Watch::sensor),
                    cells.stream().map(SightCell::sensor),
                    subjects.stream().map(AskedSubject::sensor))
                .flatMap(ids -> ids));
    if (unknown != null) {
      return unknown;
    }
    Set<String> ids = new HashSet<>();
    for (FormFacts form : forms) {
      if (!ids.add(form.id())) {
        return "form " + form.id() + " is described twice";
      }
    }
    Set<String> places = new HashSet<>();
    for (SightCell cell : cells) {
      if (!ids.contains(cell.form())) {
        return "form " + cell.form() + " has cells, and is not described";
      }
      if (!places.add(cell.sensor() + " " + cell.asked() + " " + cell.form())) {
        return cell.form() + " before " + cell.sensor() + " comes twice";
      }
      if (cell.complete() > cell.tries()) {
        return cell.form() + " before " + cell.sensor() + " has more complete events than tries";
      }
    }
    return null;
  }
}
