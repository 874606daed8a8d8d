// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.subject;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Words of a description with the places of one run put in. Words are arguments of a program and no
 * shell's: nothing in a value is ever read as a command.
 */
public final class Template {
  /** What a description may name. */
  static final Set<String> NAMES = Set.of("dir", "work", "pid");

  private static final Pattern VARIABLE = Pattern.compile("\\{([a-z]+)\\}");

  private final Map<String, String> values;

  private Template(Map<String, String> values) {
    this.values = values;
  }

  /**
   * For one run.
   *
   * @param dir the subject's private directory
   * @param work the directory of the operations
   */
  public static Template of(String dir, String work) {
    return new Template(Map.of("dir", dir, "work", work));
  }

  /** The same, once its process is known. */
  public Template withPid(long pid) {
    Map<String, String> more = new TreeMap<>(values);
    more.put("pid", Long.toString(pid));
    return new Template(more);
  }

  /** A word; what is not known yet stays as it is. */
  public String fill(String text) {
    return VARIABLE
        .matcher(text)
        .replaceAll(
            found -> Matcher.quoteReplacement(values.getOrDefault(found.group(1), found.group())));
  }

  /** A command. */
  public List<String> fill(List<String> words) {
    return words.stream().map(this::fill).toList();
  }

  /** A name in braces that means nothing here. */
  static Optional<String> firstUnknown(String text) {
    return VARIABLE
        .matcher(text)
        .results()
        .map(found -> found.group(1))
        .filter(name -> !NAMES.contains(name))
        .findFirst();
  }
}
