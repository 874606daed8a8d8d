// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform;

import dev.ringbench.model.Operation;
import java.nio.file.Path;
import java.util.List;

/** Operations in unusual forms, done beside a sensor whose events are written down. */
public interface Forms {
  /** All that there are: a line of JSON each, see native/visibility/main.c. */
  List<String> list();

  /** Does what is asked for. What a sensor cannot do here is no exception. */
  Watched watch(Ask ask) throws SensorException;

  /** Directory of all targets, below that of the forms. */
  String TARGETS = "t";

  /**
   * An empty directory that an ordinary user reaches, to mount a private one on.
   *
   * @param apart that is not to be hidden by it
   */
  Path place(Path apart);

  /**
   * The commands that do what is asked for, for whoever starts the sensor.
   *
   * @param directory of the forms, absolute
   * @param files an existing directory for what they note
   */
  Steps steps(Ask ask, Path directory, Path files);

  /**
   * Commands, in their order.
   *
   * @param prepare before the sensor watches
   * @param run while it watches
   * @param verify when it does not any more; it prints the journal
   * @param journal a file for it
   */
  record Steps(List<String> prepare, List<String> run, List<String> verify, Path journal) {
    /** Defensive copies. */
    public Steps {
      prepare = List.copyOf(prepare);
      run = List.copyOf(run);
      verify = List.copyOf(verify);
    }
  }

  /**
   * One sensor beside the forms of one operation.
   *
   * @param refuse whether the names of the targets are refused by its content
   * @param forms ids; empty: all
   * @param run four letters, with which all names begin
   */
  record Ask(
      String sensor,
      Operation operation,
      boolean refuse,
      List<String> forms,
      int tries,
      int raceTries,
      String run) {
    /** Defensive copy. */
    public Ask {
      forms = List.copyOf(forms);
    }
  }

  /**
   * What came of it.
   *
   * @param reason why the sensor could not be attached; null: it was
   * @param remedy what to do; null
   * @param lost events that it says it lost
   * @param lostUnknown whether it says that it lost more
   * @param events a line of JSON an event, see native/sensor/print.c
   * @param journal a line of JSON a try, see native/visibility/main.c
   */
  record Watched(
      String reason,
      String remedy,
      long lost,
      boolean lostUnknown,
      List<String> events,
      List<String> journal) {
    /** Defensive copies. */
    public Watched {
      events = List.copyOf(events);
      journal = List.copyOf(journal);
    }
  }
}
