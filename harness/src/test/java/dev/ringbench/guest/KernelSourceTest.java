// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringbench.model.Architecture;
import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KernelSourceTest {
  @TempDir Path directory;

  private static KernelSource of(String release) {
    return new KernelSource(
        release,
        release,
        "linux-image-" + release,
        "1",
        null,
        Architecture.inName(release).orElse(Architecture.ours()),
        0,
        null,
        List.of());
  }

  @ParameterizedTest
  @CsvSource({
    "5.10.0-46-amd64, 5.10, amd64",
    "6.1.0-57-cloud-amd64, 6.1, cloud-amd64",
    "6.12.117+deb12-rt-amd64, 6.12, rt-amd64",
    "6.1.0-0.deb11.48-amd64, 6.1, amd64",
    "7.3.4+deb13-amd64, 7.3, amd64",
    "6.8.0-60-generic, 6.8, generic",
    "6.1.0-57-arm64, 6.1, arm64",
    "6.12.117+deb12-arm64-16k, 6.12, arm64-16k",
    "vendor, vendor, ''"
  })
  void aReleaseSaysItsSeriesAndItsFlavour(String release, String series, String flavour) {
    assertThat(of(release).series()).isEqualTo(series);
    assertThat(of(release).flavour()).isEqualTo(flavour);
  }

  @Test
  void theOldestIsFirstAndThePlainFlavourBeforeOthers() {
    assertThat(
            Stream.of(
                    "6.12.9+deb12-amd64",
                    "6.1.0-57-arm64",
                    "6.1.0-57-rt-amd64",
                    "6.12.117+deb12-cloud-amd64",
                    "6.1.0-57-amd64",
                    "5.10.0-46-amd64")
                .map(KernelSourceTest::of)
                .sorted(KernelSource.ORDER)
                .map(KernelSource::release))
        .containsExactly(
            "5.10.0-46-amd64",
            "6.1.0-57-amd64",
            "6.1.0-57-rt-amd64",
            "6.12.9+deb12-amd64",
            "6.12.117+deb12-cloud-amd64",
            "6.1.0-57-arm64");
    assertThat(GuestKernel.byVersion("6.12.99+deb12-amd64", "6.12.117+deb12-amd64")).isNegative();
  }

  @Test
  void aFileThatIsNoKernelIsRefusedByItsName() throws IOException {
    Path text = Files.writeString(directory.resolve("text"), "no kernel");
    for (String named : List.of(text.toString(), directory.resolve("missing").toString())) {
      assertThatThrownBy(() -> KernelSource.of(named))
          .isInstanceOfSatisfying(
              RingbenchException.class,
              e -> assertThat(e.kind()).isEqualTo(RingbenchException.Kind.BAD_INPUT))
          .hasMessageContaining("--kernel " + named);
    }
  }
}
