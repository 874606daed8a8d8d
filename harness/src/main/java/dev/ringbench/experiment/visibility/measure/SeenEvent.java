// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.visibility.measure;

import dev.ringbench.document.DocumentJson;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * What a sensor told of an event.
 *
 * @param pid null: not told
 * @param uid null: not told
 * @param path or address; null: not told
 */
record SeenEvent(Long pid, Long uid, String path) {
  private static final String MAPPED = "[::ffff:";
  private static final int MOST_OF_A_PATH = 120;

  /** Of a file of events, one a line; a line that a killed process left is none. */
  static List<SeenEvent> parse(List<String> lines) {
    return lines.stream().filter(line -> line.endsWith("}")).map(SeenEvent::parse).toList();
  }

  private static SeenEvent parse(String line) {
    JsonNode said = DocumentJson.mapper().readTree(line);
    return new SeenEvent(
        said.has("pid") ? said.get("pid").asLong() : null,
        said.has("uid") ? said.get("uid").asLong() : null,
        said.has("path") ? plain(said.get("path").asString()) : null);
  }

  /** An address of IPv4 as IPv6 writes it is the same address. */
  private static String plain(String path) {
    return path.startsWith(MAPPED) ? path.substring(MAPPED.length()).replace("]", "") : path;
  }

  /** Whether it is of that process, or of nobody in particular. */
  boolean mayBeOf(long process) {
    return pid == null || pid == process;
  }

  @Override
  public String toString() {
    String shown =
        path == null
            ? "no name"
            : path.length() <= MOST_OF_A_PATH
                ? path
                : path.substring(0, MOST_OF_A_PATH) + "... (" + path.length() + " bytes)";
    return shown.replace("\n", "\\n")
        + (pid == null ? ", no process" : ", process " + pid)
        + (uid == null ? ", no user" : ", user " + uid);
  }
}
