// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafeDocumentTest {
  @TempDir Path directory;
  private final List<String> complaints = new ArrayList<>();

  /** A disk that is full, once. */
  private static AtomicFile.Content onlyIn(Path part, String text) {
    return out -> {
      // Where it is written is not told to the content: the first attempt fails.
      if (Files.notExists(part)) {
        Files.createFile(part);
        throw new IOException("No space left on device");
      }
      AtomicFile.Content.of(text).writeTo(out);
    };
  }

  @Test
  void aFullDiskSendsItToAPrivateDirectoryWhereItStays() throws Exception {
    Path file = Files.writeString(directory.resolve("r.json"), "the round before");
    Path refuge = Files.createDirectory(directory.resolve("refuge"));
    SafeDocument document =
        new SafeDocument(
            Outputs.of(true).file("--out", file),
            complaints::add,
            List.of(directory.resolve("none"), refuge));
    assertThat(document.exitCode()).isZero();
    document.saveSoFar(onlyIn(directory.resolve("failed"), "this round"));
    assertThat(file).content().isEqualTo("the round before");
    Path elsewhere = document.writtenTo();
    assertThat(elsewhere).content().isEqualTo("this round");
    assertThat(elsewhere.getParent().getParent()).isEqualTo(refuge);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(elsewhere.getParent())))
        .isEqualTo("rwx------");
    assertThat(complaints).hasSize(1);
    assertThat(complaints.get(0)).contains("No space left", file.toString(), elsewhere.toString());
    document.save(AtomicFile.Content.of("all"));
    assertThat(document.writtenTo()).isEqualTo(elsewhere).content().isEqualTo("all");
    assertThat(complaints).hasSize(1);
    assertThat(document.exitCode()).isEqualTo(3);
  }

  @Test
  void whereNothingCanBeKeptTheMachineIsTold() {
    SafeDocument document =
        new SafeDocument(
            Outputs.of(false).file("--out", directory.resolve("r.json")),
            complaints::add,
            List.of(directory.resolve("none")));
    assertThatThrownBy(
            () ->
                document.save(
                    out -> {
                      throw new IOException("No space left on device");
                    }))
        .isInstanceOf(RingbenchException.class)
        .hasMessageContaining("Free space");
    assertThat(directory).isEmptyDirectory();
  }
}
