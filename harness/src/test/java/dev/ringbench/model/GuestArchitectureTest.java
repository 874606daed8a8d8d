// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuestArchitectureTest {
  @ParameterizedTest
  @CsvSource({
    "linux-image-arm64, arm64",
    "linux-image-6.12.117+deb12-arm64-16k, arm64",
    "linux-image-6.1.0-57-cloud-amd64, amd64",
    "cloud-arm64, arm64"
  })
  void aNameOfDebianSaysItsArchitecture(String name, String architecture) {
    assertThat(Architecture.inName(name)).isEqualTo(Architecture.named(architecture)).isPresent();
  }

  @Test
  void aWordThatOnlyBeginsLikeOneIsNone() {
    assertThat(Architecture.inName("6.8.0-60-generic")).isEmpty();
    assertThat(Architecture.inName("linux-image-arm64el")).isEmpty();
    assertThat(Architecture.named("sparc")).isEmpty();
  }

  @Test
  void oneOfThemIsThisMachines() {
    assertThat(Stream.of(Architecture.values()).filter(Architecture::isOurs)).hasSize(1);
    assertThat(Architecture.ARM64.triplet()).isEqualTo("aarch64-linux-gnu");
  }
}
