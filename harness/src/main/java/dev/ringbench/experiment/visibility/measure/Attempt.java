// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.visibility.measure;

import dev.ringbench.document.DocumentJson;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * One try of a form, as ringbench-form saw it: the truth.
 *
 * @param form id
 * @param number of the try
 * @param pid of the process that has the object
 * @param tid its thread
 * @param uid its user
 * @param error errno of the operation, 0: it was done
 * @param happened whether its effect was seen
 * @param handed whether somebody else opened the object, and the process got it
 * @param reason why this machine has no such form; null: it has
 * @param name last part of the object's name
 * @param object what was opened, changed, connected to or executed: its path or address
 * @param alias another name of it; empty: there is none
 * @param decoy another object, which was not touched; empty: there is none
 */
record Attempt(
    String form,
    int number,
    long pid,
    long tid,
    long uid,
    int error,
    boolean happened,
    boolean handed,
    String reason,
    String name,
    String object,
    String alias,
    String decoy) {
  private static final int EPERM = 1;
  private static final int EACCES = 13;

  /** Of a journal, one a line. */
  static List<Attempt> parse(List<String> journal) {
    return journal.stream().map(Attempt::parse).toList();
  }

  private static Attempt parse(String line) {
    JsonNode said = DocumentJson.mapper().readTree(line);
    // What was opened is known by its content, and may be the other one.
    boolean other = said.get("decoyed").asBoolean();
    String target = said.get("target").asString();
    String decoy = said.get("decoy").asString();
    String reason = said.get("reason").asString();
    return new Attempt(
        said.get("form").asString(),
        said.get("number").asInt(),
        said.get("pid").asLong(),
        said.get("tid").asLong(),
        said.get("uid").asLong(),
        said.get("error").asInt(),
        said.get("happened").asBoolean(),
        said.get("handed").asBoolean(),
        reason.isEmpty() ? null : reason,
        said.get("name").asString(),
        other ? decoy : target,
        said.get("alias").asString(),
        other ? target : decoy);
  }

  /** Whether it was done. */
  boolean done() {
    return happened && error == 0;
  }

  /** Whether somebody refused it. */
  boolean refused() {
    return !happened && (error == EPERM || error == EACCES);
  }
}
