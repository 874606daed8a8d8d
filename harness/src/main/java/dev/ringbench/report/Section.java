// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.report;

import java.util.List;

/**
 * A part of a report.
 *
 * @param header of the table; empty: there is none
 * @param rows with a text for each column
 * @param sentences below the table
 */
public record Section(
    String title, List<String> header, List<List<String>> rows, List<String> sentences) {
  /** Without a table. */
  static Section of(String title, List<String> sentences) {
    return new Section(title, List.of(), List.of(), sentences);
  }
}
