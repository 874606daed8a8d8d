// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TerminalOutputTest {
  private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
  private final TerminalOutput output = new TerminalOutput(screen, StandardCharsets.UTF_8);

  @Test
  void nothingThatIsPrintedGetsPast() throws Exception {
    PrintStream out = output.printStream();
    out.print("a\u001B[2J");
    out.printf("%s%n", "b\u202Ec");
    out.append('\u009B').append('d');
    out.write("e\u0007\n".getBytes(StandardCharsets.UTF_8));
    out.println(new char[] {'f', '\u0008'});
    out.flush();
    assertThat(screen.toString(StandardCharsets.UTF_8))
        .isEqualTo("a\\u001B[2Jb\\u202Ec\n\\u009Bde\\u0007\nf\\u0008\n");
  }

  @Test
  void charactersAreWholeHoweverTheyAreWritten() throws Exception {
    for (byte each : "试 \uD83D\uDE00\u202E\r\nü\r".getBytes(StandardCharsets.UTF_8)) {
      output.write(each);
    }
    output.flush();
    assertThat(screen.toString(StandardCharsets.UTF_8))
        .isEqualTo("试 \uD83D\uDE00\\u202E\r\nü\\u000D");
  }

  @Test
  void lostOutputIsNeverSuccess() {
    TerminalOutput full =
        new TerminalOutput(
            new OutputStream() {
              @Override
              public void write(int b) throws IOException {
                throw new IOException("No space left on device");
              }
            },
            StandardCharsets.UTF_8);
    assertThat(full.exitCode(0)).isZero();
    full.printStream().println("x");
    assertThat(full.exitCode(0)).isEqualTo(3);
    assertThat(full.exitCode(1)).isEqualTo(1);
    assertThat(output.exitCode(0)).isZero();
  }

  @Test
  void helpIsOurOwnAndKeepsItsColours() {
    output.ownWriter().println("\u001B[1mbold\u001B[0m");
    assertThat(screen.toString(StandardCharsets.UTF_8)).isEqualTo("\u001B[1mbold\u001B[0m\n");
  }
}
