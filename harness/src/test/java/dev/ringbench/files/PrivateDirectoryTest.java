// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringbench.model.RingbenchException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateDirectoryTest {
  @TempDir Path directory;

  private static String mode(Path path) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void newOnesAreOursAloneAndHaveNamesThatNobodyGuesses() throws Exception {
    Path one = PrivateDirectory.create(directory, "x-");
    assertThat(mode(one)).isEqualTo("rwx------");
    assertThat(PrivateDirectory.create(directory, "x-")).isNotEqualTo(one);
  }

  @Test
  void keptOnesAreTakenAgainAndClosedToOthers() throws Exception {
    Path kept = PrivateDirectory.keep(directory.resolve("kept"));
    assertThat(mode(kept)).isEqualTo("rwx------");
    Files.setPosixFilePermissions(kept, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThat(mode(PrivateDirectory.keep(kept))).isEqualTo("rwx------");
    Path link = Files.createSymbolicLink(directory.resolve("link"), kept);
    assertThat(PrivateDirectory.keep(link)).as("a user's own link to another disk").exists();
  }

  @Test
  void whatSomebodyElsePlantedIsRefused() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));
    Path dangling =
        Files.createSymbolicLink(directory.resolve("dangling"), directory.resolve("nothing"));
    Path own = Files.createDirectory(directory.resolve("own"));
    Path planted = Files.createDirectory(directory.resolve("planted"));
    Path link = Files.createSymbolicLink(directory.resolve("link"), own);
    assertThatThrownBy(() -> PrivateDirectory.keep(file)).hasMessageContaining("is in the way");
    assertThatThrownBy(() -> PrivateDirectory.keep(dangling)).isInstanceOf(Exception.class);
    assertThat(directory.resolve("nothing")).doesNotExist();
    OutputsTest.giveToNobody(planted, link);
    for (Path foreign : new Path[] {planted, link}) {
      assertThatThrownBy(() -> PrivateDirectory.keep(foreign))
          .isInstanceOf(RingbenchException.class);
    }
  }
}
