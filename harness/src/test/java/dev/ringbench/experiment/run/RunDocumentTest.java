// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import static dev.ringbench.experiment.run.SampleRuns.cell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringbench.files.AtomicFile;
import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDocumentTest {
  private static final RunDocument DOCUMENT =
      SampleRuns.of(Map.of(cell("none"), 2000L, cell("placebo"), 2001L));

  @TempDir Path directory;

  private Path write(String text) throws IOException {
    return Files.writeString(directory.resolve("result.json"), text);
  }

  @Test
  void whatIsWrittenIsReadBackEqual() throws IOException {
    Path file = directory.resolve("result.json");
    AtomicFile.replace(file, RunForm.FORM.content(DOCUMENT));
    assertThat(RunForm.FORM.read(file)).isEqualTo(DOCUMENT);
    assertThat(directory).isDirectoryContaining(file::equals);
    assertThat(directory.toFile().list()).hasSize(1);
  }

  @Test
  void aTruncatedDocumentIsNamed() throws IOException {
    String text = RunForm.FORM.toJson(DOCUMENT);
    Path file = write(text.substring(0, text.length() / 2));
    assertThatThrownBy(() -> RunForm.FORM.read(file))
        .isInstanceOf(RingbenchException.class)
        .hasMessageContaining("result.json")
        .hasMessageContaining("truncated");
  }

  @Test
  void aNewerSchemaIsRefusedWithBothVersions() throws IOException {
    Path file =
        write(
            RunForm.FORM.toJson(DOCUMENT).replace("\"schema_version\":2", "\"schema_version\":9"));
    assertThatThrownBy(() -> RunForm.FORM.read(file))
        .hasMessageContaining("version 9")
        .hasMessageContaining("up to 2");
  }

  @Test
  void moreRoundsThanStatisticsAreMadeOfAreRefused() throws IOException {
    Path file = write(RunForm.FORM.toJson(DOCUMENT).replace("\"round\":0", "\"round\":10000"));
    assertThatThrownBy(() -> RunForm.FORM.read(file))
        .isInstanceOfSatisfying(
            RingbenchException.class,
            e -> assertThat(e.kind()).isEqualTo(RingbenchException.Kind.BAD_INPUT))
        .hasMessageContaining("breaks the schema")
        .hasMessageContaining("round")
        .hasMessageContaining("9999");
  }

  @Test
  void jsonOfSomebodyElseIsRefused() throws IOException {
    Path file = write("{\"benchmark\": \"x\"}");
    assertThatThrownBy(() -> RunForm.FORM.read(file)).hasMessageContaining("no Ringbench result");
  }

  @Test
  void aDocumentThatBreaksItsSchemaIsRefusedWithThePlace() throws IOException {
    Path file =
        write(
            RunForm.FORM
                .toJson(DOCUMENT)
                .replace("\"handoff\":\"none\"", "\"handoff\":\"psychic\""));
    assertThatThrownBy(() -> RunForm.FORM.read(file))
        .hasMessageContaining("breaks the schema")
        .hasMessageContaining("handoff");
  }

  @Test
  void aMissingFileIsBadInput() {
    assertThatThrownBy(() -> RunForm.FORM.read(directory.resolve("no.json")))
        .isInstanceOfSatisfying(
            RingbenchException.class,
            e -> assertThat(e.kind()).isEqualTo(RingbenchException.Kind.BAD_INPUT));
  }

  @Test
  void aDocumentOfTheFirstSchemaIsMigratedAndSaysSo() throws IOException {
    Path file = Path.of("../results/published/2026-11-23-kvm-amd-epyc-2cpu-quick/result.json");
    assertThat(Files.readString(file)).contains("\"schema_version\":1");
    RunDocument document = RunForm.FORM.read(file);
    assertThat(document.schemaVersion()).isEqualTo(2);
    assertThat(document.warnings()).anyMatch(warning -> warning.contains("schema 1"));
    assertThat(document.blocks()).allMatch(block -> block.rules() == 0);
    Path written = directory.resolve("migrated.json");
    AtomicFile.replace(written, RunForm.FORM.content(document));
    assertThat(RunForm.FORM.read(written)).isEqualTo(document);
  }
}
