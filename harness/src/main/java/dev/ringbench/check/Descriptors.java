// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.check;

import dev.ringbench.model.Sensor;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Whether a document describes its sensors as the build that wrote it did: by the descriptors of
 * this build where that wrote it, else by the file of its commit. What a sensor is able to do
 * stands in C since one of the commits; it is compared where this build's C is that of the commit.
 */
public final class Descriptors {
  private static final String NAME = "descriptors";
  private static final String OWN = "/dev/ringbench/platform/linux/sensors.json";
  private static final String SOURCES = "native";

  /** What `ringbench-sensor describe` says; in descriptors of earlier commits. */
  private static final List<String> ABILITIES =
      List.of("operations", "mode", "consumer", "evaluates", "queue");

  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private final Optional<SourceHistory> history;
  private final String ownText;

  /** Read once. */
  private static final class Own {
    static final Optional<Map<String, JsonNode>> ROWS = rows(resource(OWN));
    static final Map<String, JsonNode> DESCRIBED = described();
  }

  /** {@code ownText}: the version of this build. */
  Descriptors(Optional<SourceHistory> history, String ownText) {
    this.history = history;
    this.ownText = ownText;
  }

  /** By this build and its checkout. {@code version}: of the document. */
  public static Check check(List<Sensor> sensors, String version) {
    return new Descriptors(SourceHistory.ofThisBuild(), Build.ownText()).of(sensors, version);
  }

  Check of(List<Sensor> sensors, String version) {
    Optional<Build> build = Build.of(version);
    boolean ours = ownText.equals(version);
    Optional<String> atCommit =
        build.flatMap(
            found -> history.flatMap(it -> it.fileAt(found.commit(), SourceHistory.DESCRIPTORS)));
    if (!ours && atCommit.isEmpty()) {
      return ofAnother(sensors, version);
    }
    boolean sameProgram =
        ours
            || Build.of(ownText)
                .filter(
                    own ->
                        history.isPresent()
                            && history.get().isSame(own.commit(), build.get().commit(), SOURCES))
                .isPresent();
    Optional<Map<String, JsonNode>> rows = ours ? Own.ROWS : rows(atCommit.orElseThrow());
    if (rows.isEmpty()) {
      return ofAnother(sensors, version);
    }
    Violations violations = new Violations();
    List<String> unchecked = compare(violations, sensors, rows.get(), sameProgram);
    if (violations.any() && build.isPresent() && build.get().changed()) {
      return Check.warning(
          NAME, violations.found() + "; its tree had changes, so that may be one of them");
    }
    String fine =
        sensors.size()
            + " sensors as "
            + (ours ? "this build" : build.get().commit())
            + " has them";
    return violations.any() || unchecked.isEmpty()
        ? violations.check(NAME, fine)
        : Check.warning(
            NAME,
            fine
                + "; not checked, because the C of this build is another: "
                + String.join(", ", unchecked));
  }

  /** Without its commit: equal is fine, and a difference says nothing. */
  private static Check ofAnother(List<Sensor> sensors, String version) {
    Violations violations = new Violations();
    Own.ROWS.ifPresent(rows -> compare(violations, sensors, rows, true));
    return violations.any()
        ? Check.warning(
            NAME,
            "cannot be checked: written by another build ("
                + version
                + "), whose commit is not at hand; "
                + violations.found())
        : Check.ok(NAME, sensors.size() + " sensors as this build has them");
  }

  /** What may differ and could not be compared. */
  private static List<String> compare(
      Violations violations,
      List<Sensor> sensors,
      Map<String, JsonNode> rows,
      boolean sameProgram) {
    Map<String, JsonNode> described = Own.DESCRIBED;
    List<String> unchecked = new ArrayList<>();
    List<String> order = List.copyOf(rows.keySet());
    int before = -1;
    for (Sensor sensor : sensors) {
      int place = order.indexOf(sensor.id());
      int last = before;
      violations.require(
          place > last,
          () ->
              sensor.id()
                  + (place < 0
                      ? " is no sensor of that build"
                      : " is not where that build has it"));
      before = Math.max(before, place);
      if (place >= 0) {
        compare(violations, unchecked, sensor, rows.get(sensor.id()), described, sameProgram);
      }
    }
    return unchecked;
  }

  private static void compare(
      Violations violations,
      List<String> unchecked,
      Sensor sensor,
      JsonNode row,
      Map<String, JsonNode> described,
      boolean sameProgram) {
    ObjectNode whole = (ObjectNode) row.deepCopy();
    boolean inDescriptor = row.has("mode");
    JsonNode able = described.get(sensor.id());
    if (!inDescriptor && able != null) {
      ABILITIES.forEach(ability -> whole.set(ability, able.get(ability)));
    }
    Sensor expected = JSON.treeToValue(whole, Sensor.class);
    for (RecordComponent component : Sensor.class.getRecordComponents()) {
      Object found = value(component, sensor);
      Object wanted = value(component, expected);
      if (Objects.equals(found, wanted)) {
        continue;
      }
      boolean certain = inDescriptor || !ABILITIES.contains(component.getName()) || sameProgram;
      if (certain && (inDescriptor || able != null || !ABILITIES.contains(component.getName()))) {
        violations.require(
            false,
            () ->
                "%s: %s is %s, that build has %s"
                    .formatted(sensor.id(), component.getName(), found, wanted));
      } else {
        unchecked.add(sensor.id() + "'s " + component.getName());
      }
    }
  }

  private static Object value(RecordComponent component, Sensor sensor) {
    try {
      return component.getAccessor().invoke(sensor);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a public record has its accessors", e);
    }
  }

  /** What the program of this build said; empty: the jar has none for this platform. */
  private static Map<String, JsonNode> described() {
    String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    String jna = arch.equals("amd64") || arch.equals("x86_64") ? "x86-64" : arch;
    return rows(resource("/linux-" + jna + "/sensors.json")).orElseGet(Map::of);
  }

  private static String resource(String name) {
    try (InputStream in = Descriptors.class.getResourceAsStream(name)) {
      return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("resource " + name, e);
    }
  }

  /** By id, in their order; empty: it is no such file. */
  private static Optional<Map<String, JsonNode>> rows(String text) {
    try {
      Map<String, JsonNode> rows = new LinkedHashMap<>();
      for (JsonNode row : JSON.readTree(text)) {
        rows.put(row.get("id").asString(), row);
      }
      return rows.isEmpty() ? Optional.empty() : Optional.of(rows);
    } catch (JacksonException | NullPointerException e) {
      return Optional.empty();
    }
  }
}
