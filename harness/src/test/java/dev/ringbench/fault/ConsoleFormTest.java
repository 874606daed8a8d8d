// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The table of the kernel's messages: each row is whole, is met by what it prints, and is cheap.
 */
class ConsoleFormTest {
  private static final int LONG = 500_000;

  static Stream<Named<ConsolePatterns.Row>> rows() {
    return ConsolePatterns.all().stream().map(row -> Named.of(row.id(), row));
  }

  private static String printed(String form) {
    return form.replaceAll("%[-+ #0-9]*(?:ll|l)?[diu]", "7")
        .replaceAll("%[-+ #0-9]*(?:ll|l)?x", "1f")
        .replaceAll("%p", "00000000c0ffee41")
        .replaceAll("%s", "kworker/1:0 [x](y)\nz");
  }

  private static List<String> found(String message) {
    return ConsolePatterns.in("[    1.000000] " + message.replace("\n", "\n[    1.000000] "))
        .stream()
        .map(hit -> hit.row().id())
        .toList();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void aRowSaysWhatItMeansAndWhereItComesFrom(ConsolePatterns.Row row) {
    assertThat(row.meaning()).isNotBlank();
    assertThat(row.why()).isNotBlank();
    assertThat(row.subsystem()).isNotBlank();
    assertThat(row.forms().isEmpty() && row.warnings().isEmpty()).isEqualTo(row.damageTaint());
    assertThat(row.forms())
        .allSatisfy(form -> assertThat(form.source() + form.kernels()).contains("/"))
        .allSatisfy(form -> assertThat(form.kernels()).isNotBlank());
    assertThat(row.warnings()).allSatisfy(place -> assertThat(place.kernels()).isNotBlank());
  }

  @Test
  void idsAreDifferent() {
    Set<String> ids = new HashSet<>();
    assertThat(ConsolePatterns.all()).allMatch(row -> ids.add(row.id()));
  }

  /** No row hides another, and names may hold blanks, brackets and newlines. */
  @ParameterizedTest
  @MethodSource("rows")
  void aMessageMeetsTheRowOfItsForm(ConsolePatterns.Row row) {
    for (ConsolePatterns.Form form : row.forms()) {
      assertThat(found(printed(form.form()) + " and more"))
          .as(form.form())
          .containsExactly(row.id());
    }
  }

  /** Anchored: what quotes a message is not that message. */
  @ParameterizedTest
  @MethodSource("rows")
  void aMessageThatQuotesAFormDoesNotMeetIt(ConsolePatterns.Row row) {
    for (ConsolePatterns.Form form : row.forms()) {
      if (!form.form().startsWith("%")) {
        assertThat(found("collector: saw " + printed(form.form()).replace("\n", " ")))
            .as(form.form())
            .isEmpty();
        assertThat(found("collector[77]: " + printed(form.form()).replace("\n", " ")))
            .as(form.form())
            .isEmpty();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void aWarningMeetsTheRowOfItsFile(ConsolePatterns.Row row) {
    for (ConsolePatterns.Warnings place : row.warnings()) {
      String file = place.source().endsWith("/") ? place.source() + "a.c" : place.source();
      String function = place.only().isEmpty() ? "rb_any" : place.only().get(0);
      String old = "WARNING: CPU: 1 PID: 7 at " + file + ":12 " + function + ".isra.0+0x1/0x2";
      assertThat(found(old)).as(old).containsExactly(row.id());
      String now = "WARNING: ./" + file + ":12 at " + function + "+0x1/0x2, CPU#1: a/7";
      assertThat(found(now)).as(now).containsExactly(row.id());
      for (String other : place.except()) {
        assertThat(found("WARNING: CPU: 1 PID: 7 at " + file + ":12 " + other + "+0x1/0x2"))
            .as(other)
            .containsExactly("kernel-warning");
      }
    }
  }

  /** So that the work for a line has a bound, whatever stands in it. */
  @ParameterizedTest
  @MethodSource("rows")
  void everyPartOfAFormIsBounded(ConsolePatterns.Row row) {
    for (ConsolePatterns.Form form : row.forms()) {
      String parts = new ConsoleForm(form.form()).regex().replaceAll("\\\\Q.*?\\\\E", "");
      assertThat(parts).as(form.form()).doesNotContain("*", "++", ")+", "]+", ".+", ",}");
      assertThat(parts.split("\\.\\{0,128\\}\\?", -1)).as(form.form()).hasSizeLessThanOrEqualTo(5);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INFO: task ",
        "WARNING: ",
        "BUG: Dentry 0{i=1,n=",
        "[    1.000000] ",
        "[    1.000000] BUG: workqueue lock",
        "\u001b]",
        "\u001b[1;31",
        "[",
        "\n",
        "rcu: a(): Double-freed CB "
      })
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void longLinesAreRead(String part) {
    String console = part.repeat(LONG / part.length());
    assertThat(ConsolePatterns.in("[    1.000000] " + console)).hasSizeLessThan(3);
  }
}
