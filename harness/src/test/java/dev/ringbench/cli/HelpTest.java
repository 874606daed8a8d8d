// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/** Help is whole sentences, in lines that fit, without a complaint of the parser's library. */
class HelpTest {
  private static final int WIDTH = 100;

  static Stream<CommandLine> commands() {
    List<CommandLine> all = new ArrayList<>();
    collect(RingbenchCommand.commandLine(), all);
    return all.stream();
  }

  private static void collect(CommandLine command, List<CommandLine> all) {
    all.add(command);
    command.getSubcommands().values().forEach(next -> collect(next, all));
  }

  private static String first(CommandSpec spec) {
    return spec.usageMessage().description()[0];
  }

  @ParameterizedTest
  @MethodSource("commands")
  void theLineOfACommandInTheListIsOneSentenceThatFits(CommandLine command) {
    String line = first(command.getCommandSpec());
    assertThat(line).matches("[A-Z].*[^.]\\.").hasSizeLessThanOrEqualTo(85);
    assertThat(line.replaceAll("\\.$", "")).doesNotContain(". ");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyOptionIsExplainedInSentences(CommandLine command) {
    for (ArgSpec argument : command.getCommandSpec().args()) {
      if (!argument.hidden()) {
        assertThat(String.join(" ", argument.description()))
            .as(argument.toString())
            .matches("(?s)[A-Z].*\\.");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void noLineIsTooLong(CommandLine command) {
    String help = command.setUsageHelpWidth(WIDTH).getUsageMessage(CommandLine.Help.Ansi.OFF);
    assertThat(help.lines()).allMatch(line -> line.length() <= WIDTH);
  }

  @Test
  void theParserComplainsOfNoDescription() {
    PrintStream before = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
    try {
      commands().forEach(command -> command.getUsageMessage(CommandLine.Help.Ansi.OFF));
    } finally {
      System.setErr(before);
    }
    assertThat(said.toString(StandardCharsets.UTF_8)).isEmpty();
  }
}
