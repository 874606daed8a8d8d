// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.visibility.measure;

import dev.ringbench.document.DocumentJson;
import dev.ringbench.experiment.visibility.Asked;
import dev.ringbench.experiment.visibility.ReadingPoint;
import dev.ringbench.model.Operation;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where sensors read, and what is predicted of them: the file predictions.json.
 *
 * @param points all there are
 * @param sensors where each reads, an operation a row
 * @param predictions the first that covers a cell is its own, those of single sensors before others
 */
record Predictions(List<ReadingPoint> points, List<Reader> sensors, List<Prediction> predictions) {
  private static final String FILE = "/dev/ringbench/visibility/predictions.json";

  /** A sensor at a point. */
  record Reader(String sensor, Operation operation, String point) {}

  /** Defensive copies. */
  Predictions {
    points = List.copyOf(points);
    sensors = List.copyOf(sensors);
    predictions = List.copyOf(predictions);
  }

  /**
   * Those that ship.
   *
   * @throws IllegalStateException when they contradict themselves: our own mistake
   */
  static Predictions shipped() {
    try (InputStream in = Predictions.class.getResourceAsStream(FILE)) {
      Predictions read = DocumentJson.mapper().readValue(in, Predictions.class);
      String broken = read.firstMistake();
      if (broken != null) {
        throw new IllegalStateException(FILE + ": " + broken);
      }
      return read;
    } catch (IOException e) {
      throw new UncheckedIOException("read " + FILE, e);
    }
  }

  /** What is wrong in itself; null: nothing. */
  String firstMistake() {
    Set<String> names = new HashSet<>();
    for (ReadingPoint point : points) {
      if (!names.add(point.point())) {
        return "point " + point.point() + " is described twice";
      }
    }
    Set<String> readers = new HashSet<>();
    for (Reader reader : sensors) {
      if (!names.contains(reader.point())) {
        return reader.sensor() + " reads at " + reader.point() + ", which is not described";
      }
      if (!readers.add(reader.sensor() + " " + reader.operation())) {
        return reader.sensor() + " reads " + reader.operation() + " at two points";
      }
    }
    for (Prediction one : predictions) {
      String which = "the prediction of " + one.forms() + " at " + one.points();
      if (!names.containsAll(one.points())) {
        return which + " names a point that is not described";
      }
      if (one.names().isEmpty() && one.refuses().isEmpty()) {
        return which + " predicts nothing";
      }
      if (one.because().isBlank() || one.source().isBlank()) {
        return which + " has no sentence or no source";
      }
    }
    return null;
  }

  /** Where a sensor reads an operation; empty: nobody described it. */
  Optional<String> point(String sensor, Operation operation) {
    return sensors.stream()
        .filter(reader -> reader.sensor().equals(sensor) && reader.operation() == operation)
        .map(Reader::point)
        .findFirst();
  }

  /** What is predicted of a cell; empty: nothing. */
  Optional<Prediction> of(String sensor, String point, String form, Asked asked) {
    return predictions.stream().filter(one -> one.covers(sensor, point, form, asked)).findFirst();
  }
}
