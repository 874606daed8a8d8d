// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.trend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteLibraryTest {
  @TempDir Path directory;

  /** What is killed: it has the library loaded, and waits. */
  static final class Victim {
    public static void main(String[] arguments) throws Exception {
      RunStore.open(arguments[0]).close();
      System.out.println("open");
      Thread.sleep(60_000);
    }
  }

  private static List<Path> filesBelow(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  @Test
  void aKilledProcessLeavesNothingThatGrows() throws Exception {
    Path temporary = Files.createDirectory(directory.resolve("tmp"));
    Path cache = Files.createDirectory(directory.resolve("cache"));
    Path noDirectory = Files.createFile(directory.resolve("file"));
    for (Path home : List.of(cache, cache, noDirectory)) {
      ProcessBuilder builder =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin/java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-Djava.io.tmpdir=" + temporary,
                  "-cp",
                  System.getProperty("java.class.path"),
                  Victim.class.getName(),
                  directory.resolve("store").toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT);
      builder.environment().put("XDG_CACHE_HOME", home.toString());
      Process victim = builder.start();
      try {
        assertThat(victim.inputReader().readLine()).isEqualTo("open");
      } finally {
        victim.destroyForcibly().waitFor();
      }
      assertThat(filesBelow(temporary)).isEmpty();
      assertThat(filesBelow(cache)).hasSize(1);
    }
  }

  @Test
  void aLibraryThatIsCutOrChangedIsUnpackedAgain() throws Exception {
    Path unpacked = SqliteLibrary.unpack(directory);
    Path file = filesBelow(unpacked).get(0);
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, new byte[] {1});
    SqliteLibrary.unpack(directory);
    assertThat(Files.readAllBytes(file)).isEqualTo(whole);
    byte[] changed = whole.clone();
    changed[whole.length / 2] ^= 1;
    Files.write(file, changed);
    SqliteLibrary.unpack(directory);
    assertThat(Files.readAllBytes(file)).isEqualTo(whole);
    assertThat(filesBelow(unpacked)).hasSize(1);
  }
}
