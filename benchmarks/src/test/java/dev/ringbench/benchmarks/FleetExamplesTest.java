// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.ringbench.cli.RingbenchCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the examples for engines of a fleet call is there; the engines themselves are not here. */
class FleetExamplesTest {
  private static final Path EXAMPLES = Repository.ROOT.resolve("docs/examples/fleet");
  private static final Pattern COMMAND =
      Pattern.compile("(?:^|\\W)ringbench ((?:faults|merge) .*)");

  private static List<Path> examples() throws Exception {
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      return files.sorted().toList();
    }
  }

  @Test
  void theirYamlParses() throws Exception {
    for (Path example : examples()) {
      if (example.toString().matches(".*\\.ya?ml")) {
        assertThat(Repository.yaml(example.toString(), Files.readString(example))).isNotNull();
      }
    }
  }

  /** Defaults of variables, and options that a user gives. */
  private static String withValues(String command) {
    return command.replaceAll("\\$\\{[A-Z_]+:-([^}]*)}", "$1").replace("\"$@\"", "--profile smoke");
  }

  @Test
  void theirCommandsParse() throws Exception {
    List<String> commands = new ArrayList<>();
    for (Path example : examples()) {
      for (String line : Files.readString(example).replace("\\\n", " ").split("\n", -1)) {
        Matcher matcher = COMMAND.matcher(line);
        if (matcher.find()) {
          String command = withValues(matcher.group(1));
          commands.add(command);
          assertThatCode(
                  () ->
                      RingbenchCommand.commandLine()
                          .parseArgs(ShellCommand.split(command).get(0).toArray(new String[0])))
              .as(example + ": " + command)
              .doesNotThrowAnyException();
        }
      }
    }
    assertThat(commands).hasSizeGreaterThan(8);
  }

  @Test
  void theirScriptParses() throws Exception {
    Process shell =
        new ProcessBuilder("sh", "-n", EXAMPLES.resolve("slurm.sh").toString()).inheritIO().start();
    assertThat(shell.waitFor()).isZero();
  }
}
