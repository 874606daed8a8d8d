// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Against consoles of damaged and of sound kernels, as they come and as serial lines change them.
 * The first line of an .expected file says whether a guest said it or a person wrote it, and after
 * which source.
 */
class ConsoleCorpusTest {
  private static final Path CONSOLES = Path.of("src/test/resources/consoles");
  private static final Pattern STAMPED =
      Pattern.compile(
          "\\[ {0,12}[0-9]{1,10}\\.[0-9]{6}\\](\\[ *[TC][0-9]+\\])? .*", Pattern.DOTALL);

  static Stream<Path> damaged() throws IOException {
    return logs("damage");
  }

  static Stream<Path> innocent() throws IOException {
    return logs("innocent");
  }

  static Stream<Path> all() throws IOException {
    return Stream.concat(damaged(), innocent());
  }

  private static Stream<Path> logs(String kind) throws IOException {
    try (Stream<Path> files = Files.list(CONSOLES.resolve(kind))) {
      return files.filter(file -> file.toString().endsWith(".log")).sorted().toList().stream();
    }
  }

  private static String text(Path log) throws IOException {
    return Files.readString(log, StandardCharsets.ISO_8859_1);
  }

  private static List<String> expected(Path log) throws IOException {
    String name = log.getFileName().toString().replace(".log", ".expected");
    return Files.readAllLines(log.resolveSibling(name)).stream()
        .filter(line -> !line.startsWith("#"))
        .toList();
  }

  private static List<String> found(String console) {
    return ConsolePatterns.in(console).stream().map(hit -> hit.row().id()).toList();
  }

  @ParameterizedTest
  @MethodSource("all")
  void findsWhatAPersonFound(Path log) throws IOException {
    assertThat(found(text(log))).isEqualTo(expected(log));
  }

  @ParameterizedTest
  @MethodSource("damaged")
  void callsDamageDamage(Path log) throws IOException {
    assertThat(ConsolePatterns.in(text(log))).anyMatch(hit -> hit.row().damage());
  }

  @ParameterizedTest
  @MethodSource("innocent")
  void callsASoundKernelSound(Path log) throws IOException {
    assertThat(ConsolePatterns.in(text(log))).noneMatch(hit -> hit.row().damage());
  }

  @Test
  void hasConsolesOfBothKinds() throws IOException {
    assertThat(damaged()).hasSizeGreaterThanOrEqualTo(60);
    assertThat(innocent()).hasSizeGreaterThanOrEqualTo(40);
  }

  @ParameterizedTest
  @MethodSource("all")
  void seesTheSameThroughATerminal(Path log) throws IOException {
    String console = text(log);
    assertThat(found(console.replace("\n", "\r\n"))).isEqualTo(expected(log));
    assertThat(found(console.replace("\n", "\u001b[0m\r\r\n\u001b[1;31m")))
        .isEqualTo(expected(log));
    assertThat(found(console.replace("\n", "\u0000\u00ff\u00fe\n\u0000"))).isEqualTo(expected(log));
    assertThat(found("\u001b]0;title\u0007\u001b(B\u001bc" + console)).isEqualTo(expected(log));
  }

  @ParameterizedTest
  @MethodSource("all")
  void seesTheSameWithCallers(Path log) throws IOException {
    String console = text(log).replaceAll("(?m)^(\\[ *[0-9]+\\.[0-9]{6}\\]) ", "$1[    C1] ");
    assertThat(found(console)).isEqualTo(expected(log));
  }

  @ParameterizedTest
  @MethodSource("all")
  void seesTheSameBehindTheHalfLineOfAProcess(Path log) throws IOException {
    String console = text(log);
    if (STAMPED.matcher(console).matches()) {
      assertThat(found("[  OK  ] Started app.serv" + console)).isEqualTo(expected(log));
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void seesTheSameBetweenLinesOfAnotherCpu(Path log) throws IOException {
    List<String> lines = text(log).lines().toList();
    long stamps = lines.stream().map(line -> line.split("]", 2)[0]).distinct().count();
    if (isStamped(lines) && stamps == lines.size()) {
      String console = String.join("\n[   99.000001][    C7] eth0: link up\n", lines);
      assertThat(found(console)).isEqualTo(expected(log));
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void seesTheSameWithoutStamps(Path log) throws IOException {
    List<String> lines = text(log).lines().toList();
    boolean ofAProcess =
        lines.stream().anyMatch(line -> line.matches(".*\\] \\(?[\\w-]+\\)?\\[.*"));
    if (isStamped(lines) && !ofAProcess) {
      String console =
          text(log).replaceAll("(?m)^\\[ *[0-9]+\\.[0-9]{6}\\](\\[ *[TC][0-9]+\\])? ", "");
      assertThat(found(console)).isEqualTo(expected(log));
    }
  }

  private static boolean isStamped(List<String> lines) {
    return lines.stream().allMatch(line -> STAMPED.matcher(line).matches());
  }
}
