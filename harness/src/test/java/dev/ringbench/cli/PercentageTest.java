// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringbench.model.RingbenchException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PercentageTest {
  @Test
  void isTypedWithItsSign() {
    assertThat(Percentage.of("--precision", "5%")).isEqualTo(0.05);
    assertThat(Percentage.of("--precision", " 2.5 %")).isEqualTo(0.025);
    assertThat(Percentage.of("--precision", "100%")).isEqualTo(1);
    assertThat(Percentage.of("--precision", null)).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "%", "0%", "-5%", "101%", "5 ns", "NaN%", "1e9%", "5%%", "5,5%"})
  void refusesWhatIsNone(String text) {
    assertThatThrownBy(() -> Percentage.of("--precision", text))
        .isInstanceOf(RingbenchException.class)
        .hasMessage("--precision '" + text + "': give a percentage above 0, such as 5%.");
  }
}
