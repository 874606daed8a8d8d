// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.fault;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.core.type.TypeReference;

/** What a kernel's console says of its state: a table of patterns, in console-patterns.json. */
public final class ConsolePatterns {
  private static final String RESOURCE = "console-patterns.json";

  /**
   * A row.
   *
   * @param regex found anywhere in a line
   * @param damage a kernel that says so goes on damaged, if it goes on
   * @param panic it does not go on
   */
  public record Row(String id, String regex, String meaning, boolean damage, boolean panic) {}

  private record Compiled(Row row, Pattern pattern) {}

  private static final List<Compiled> TABLE = load();

  private ConsolePatterns() {}

  private static List<Compiled> load() {
    try (InputStream in = ConsolePatterns.class.getResourceAsStream(RESOURCE)) {
      List<Row> rows = FaultJson.CAMEL.readValue(in, new TypeReference<List<Row>>() {});
      return rows.stream().map(row -> new Compiled(row, Pattern.compile(row.regex()))).toList();
    } catch (IOException e) {
      throw new IllegalStateException("resource " + RESOURCE, e);
    }
  }

  /** The table. */
  static List<Row> all() {
    return TABLE.stream().map(Compiled::row).toList();
  }

  /** The rows that a console meets, in the order of the table. */
  public static List<Row> in(String console) {
    return TABLE.stream()
        .filter(compiled -> console.lines().anyMatch(line -> compiled.pattern.matcher(line).find()))
        .map(Compiled::row)
        .toList();
  }
}
