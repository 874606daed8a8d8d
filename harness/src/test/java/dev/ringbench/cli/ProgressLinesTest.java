// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressLinesTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private long nowNs;
  private final ProgressLines lines =
      new ProgressLines(new PrintStream(out, true, StandardCharsets.UTF_8), () -> nowNs);

  private void at(int seconds) {
    nowNs = Duration.ofSeconds(seconds).toNanos();
  }

  private String said() {
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aLineComesEachThirtySecondsWithTheTimeThatIsLeft() {
    lines.say("measuring", 1, 100);
    at(29);
    lines.say("measuring", 9, 100);
    assertThat(said()).isEmpty();
    at(30);
    lines.say("measuring", 10, 100);
    at(59);
    lines.say("measuring", 20, 100);
    at(60);
    lines.say("measuring", 20, 100);
    assertThat(said())
        .isEqualTo(
            """
            ringbench: measuring: 10 of 100 (10 %), about 4 min 30 s left
            ringbench: measuring: 20 of 100 (20 %), about 4 min 00 s left
            """);
  }

  @Test
  void nothingIsSaidOfNothing() {
    at(40);
    lines.say("");
    assertThat(said()).isEmpty();
    lines.say("trying open ptrace", 0, 0);
    assertThat(said()).isEqualTo("ringbench: trying open ptrace\n").doesNotContain("\u001B");
  }
}
