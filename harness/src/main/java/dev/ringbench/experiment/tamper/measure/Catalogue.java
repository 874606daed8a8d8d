// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.tamper.measure;

import dev.ringbench.document.DocumentJson;
import dev.ringbench.experiment.tamper.Attacker;
import dev.ringbench.experiment.tamper.Effect;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The attacks, which mechanisms they mean something to, and what is predicted: the file
 * attacks.json.
 */
record Catalogue(List<Mechanism> mechanisms, List<Member> sensors, List<Row> attacks) {
  private static final String FILE = "/dev/ringbench/tamper/attacks.json";

  /** A kind of mechanism. {@code reads}: what it is, a sentence without its end. */
  record Mechanism(String mechanism, String reads) {}

  /** A sensor or a subject of a kind. */
  record Member(String sensor, String mechanism) {}

  /**
   * What is expected of some sensors. Written before it is looked at, and not mended afterwards.
   *
   * @param sensors only of these; empty: of all of the mechanisms
   * @param told whether it tells where it has an effect; null: nothing is said
   */
  record Expected(
      List<String> mechanisms,
      List<String> sensors,
      List<Effect> outcomes,
      Boolean told,
      String because,
      String source) {
    Expected {
      mechanisms = List.copyOf(mechanisms);
      sensors = sensors == null ? List.of() : List.copyOf(sensors);
      outcomes = List.copyOf(outcomes);
    }
  }

  /** How an attack is done. */
  enum Kind {
    /** Nothing is. */
    NONE,
    /** To its processes, see {@link dev.ringbench.subject.OutsideFault}. */
    FAULT,
    /** The operations themselves are done in another form. */
    FORM,
    /** As many operations as one process can do. */
    FLOOD,
    /** By commands of a shell. */
    COMMANDS,
    /** By a second listener of the process connector. */
    CONNECTOR
  }

  /**
   * What is done.
   *
   * @param fault id, of FAULT
   * @param form of FORM and FLOOD, as ringbench-tamper has it
   * @param denied whether it means something only to who refuses
   * @param tail whether an operation on each CPU follows the flood
   * @param cpus whether there is a flood on each CPU
   * @param begin commands; they may name {tree}, {work} and {pid}
   * @param end commands that undo them
   * @param user whether an ordinary user gives the commands
   * @param remake whether targets have to be made again, before and after
   * @param own whether it is done to our own sensors alone
   * @param programs that must be installed
   */
  record Does(
      Kind kind,
      String fault,
      String form,
      boolean denied,
      boolean tail,
      boolean cpus,
      List<String> begin,
      List<String> end,
      boolean user,
      boolean remake,
      boolean own,
      List<String> programs) {
    Does {
      begin = begin == null ? List.of() : List.copyOf(begin);
      end = end == null ? List.of() : List.copyOf(end);
      programs = programs == null ? List.of() : List.copyOf(programs);
    }
  }

  /**
   * An attack.
   *
   * @param mechanisms that it means something to
   * @param machine whether it changes the whole machine
   * @param since the kernel from which on it harms no listener of others; null: any
   * @param reason why it is never done; null: it is
   */
  record Row(
      String id,
      String title,
      Attacker attacker,
      List<String> mechanisms,
      Does does,
      List<Expected> predictions,
      boolean machine,
      String since,
      String reason,
      String remedy) {
    Row {
      mechanisms = List.copyOf(mechanisms);
      predictions = List.copyOf(predictions);
    }

    boolean meansSomethingTo(String mechanism) {
      return mechanisms.contains(mechanism);
    }

    Optional<Expected> expected(String sensor, String mechanism) {
      return predictions.stream()
          .filter(one -> one.mechanisms().contains(mechanism))
          .filter(one -> one.sensors().isEmpty() || one.sensors().contains(sensor))
          .findFirst();
    }
  }

  Catalogue {
    mechanisms = List.copyOf(mechanisms);
    sensors = List.copyOf(sensors);
    attacks = List.copyOf(attacks);
  }

  /**
   * The one that ships.
   *
   * @throws IllegalStateException when it contradicts itself: our own mistake
   */
  static Catalogue shipped() {
    try (InputStream in = Catalogue.class.getResourceAsStream(FILE)) {
      Catalogue read = DocumentJson.mapper().readValue(in, Catalogue.class);
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
    Set<String> kinds = new HashSet<>();
    mechanisms.forEach(mechanism -> kinds.add(mechanism.mechanism()));
    for (Member member : sensors) {
      if (!kinds.contains(member.mechanism())) {
        return member.sensor() + " is of kind " + member.mechanism() + ", which is not described";
      }
    }
    Set<String> ids = new HashSet<>();
    for (Row row : attacks) {
      if (!ids.add(row.id())) {
        return "attack " + row.id() + " is there twice";
      }
      for (String mechanism : row.mechanisms()) {
        if (!kinds.contains(mechanism)) {
          return row.id() + " names the kind " + mechanism + ", which is not described";
        }
        if (row.predictions().stream()
            .noneMatch(one -> one.mechanisms().contains(mechanism) && one.sensors().isEmpty())) {
          return row.id() + " predicts nothing for " + mechanism;
        }
      }
      for (Expected one : row.predictions()) {
        if (one.because().isBlank() || one.source().isBlank() || one.outcomes().isEmpty()) {
          return row.id() + " has a prediction without an outcome, a sentence or a source";
        }
      }
    }
    return null;
  }

  /** The kind of a sensor, or of a subject that is like it; empty: nobody described it. */
  Optional<String> mechanism(String sensor) {
    return sensors.stream()
        .filter(member -> member.sensor().equals(sensor))
        .map(Member::mechanism)
        .findFirst();
  }
}
