// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ringbench.model.RingbenchException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LockFileTest {
  @TempDir Path directory;
  private Path victim;
  private Path lock;

  @BeforeEach
  void somebodysFile() throws Exception {
    victim = Files.writeString(directory.resolve("victim"), "precious");
    lock = directory.resolve("ringbench.lock");
  }

  @Test
  void isHeldOnceAndByNobodyAfterwards() throws Exception {
    try (LockFile held = LockFile.tryTake(lock).orElseThrow()) {
      assertThat(held).isNotNull();
      assertThat(LockFile.tryTake(lock)).isEmpty();
      assertThat(LockFile.tryTake(lock)).as("trying does not give it up").isEmpty();
      assertThat(LockFile.holder(lock))
          .contains("pid " + ProcessHandle.current().pid(), "of user", "since");
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(lock)))
        .as("other users lock it, too")
        .isEqualTo("rw-rw-rw-");
    LockFile.tryTake(lock).orElseThrow().close();
  }

  @Test
  void anotherUsersFileIsLockedAndNotChanged() throws Exception {
    Files.writeString(lock, "words of another");
    OutputsTest.giveToNobody(lock);
    LockFile.tryTake(lock).orElseThrow().close();
    assertThat(lock).content().isEqualTo("words of another");
  }

  @Test
  void plantedLinksDirectoriesAndPipesAreNamedAndTouchNothing() throws Exception {
    Files.createSymbolicLink(lock, victim);
    assertRefused("symbolic link");
    Files.delete(lock);
    Files.createSymbolicLink(lock, directory.resolve("nothing"));
    assertRefused("symbolic link");
    assertThat(directory.resolve("nothing")).doesNotExist();
    Files.delete(lock);
    Files.createLink(lock, victim);
    assertRefused("hard link");
    Files.delete(lock);
    Files.createDirectory(lock);
    assertRefused("directory");
    Files.delete(lock);
    assumeTrue(new ProcessBuilder("mkfifo", lock.toString()).start().waitFor() == 0, "no mkfifo");
    assertRefused("fifo");
  }

  private void assertRefused(String what) throws Exception {
    assertThatThrownBy(() -> LockFile.tryTake(lock))
        .isInstanceOf(RingbenchException.class)
        .hasMessageContaining(lock + " is in the way")
        .hasMessageContaining(what)
        .hasMessageContaining("Remove it");
    assertThat(victim).content().isEqualTo("precious");
  }
}
