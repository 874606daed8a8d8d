// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.export;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what the ABNF of OpenMetrics 1.0.0 allows, of gauges, and no byte more: order of metadata,
 * units as suffixes, escapes, numbers, families that are not interleaved, label sets that are
 * unique, and the end.
 */
final class StrictOpenMetrics {
  private static final Pattern TYPE = Pattern.compile("# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) gauge");
  private static final Pattern UNIT =
      Pattern.compile("# UNIT ([a-zA-Z_:][a-zA-Z0-9_:]*) ([a-zA-Z0-9_:]+)");
  private static final Pattern HELP =
      Pattern.compile("# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) ((?:[^\\\\\"]|\\\\[n\"\\\\])*)");
  private static final Pattern SAMPLE =
      Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)\\{(.*)\\} ([^ ]+)");
  private static final Pattern LABEL =
      Pattern.compile("\\G,?([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\\\\\"]|\\\\[n\"\\\\])*)\"");
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?[0-9]+|[-+]?[0-9]+\\.[0-9]*(?:e[-+]?[0-9]+)?");

  /** One line with a value. */
  record Sample(String name, Map<String, String> labels, double value) {}

  private final Map<String, String> units = new LinkedHashMap<>();
  private final List<Sample> samples = new ArrayList<>();
  private final Set<String> families = new HashSet<>();
  private final Set<Object> seen = new HashSet<>();
  private String family;

  private StrictOpenMetrics() {}

  static StrictOpenMetrics parse(String text) {
    if (!text.endsWith("\n# EOF\n") || text.indexOf('\r') >= 0) {
      throw new IllegalArgumentException("no # EOF at the end, or a carriage return");
    }
    StrictOpenMetrics parsed = new StrictOpenMetrics();
    String body = text.substring(0, text.length() - "# EOF\n".length());
    for (String line : body.split("\n", -1)) {
      if (!line.isEmpty()) {
        parsed.line(line);
      } else if (!body.endsWith("\n")) {
        throw new IllegalArgumentException("an empty line");
      }
    }
    return parsed;
  }

  List<Sample> samples() {
    return samples;
  }

  Map<String, String> units() {
    return units;
  }

  Sample only(String name) {
    List<Sample> found = samples.stream().filter(sample -> sample.name().equals(name)).toList();
    if (found.size() != 1) {
      throw new IllegalArgumentException(found.size() + " samples of " + name);
    }
    return found.get(0);
  }

  private void line(String line) {
    Matcher type = TYPE.matcher(line);
    Matcher unit = UNIT.matcher(line);
    Matcher help = HELP.matcher(line);
    Matcher sample = SAMPLE.matcher(line);
    if (type.matches()) {
      family = type.group(1);
      require(families.add(family), "a second or interleaved family", line);
    } else if (unit.matches()) {
      require(unit.group(1).equals(family), "UNIT of another family", line);
      require(family.endsWith("_" + unit.group(2)), "the unit is no suffix of the name", line);
      require(units.put(family, unit.group(2)) == null, "a second UNIT", line);
    } else if (help.matches()) {
      require(help.group(1).equals(family), "HELP of another family", line);
    } else if (sample.matches()) {
      require(sample.group(1).equals(family), "a sample outside of its family", line);
      sample(line, sample.group(2), sample.group(3));
    } else {
      throw new IllegalArgumentException("neither metadata nor a sample: " + line);
    }
  }

  private void sample(String line, String inBraces, String number) {
    Map<String, String> labels = new LinkedHashMap<>();
    Matcher label = LABEL.matcher(inBraces);
    int end = 0;
    while (label.find()) {
      require(label.start() == 0 || inBraces.charAt(label.start()) == ',', "no comma", line);
      require(labels.put(label.group(1), unescaped(label.group(2))) == null, "label twice", line);
      end = label.end();
    }
    require(end == inBraces.length(), "bad labels", line);
    require(NUMBER.matcher(number).matches(), "no number", line);
    require(seen.add(List.of(family, labels)), "the same label set twice", line);
    samples.add(new Sample(family, labels, Double.parseDouble(number)));
  }

  private static String unescaped(String text) {
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++;
        plain.append(text.charAt(i) == 'n' ? '\n' : text.charAt(i));
      } else {
        plain.append(c);
      }
    }
    return plain.toString();
  }

  private static void require(boolean holds, String what, String line) {
    if (!holds) {
      throw new IllegalArgumentException(what + ": " + line);
    }
  }
}
