// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringbench.experiment.capacity.CapacityDocument;
import dev.ringbench.experiment.macro.MacroDocument;
import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On the documents that are published with this source. */
class DocumentFormTest {
  @TempDir Path directory;

  private static List<Path> published(String versionField) throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("../results/published"))) {
      return files
          .filter(file -> file.toString().endsWith(".json"))
          .filter(
              file -> {
                try {
                  return Files.readString(file).contains("\"" + versionField + "\"");
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              })
          .toList();
    }
  }

  private Path changed(String old, String changed) throws IOException {
    for (Path file : published("capacity_schema_version")) {
      String text = Files.readString(file);
      if (text.contains(old)) {
        return Files.writeString(directory.resolve("changed.json"), text.replace(old, changed));
      }
    }
    throw new AssertionError("no published document has " + old);
  }

  @Test
  void publishedDocumentsAreReadAndWrittenAsTheyAre() throws IOException {
    List<Path> capacities = published("capacity_schema_version");
    List<Path> programs = published("macro_schema_version");
    assertThat(capacities).isNotEmpty();
    assertThat(programs).isNotEmpty();
    for (Path file : capacities) {
      String text = Files.readString(file).strip();
      assertThat(text.equals(CapacityDocument.FORM.toJson(CapacityDocument.FORM.read(file))))
          .as(file.toString())
          .isTrue();
    }
    for (Path file : programs) {
      String text = Files.readString(file).strip();
      assertThat(text.equals(MacroDocument.FORM.toJson(MacroDocument.FORM.read(file))))
          .as(file.toString())
          .isTrue();
    }
  }

  @Test
  void aDocumentOfAnotherCommandIsRefusedWithTheRightOne() throws IOException {
    Path file = published("macro_schema_version").get(0);
    assertThatThrownBy(() -> CapacityDocument.FORM.read(file))
        .isInstanceOfSatisfying(
            RingbenchException.class,
            e -> assertThat(e.kind()).isEqualTo(RingbenchException.Kind.BAD_INPUT))
        .hasMessageContaining("no document of `ringbench capacity`");
  }

  @Test
  void aNewerSchemaIsRefusedWithBothVersions() throws IOException {
    Path file = changed("\"capacity_schema_version\":1", "\"capacity_schema_version\":9");
    assertThatThrownBy(() -> CapacityDocument.FORM.read(file))
        .hasMessageContaining("schema version 9")
        .hasMessageContaining("up to 1");
  }

  @Test
  void aDocumentThatBreaksItsSchemaIsRefusedWithThePlace() throws IOException {
    Path file = changed("\"handoff\":\"other-cpu\"", "\"handoff\":\"psychic\"");
    assertThatThrownBy(() -> CapacityDocument.FORM.read(file))
        .hasMessageContaining("breaks the schema")
        .hasMessageContaining("handoff");
  }

  @Test
  void aTruncatedDocumentAndAMissingOneAreNamed() throws IOException {
    String text = Files.readString(published("capacity_schema_version").get(0));
    Path file =
        Files.writeString(directory.resolve("half.json"), text.substring(0, text.length() / 2));
    assertThatThrownBy(() -> CapacityDocument.FORM.read(file))
        .hasMessageContaining("half.json is no whole JSON");
    assertThatThrownBy(() -> CapacityDocument.FORM.read(directory.resolve("no.json")))
        .hasMessageContaining("There is no file")
        .hasMessageContaining("--out FILE");
  }
}
