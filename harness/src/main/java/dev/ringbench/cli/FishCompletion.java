// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import java.io.File;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Makes the completion script for fish; picocli makes those for bash and zsh only. */
final class FishCompletion {
  /** True where the words after the program's name begin with those of a command. */
  private static final String BEGINS_WITH =
      """
      # Completion of %1$s for fish.
      function __%1$s_begins_with
          set -l words (commandline -opc)
          set -e words[1]
          test (count $words) -ge (count $argv); or return 1
          for at in (seq (count $argv))
              test "$words[$at]" = "$argv[$at]"; or return 1
          end
      end
      """;

  private final String program;
  private final StringBuilder script = new StringBuilder();

  private FishCompletion(String program) {
    this.program = program;
  }

  static String of(CommandLine root) {
    FishCompletion completion = new FishCompletion(root.getCommandName());
    completion.script.append(BEGINS_WITH.formatted(completion.program));
    completion.add(root.getCommandSpec(), "");
    return completion.script.toString();
  }

  /** {@code path}: the words of the command, each with a blank before it. */
  private void add(CommandSpec command, String path) {
    String condition = "__" + program + "_begins_with" + path;
    if (!command.subcommands().isEmpty()) {
      condition +=
          "; and not __fish_seen_subcommand_from "
              + String.join(" ", command.subcommands().keySet());
    }
    if (command.positionalParameters().stream().noneMatch(FishCompletion::isFile)) {
      addLine(condition, "-f", null);
    }
    for (ArgSpec parameter : command.positionalParameters()) {
      if (!candidates(parameter).isEmpty()) {
        addLine(condition, "-a " + quoted(candidates(parameter)), null);
      }
    }
    for (OptionSpec option : command.options()) {
      if (!option.hidden()) {
        addLine(condition, names(option) + value(option), purpose(option.description()));
      }
    }
    for (var subcommand : command.subcommands().entrySet()) {
      CommandSpec spec = subcommand.getValue().getCommandSpec();
      String purpose = purpose(spec.usageMessage().description());
      addLine(condition, "-a " + subcommand.getKey(), purpose);
    }
    command
        .subcommands()
        .forEach((name, subcommand) -> add(subcommand.getCommandSpec(), path + " " + name));
  }

  private void addLine(String condition, String completion, String description) {
    script.append("complete -c %s -n %s %s".formatted(program, quoted(condition), completion));
    if (description != null) {
      script.append(" -d ").append(quoted(description));
    }
    script.append('\n');
  }

  private static String names(OptionSpec option) {
    return Stream.of(option.names())
        .map(name -> name.startsWith("--") ? "-l " + name.substring(2) : "-s " + name.substring(1))
        .collect(Collectors.joining(" "));
  }

  /** What follows the option: nothing, a file, one of several words, or anything. */
  private static String value(OptionSpec option) {
    if (option.arity().max() == 0) {
      return "";
    }
    if (!candidates(option).isEmpty()) {
      return " -x -a " + quoted(candidates(option));
    }
    return isFile(option) ? " -r -F" : " -x";
  }

  private static boolean isFile(ArgSpec argument) {
    return Stream.concat(Stream.of(argument.type()), Stream.of(argument.auxiliaryTypes()))
        .anyMatch(type -> type == Path.class || type == File.class);
  }

  private static String candidates(ArgSpec argument) {
    return argument.completionCandidates() == null
        ? ""
        : StreamSupport.stream(argument.completionCandidates().spliterator(), false)
            .collect(Collectors.joining(" "));
  }

  /** The first sentence; null where it names a variable. */
  private static String purpose(String... description) {
    String sentence = String.join(" ", description).replaceFirst("(?s)(?<=[.:]) .*", "");
    return sentence.isEmpty() || sentence.contains("${")
        ? null
        : sentence.replace("%%", "%").replaceFirst("[.:]$", "");
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
