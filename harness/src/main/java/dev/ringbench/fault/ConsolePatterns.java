// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.fault;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import tools.jackson.core.type.TypeReference;

/**
 * What a kernel's console says of its state: a table of the kernel's own messages, in
 * console-patterns/. docs/faults.md says what counts as damage.
 *
 * <p>Each message is told by its beginning, and counts for the first row of the table that it fits.
 */
public final class ConsolePatterns {
  private static final String DIRECTORY = "console-patterns/";

  /** In the order of the table. */
  private static final List<String> PARTS =
      List.of(
          "requested.json",
          "exceptions.json",
          "scheduling.json",
          "locking.json",
          "memory.json",
          "objects.json",
          "warnings.json",
          "machine.json");

  /** So much of a message that was cut off must be there for it to be recognised. */
  private static final int SHORTEST_CUT = 12;

  private static final int QUOTED_CHARS = 160;

  /** D: died, B: bad page, L: soft lockup, M: machine check. As kernel/panic.c prints them. */
  private static final Pattern DAMAGE_TAINT =
      Pattern.compile(
          "CPU: [0-9]{1,6}+ (?:UID: [0-9]{1,10}+ )?PID: [0-9]{1,10}+ Comm: .{0,64}?"
              + " Tainted: [GP][A-Z ]{0,20}?[BDLM]");

  /**
   * A row.
   *
   * @param id a word for it
   * @param subsystem of the kernel
   * @param meaning in a sentence
   * @param why it is damage, or is not
   * @param damage a kernel that says so goes on damaged, if it goes on
   * @param panic it does not go on
   * @param forms beginnings of messages
   * @param warnings files whose WARNs count
   * @param damageTaint any message that shows a taint of damage; looked at where nothing else tells
   */
  public record Row(
      String id,
      String subsystem,
      String meaning,
      String why,
      boolean damage,
      boolean panic,
      List<Form> forms,
      List<Warnings> warnings,
      boolean damageTaint) {
    /** Rows have forms, warnings or both. */
    public Row {
      forms = forms == null ? List.of() : List.copyOf(forms);
      warnings = warnings == null ? List.of() : List.copyOf(warnings);
    }
  }

  /**
   * A format of printk, up to where it is unmistakable.
   *
   * @param source file in the kernel's source that prints it
   * @param kernels that were looked at and print it
   */
  public record Form(String form, String source, String kernels) {}

  /**
   * The WARNs of a source file.
   *
   * @param source file, or a folder with a slash behind it
   * @param except functions whose WARNs say something else; empty: none
   * @param only functions whose WARNs are meant; empty: all
   */
  public record Warnings(String source, String kernels, List<String> except, List<String> only) {
    /** Lists are optional. */
    public Warnings {
      except = except == null ? List.of() : List.copyOf(except);
      only = only == null ? List.of() : List.copyOf(only);
    }

    private boolean has(KernelWarning warning) {
      int dot = warning.function().indexOf('.');
      String function = dot < 0 ? warning.function() : warning.function().substring(0, dot);
      return (source.endsWith("/")
              ? warning.file().startsWith(source)
              : warning.file().equals(source))
          && !except.contains(function)
          && (only.isEmpty() || only.contains(function));
    }
  }

  /**
   * A row that a console meets.
   *
   * @param line of the console that meets it first, from 1
   * @param text of that message, shortened; printable ASCII
   */
  public record Found(Row row, int line, String text) {}

  private record Entry(Row row, ConsoleForm form) {}

  private static final List<Row> TABLE = load();

  /** Forms by their first character, and those with none under 0; in the order of the table. */
  private static final Map<Character, List<Entry>> FORMS = compile();

  private ConsolePatterns() {}

  private static List<Row> load() {
    List<Row> table = new ArrayList<>();
    for (String part : PARTS) {
      try (InputStream in = ConsolePatterns.class.getResourceAsStream(DIRECTORY + part)) {
        table.addAll(FaultJson.CAMEL.readValue(in, new TypeReference<List<Row>>() {}));
      } catch (IOException e) {
        throw new IllegalStateException("resource " + part, e);
      }
    }
    return List.copyOf(table);
  }

  private static Map<Character, List<Entry>> compile() {
    Map<Character, List<Entry>> forms = new HashMap<>();
    for (Row row : TABLE) {
      for (Form form : row.forms()) {
        ConsoleForm compiled = new ConsoleForm(form.form());
        forms
            .computeIfAbsent(compiled.first(), first -> new ArrayList<>())
            .add(new Entry(row, compiled));
      }
    }
    return forms;
  }

  /** The table. */
  static List<Row> all() {
    return TABLE;
  }

  /** The rows that a console meets, in the order of the table, each with its first message. */
  public static List<Found> in(String console) {
    Map<String, Found> found = new HashMap<>();
    List<ConsoleLine> lines = ConsoleText.messages(console);
    for (ConsoleLine line : lines) {
      Row row = line.kernel() ? rowOf(line) : null;
      if (row != null) {
        found.putIfAbsent(row.id(), found(row, line));
      }
    }
    if (found.values().stream().noneMatch(hit -> hit.row().damage())) {
      addDamageTaint(lines, found);
    }
    return all().stream().map(row -> found.get(row.id())).filter(Objects::nonNull).toList();
  }

  private static Row rowOf(ConsoleLine line) {
    KernelWarning warning = KernelWarning.of(line.text());
    if (warning != null) {
      for (Row row : TABLE) {
        if (row.warnings().stream().anyMatch(place -> place.has(warning))) {
          return row;
        }
      }
    }
    List<Entry> forms = FORMS.getOrDefault(line.text().charAt(0), List.of());
    Row row = rowOf(forms, line);
    if (row == null && line.cut() && line.text().length() >= SHORTEST_CUT) {
      for (Entry entry : forms) {
        if (entry.form.isBegunBy(line.text())) {
          return entry.row;
        }
      }
    }
    return row == null ? rowOf(FORMS.getOrDefault(ConsoleForm.NO_FIRST, List.of()), line) : row;
  }

  private static Row rowOf(List<Entry> forms, ConsoleLine line) {
    for (Entry entry : forms) {
      if (entry.form.matches(line.text())) {
        return entry.row;
      }
    }
    return null;
  }

  private static void addDamageTaint(List<ConsoleLine> lines, Map<String, Found> found) {
    Row row = all().stream().filter(Row::damageTaint).findFirst().orElseThrow();
    lines.stream()
        .filter(line -> line.kernel() && DAMAGE_TAINT.matcher(line.text()).lookingAt())
        .findFirst()
        .ifPresent(line -> found.put(row.id(), found(row, line)));
  }

  private static Found found(Row row, ConsoleLine line) {
    int end = line.text().indexOf('\n');
    String text =
        line.text().substring(0, Math.min(end < 0 ? line.text().length() : end, QUOTED_CHARS));
    return new Found(row, line.number(), text.replaceAll("[^ -~]", "?").strip());
  }
}
