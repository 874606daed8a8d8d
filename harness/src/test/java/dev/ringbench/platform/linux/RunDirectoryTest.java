// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunDirectoryTest {
  private static final Path TEMPORARY = Path.of(System.getProperty("java.io.tmpdir"));

  private static List<String> leftovers() {
    return RunDirectory.leftovers().stream().map(found -> found.description()).toList();
  }

  @Test
  void isPrivateNamedAfterPidAndStartAndNotLeftOverWhileWeRun() throws Exception {
    Path own = new RunDirectory().nativeDir().getParent();
    assertThat(own.getFileName().toString()).startsWith("ringbench-" + ProcessIdentity.own() + "-");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(own)))
        .isEqualTo("rwx------");
    assertThat(leftovers()).noneMatch(found -> found.contains(own.toString()));
  }

  @Test
  void thatOfAnEarlierProcessOfTheSamePidIsLeftOver() throws Exception {
    ProcessIdentity own = ProcessIdentity.own();
    Path earlier =
        Files.createDirectory(
            TEMPORARY.resolve(
                "ringbench-" + new ProcessIdentity(own.pid(), own.startTicks() - 1) + "-77"));
    Path kept = Files.createTempDirectory("ringbench-kept-");
    Path link =
        Files.createSymbolicLink(TEMPORARY.resolve("ringbench-4194305-1-" + own.pid()), kept);
    try {
      assertThat(leftovers())
          .contains("directory " + earlier)
          .noneMatch(found -> found.contains(kept.toString()) || found.contains(link.toString()));
    } finally {
      for (Path made : List.of(earlier, kept, link)) {
        Files.delete(made);
      }
    }
  }
}
