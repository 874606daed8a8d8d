// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.replay;

import dev.ringbench.document.DocumentForm;
import dev.ringbench.fault.Guest;
import dev.ringbench.model.Environment;
import java.util.List;

/**
 * What a replay of an incident showed. Times since the content was deployed.
 *
 * @param startedAt UTC, ISO 8601; null: not kept
 * @param exhibits one for each architecture and policy
 */
public record ReplayDocument(
    String generator,
    int replaySchemaVersion,
    String version,
    String startedAt,
    String incident,
    Environment environment,
    Guest guest,
    List<Exhibit> exhibits,
    List<Rollout> rollout) {
  /** The newest that this version writes. */
  public static final int SCHEMA_VERSION = 1;

  /** How it is read and written. */
  public static final DocumentForm<ReplayDocument> FORM =
      new DocumentForm<>(
          ReplayDocument.class,
          "ringbench faults --replay",
          "replay_schema_version",
          SCHEMA_VERSION,
          "ringbench-replay-1.schema.json",
          ReplayDocument::firstContradiction);

  /** Nothing in it depends on anything else in it. */
  private String firstContradiction() {
    return null;
  }

  /**
   * One architecture with one policy against what went wrong.
   *
   * @param boots that failed; null: the machine never went down
   * @param wellAfterMs to the first right verdict or event that lasted; null: never, in this replay
   * @param firstCrashMs null: nothing crashed
   * @param unprotectedMs that denied requests succeeded while the machine was up; null: not known,
   *     or this sensor refuses nothing
   * @param eventsLost null: it reports none, or nobody could count
   * @param failing open, closed, down, or neither
   * @param operatorNeeded nothing but a person ends it
   * @param unavailable why it could not be shown; null: it was
   */
  public record Exhibit(
      String sensor,
      String place,
      String policy,
      String end,
      List<Moment> moments,
      Integer boots,
      Double firstCrashMs,
      Double wellAfterMs,
      Double unprotectedMs,
      Long eventsLost,
      String failing,
      boolean operatorNeeded,
      String unavailable) {}

  /** Something that happened. */
  public record Moment(double ms, String what) {}

  /**
   * A row of the model of a staged rollout.
   *
   * @param stages shares of the fleet, in per cent
   * @param seenAfterSeconds from deploying to the first crash's being seen, as measured here
   * @param hitWhenSeen machines of {@code fleet} that have loaded the content by then
   * @param hitByPeople the same when people stop it as late as they did
   */
  public record Rollout(
      String sensor,
      String stages,
      double seenAfterSeconds,
      long fleet,
      long hitWhenSeen,
      long hitByPeople) {}
}
