// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.tamper.measure;

import dev.ringbench.model.Mode;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Sensor;
import dev.ringbench.platform.SubjectHosting;
import dev.ringbench.subject.Subject;
import java.util.List;
import java.util.Map;

/**
 * Our sensors as agents: {@code ringbench-sensor report}, which logs events and loss, described as
 * any sensor of others is.
 */
final class OwnSensors {
  /** What opening has to be refused, in the watched directory; see native/sensor/report.c. */
  static final String DENIED = "denied777";

  private static final String EVENT = "(?:\"pid\":(?P<pid>[0-9]+).*)?\"path\":\"[^\"]*/{target}\"";
  private static final String CONNECTED =
      "(?:\"pid\":(?P<pid>[0-9]+).*)?\"path\":\"{target}:[0-9]+\"";
  private static final int READY_SECONDS = 15;
  private static final int STOP_SECONDS = 5;

  private OwnSensors() {}

  /** The operation of a sensor that it is attacked with. */
  static Operation operation(Sensor sensor) {
    return sensor.watches(Operation.OPEN)
        ? Operation.OPEN
        : sensor.watches(Operation.EXEC) ? Operation.EXEC : Operation.CONNECT;
  }

  /** Whether its half in the watched process makes it start that. */
  static boolean isWrapper(String kind) {
    return List.of("seccomp-verdict", "tracer", "in-process").contains(kind);
  }

  /**
   * The sensor as a subject.
   *
   * @param kind of its mechanism
   * @param reports whether it tells of operations that may pass
   * @param work the watched directory
   * @param marker in the name of every target
   */
  static Subject subject(
      Sensor sensor,
      String kind,
      boolean reports,
      SubjectHosting hosting,
      String work,
      String marker) {
    Operation operation = operation(sensor);
    boolean decides = sensor.mode() == Mode.AUTH;
    List<String> words =
        List.of(
            hosting.sensors(),
            "report",
            sensor.id(),
            Integer.toString(operation.nativeCode()),
            work,
            marker,
            decides ? "deny" : "allow");
    boolean wraps = isWrapper(kind);
    return new Subject(
        sensor.id(),
        sensor.id(),
        null,
        List.of(),
        sensor.placement(),
        sensor.mode(),
        sensor.mechanism(),
        wraps ? Subject.Scope.WRAPPED : Subject.Scope.MOUNT,
        reports
            ? Map.of(
                operation,
                new Subject.Watched(operation == Operation.CONNECT ? CONNECTED : EVENT, null, null))
            : Map.of(),
        sensor.mergesEqualEvents(),
        new Subject.Needs(List.of(), List.of(), true, List.of()),
        null,
        List.of(),
        Map.of(),
        Map.of(),
        List.of(),
        new Subject.Action(
            wraps ? List.of() : words,
            wraps ? words : List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of()),
        Subject.STDOUT,
        wraps ? null : "\"ready\":true",
        READY_SECONDS,
        List.of(),
        decides ? new Subject.Denied(DENIED, "denied", List.of("EPERM")) : null,
        new Subject.Loss("^\\{\"lost\":(?P<count>[0-9]+)\\}", List.of(), "sensor"),
        new Subject.Stop("TERM", List.of(), STOP_SECONDS, false),
        null,
        null,
        List.of(),
        List.of(),
        null,
        null,
        null);
  }
}
