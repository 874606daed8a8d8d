// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.section;

import java.util.List;

/**
 * A part of a report, the same for a terminal, Markdown and HTML.
 *
 * @param title one line
 * @param lead sentences above the table, on how to read it
 * @param table {@link Table#NONE}: there is none
 * @param sentences below the table, each on its own
 * @param reasons of what is missing, last
 */
public record Section(
    String title, List<String> lead, Table table, List<String> sentences, List<Reason> reasons) {
  /** Why something is not there, and what to do: a narrow medium says equal ones once. */
  public record Reason(String what, String why) {
    @Override
    public String toString() {
      return what + ": " + why;
    }
  }

  /** Defensive copies. */
  public Section {
    lead = List.copyOf(lead);
    sentences = List.copyOf(sentences);
    reasons = List.copyOf(reasons);
  }

  /** Sentences alone. */
  public static Section of(String title, List<String> sentences) {
    return new Section(title, List.of(), Table.NONE, sentences, List.of());
  }

  /** A table alone. */
  public static Section of(String title, Table table) {
    return new Section(title, List.of(), table, List.of(), List.of());
  }

  /** A table, and sentences below it. */
  public static Section of(String title, Table table, List<String> sentences) {
    return new Section(title, List.of(), table, sentences, List.of());
  }

  /** Reasons alone. */
  public static Section ofReasons(String title, List<Reason> reasons) {
    return new Section(title, List.of(), Table.NONE, List.of(), reasons);
  }

  /** The same with sentences above its table. */
  public Section led(List<String> sentencesAbove) {
    return new Section(title, sentencesAbove, table, sentences, reasons);
  }

  /** Whether there is anything under its title; a lead alone is nothing. */
  public boolean isEmpty() {
    return table.isEmpty() && sentences.isEmpty() && reasons.isEmpty();
  }

  /** Those that are not empty. */
  public static List<Section> shown(List<Section> sections) {
    return sections.stream().filter(section -> !section.isEmpty()).toList();
  }
}
