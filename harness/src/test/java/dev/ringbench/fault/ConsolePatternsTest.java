// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against consoles of real guests that went wrong, some cut at a line's end for their length. */
class ConsolePatternsTest {
  private static final Path CONSOLES = Path.of("src/test/resources/consoles");

  static Stream<String> consoles() throws IOException {
    try (Stream<Path> files = Files.list(CONSOLES)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".log"))
          .map(name -> name.substring(0, name.length() - ".log".length()))
          .sorted()
          .toList()
          .stream();
    }
  }

  private static List<String> found(String name) throws IOException {
    return ConsolePatterns.in(
            Files.readString(CONSOLES.resolve(name + ".log"), StandardCharsets.ISO_8859_1))
        .stream()
        .map(hit -> hit.row().id())
        .toList();
  }

  @ParameterizedTest
  @MethodSource("consoles")
  void findsWhatAPersonFound(String name) throws IOException {
    assertThat(found(name)).isEqualTo(Files.readAllLines(CONSOLES.resolve(name + ".expected")));
  }

  @Test
  void everyRowHasAConsole() throws IOException {
    Set<String> unseen = new TreeSet<>();
    ConsolePatterns.all().forEach(row -> unseen.add(row.id()));
    try (Stream<Path> files = Files.walk(CONSOLES)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".expected")).toList()) {
        Files.readAllLines(file).forEach(unseen::remove);
      }
    }
    assertThat(unseen).isEmpty();
  }

  @Test
  void seesNoDamageInADriverThatIsOnlyLoaded() throws IOException {
    assertThat(found("no-fault")).isEmpty();
    assertThat(
            ConsolePatterns.in(
                Files.readString(CONSOLES.resolve("slow-and-sound.log"), StandardCharsets.UTF_8)))
        .noneMatch(hit -> hit.row().damage() || hit.row().panic());
  }
}
