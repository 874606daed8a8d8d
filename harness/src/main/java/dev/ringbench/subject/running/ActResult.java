// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.subject.running;

import dev.ringbench.document.DocumentJson;
import dev.ringbench.figure.Histograms;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * What {@code ringbench-act} says of its operations; see native/act.
 *
 * @param pid of the process that did them
 * @param done operations that succeeded
 * @param refused that failed with EPERM or EACCES
 * @param failed in another way
 * @param cpuNs of the process
 * @param latency of each
 */
public record ActResult(
    long pid,
    long issued,
    long done,
    long refused,
    long failed,
    long elapsedNs,
    long maxNs,
    long cpuNs,
    Histogram latency) {
  private static final int STAMP_BYTES = 32;

  /**
   * Times of one operation.
   *
   * @param error errno, 0: it succeeded
   * @param endNs 0: it had not returned
   */
  public record Stamp(int index, int error, long intendedNs, long startNs, long endNs) {}

  static ActResult read(Path file) throws SubjectFailure {
    JsonNode said = json(file);
    Histogram latency = Histograms.empty();
    for (JsonNode bucket : said.get("service")) {
      latency.recordValueWithCount(bucket.get(0).asLong(), bucket.get(1).asLong());
    }
    return new ActResult(
        said.get("pid").asLong(),
        said.get("issued").asLong(),
        said.get("done").asLong(),
        said.get("refused").asLong(),
        said.get("failed").asLong(),
        said.get("elapsed_ns").asLong(),
        said.get("max_ns").asLong(),
        said.get("user_ns").asLong() + said.get("system_ns").asLong(),
        latency);
  }

  static int portOf(Path file) throws SubjectFailure {
    return json(file).get("port").asInt();
  }

  private static JsonNode json(Path file) throws SubjectFailure {
    try {
      return DocumentJson.mapper().readTree(Files.readString(file));
    } catch (IOException | JacksonException e) {
      throw new SubjectFailure(
          "the actor left no result (" + e.getMessage() + ")", "run again with --verbose");
    }
  }

  /** Of all operations that began; the file may be of a process that was killed. */
  public static List<Stamp> stamps(Path file) throws SubjectFailure {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
      List<Stamp> stamps = new ArrayList<>();
      while (bytes.remaining() >= STAMP_BYTES) {
        Stamp stamp =
            new Stamp(
                bytes.getInt(), bytes.getInt(), bytes.getLong(), bytes.getLong(), bytes.getLong());
        if (stamp.startNs() != 0) {
          stamps.add(stamp);
        }
      }
      return stamps;
    } catch (IOException e) {
      throw new SubjectFailure("the actor left no times", "run again with --verbose");
    }
  }
}
