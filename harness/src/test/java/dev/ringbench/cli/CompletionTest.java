// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The scripts that {@code ringbench completion} prints, in the shells that are here. */
@ResourceLock(Resources.SYSTEM_OUT)
class CompletionTest {
  @TempDir Path directory;

  private static String script(String shell) {
    PrintStream before = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      assertThat(RingbenchCommand.execute("completion", shell)).isZero();
    } finally {
      System.setOut(before);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** What a shell prints that has read the script and then runs {@code commands}. */
  private String inShell(String shell, String commands) throws Exception {
    assumeTrue(
        List.of("/bin", "/usr/bin").stream()
            .anyMatch(bin -> Files.isExecutable(Path.of(bin, shell))),
        "needs " + shell);
    Path file = Files.writeString(directory.resolve("completion"), script(shell));
    Process process =
        new ProcessBuilder(shell, "-c", "source " + file + "\n" + commands)
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  private String inBash(String... words) throws Exception {
    String line = String.join(" ", words);
    return inShell(
        "bash",
        "COMP_WORDS=(%s); COMP_CWORD=%d; COMP_LINE='%s'; _complete_ringbench; echo \"${COMPREPLY[*]}\""
            .formatted(line, words.length - 1, line));
  }

  @Test
  void bashCompletesCommandsSubcommandsAndOptions() throws Exception {
    assertThat(inBash("ringbench", "gu")).endsWith("guest\n");
    assertThat(inBash("ringbench", "guest", "sh")).endsWith("shell\n");
    assertThat(inBash("ringbench", "run", "--sen")).endsWith("--sensors\n");
  }

  @Test
  void fishCompletesCommandsSubcommandsAndOptions() throws Exception {
    assertThat(inShell("fish", "complete -C 'ringbench gu'")).startsWith("guest\t");
    assertThat(inShell("fish", "complete -C 'ringbench guest sh'")).startsWith("shell\t");
    assertThat(inShell("fish", "complete -C 'ringbench run --sen'")).startsWith("--sensors");
    assertThat(inShell("fish", "complete -C 'ringbench completion z'")).startsWith("zsh");
  }

  @Test
  void zshReadsTheScriptAsAFunctionOfItsOwn() throws Exception {
    assertThat(script("zsh")).startsWith("#compdef ringbench\n");
    assertThat(inShell("zsh", "whence -w _complete_ringbench; echo ${_comps[ringbench]}"))
        .contains("_complete_ringbench: function", "_bash_complete");
  }

  @Test
  void fishHasALineForEachOptionOfEachCommand() {
    String script = script("fish");
    assertHasLines(script, RingbenchCommand.commandLine(), "__ringbench_begins_with");
  }

  private static void assertHasLines(String script, CommandLine command, String condition) {
    for (OptionSpec option : command.getCommandSpec().options()) {
      if (option.hidden()) {
        continue;
      }
      String name = option.longestName().substring(2);
      assertThat(script)
          .containsPattern("-n '" + condition + "(; and not [^']*)?' [^\n]*-l " + name + "\\b");
    }
    command
        .getSubcommands()
        .forEach((name, below) -> assertHasLines(script, below, condition + " " + name));
  }

  @Test
  void aShellWithoutAScriptIsRefused() {
    assertThat(RingbenchCommand.execute("completion", "tcsh")).isEqualTo(2);
  }
}
