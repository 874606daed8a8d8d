// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustedPathTest {
  @TempDir Path directory;
  private Path between;
  private Path module;
  private int self;

  @BeforeEach
  void aModuleInADirectoryOfOurs() throws IOException {
    between = Files.createDirectory(directory.toRealPath().resolve("cache"));
    module = Files.createFile(between.resolve("ringbench.ko"));
    self = (int) Files.getAttribute(module, "unix:uid");
    allow(between, "rwx------");
    allow(module, "rw-r--r--");
  }

  private static void allow(Path path, String permissions) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }

  @Test
  void oursBelowAStickyDirectoryIsTrusted() throws IOException {
    assertThat(TrustedPath.trouble(module, self)).isNull();
  }

  @Test
  void aFileThatOthersMayWriteIsNot() throws IOException {
    allow(module, "rw-rw-r--");
    assertThat(TrustedPath.trouble(module, self)).contains("ringbench.ko may be written by others");
  }

  @Test
  void norIsOneBelowADirectoryThatOthersMayWrite() throws IOException {
    allow(between, "rwxrwxrwx");
    assertThat(TrustedPath.trouble(module, self)).contains("cache may be written by others");
  }

  @Test
  void norIsWhatAnotherUserOwns() throws IOException {
    Files.getAttribute(module, "unix:uid");
    int another = self == 0 ? 65534 : 0;
    if (self == 0) {
      Files.setAttribute(between, "unix:uid", another);
      assertThat(TrustedPath.trouble(module, self)).contains("cache belongs to user 65534");
    } else {
      assertThat(TrustedPath.trouble(module, another)).contains("belongs to user " + self);
    }
  }
}
