// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.Platform;
import dev.ringbench.driver.Tool;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the jar unpacks and runs as root, as readelf sees it. */
class HardenedFilesTest {
  /** A subject that calls nothing: 28 lines without a C library, and nothing to relocate. */
  private static final String SUBJECT = "ringbench-true";

  @TempDir Path directory;

  private static byte[] resource(String name) throws Exception {
    try (InputStream in =
        HardenedFilesTest.class.getResourceAsStream("/" + Platform.RESOURCE_PREFIX + "/" + name)) {
      return in.readAllBytes();
    }
  }

  static List<String> programs() throws Exception {
    return new String(resource("index"), StandardCharsets.UTF_8)
        .lines()
        .filter(name -> !name.endsWith(".bpf.o") && !name.equals(SUBJECT))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("programs")
  void everyProgramIsPositionIndependentReadOnlyAfterLoadingAndWatchesItsStack(String name)
      throws Exception {
    assumeTrue(Tool.find("readelf").isPresent(), "needs readelf (binutils)");
    Path file = Files.write(directory.resolve(name), resource(name));
    String told =
        Tool.run(List.of("readelf", "--wide", "-h", "-l", "-d", "--syms", file.toString()))
            .output();
    assertThat(told).containsPattern("Type: +DYN");
    assertThat(told).as("RELRO").contains("GNU_RELRO");
    assertThat(told).as("bound at load").containsPattern("BIND_NOW|Flags:.* NOW");
    assertThat(told).as("stack protector").contains("__stack_chk_fail");
    assertThat(told).as("_FORTIFY_SOURCE").containsPattern("__[a-z]+_chk(@|\\n)");
    assertThat(told).as("executable stack").doesNotContainPattern("GNU_STACK.* RWE ");
  }
}
