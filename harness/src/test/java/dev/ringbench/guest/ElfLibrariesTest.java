// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ElfLibrariesTest {
  private static final Path PROGRAM = Path.of(System.getProperty("java.home"), "bin", "java");

  @TempDir Path directory;

  @Test
  void aProgramNamesItsLoaderAndItsLibraries() throws Exception {
    ElfLibraries needs = ElfLibraries.of(PROGRAM);
    assertThat(needs.loader()).matches("/.*/ld.*");
    assertThat(needs.names()).anyMatch(name -> name.startsWith("libc."));
  }

  /** Java's own libraries are beside it, and come along. */
  @Test
  void whatTheFileSaysIsWhatTheLoaderLoads() throws Exception {
    Path beside = PROGRAM.resolveSibling("../lib");
    Set<Path> loaded = new UserLand.Ours().libraries(List.of(PROGRAM)).keySet();
    assertThat(ElfLibraries.of(PROGRAM).names())
        .filteredOn(name -> !Files.exists(beside.resolve(name)))
        .isNotEmpty()
        .allMatch(name -> loaded.stream().anyMatch(path -> path.endsWith(name)));
  }

  @Test
  void whatIsNoProgramNeedsNothing() throws Exception {
    Path text = Files.writeString(directory.resolve("script"), "#!/bin/sh\n" + "x".repeat(100));
    assertThat(ElfLibraries.of(text).names()).isEmpty();
    assertThat(ElfLibraries.of(text).loader()).isNull();
  }

  @Test
  void aProgramThatIsCutIsNoProgram() throws Exception {
    byte[] begin = Arrays.copyOf(Files.readAllBytes(PROGRAM), 100);
    Path cut = Files.write(directory.resolve("cut"), begin);
    assertThatThrownBy(() -> ElfLibraries.of(cut))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cut");
  }
}
