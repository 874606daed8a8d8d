// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One simple command of a snippet: words without quotes, redirections and assignments.
 *
 * @param place "README.md:12"
 * @param words the program and its arguments
 * @param exitCode as the comment behind it says ("# exits with 1"); else 0
 */
record ShellCommand(String place, List<String> words, int exitCode) {
  private static final Pattern EXIT = Pattern.compile("#.*\\bexits? (?:with |code )?(\\d)");
  private static final Pattern ASSIGNMENT = Pattern.compile("[A-Za-z_]\\w*=.*", Pattern.DOTALL);

  /** All commands of a snippet of sh, in their order. */
  static List<ShellCommand> in(Snippet snippet) {
    List<ShellCommand> commands = new ArrayList<>();
    String[] lines = snippet.text().split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      int first = i;
      StringBuilder joined = new StringBuilder(lines[i]);
      while (joined.toString().endsWith("\\") && i + 1 < lines.length) {
        joined.setLength(joined.length() - 1);
        joined.append(lines[++i]);
      }
      String line = DocumentedCommands.withoutPlaceholders(joined.toString());
      Matcher exit = EXIT.matcher(line);
      int exitCode = exit.find() ? Integer.parseInt(exit.group(1)) : 0;
      String place = snippet.file() + ":" + (snippet.line() + first);
      for (List<String> words : split(line)) {
        commands.add(new ShellCommand(place, words, exitCode));
      }
    }
    return commands;
  }

  /** Enough of a shell for documentation: quotes, comments, operators, redirections. */
  static List<List<String>> split(String line) {
    List<List<String>> commands = new ArrayList<>();
    List<String> words = new ArrayList<>();
    Matcher token =
        Pattern.compile(
                "(?<space>\\s+)|(?<comment>(?<=^|\\s)#.*)|(?<redirect>\\d?[<>]+&?\\s*[^\\s;|&]+)"
                    + "|(?<operator>&&|\\|\\||[;|&])"
                    + "|(?<word>(?:'[^']*'|\"(?:\\\\.|[^\"\\\\])*\"|\\\\.|[^\\s;|&<>'\"\\\\])+)")
            .matcher(line);
    int end = 0;
    while (end < line.length() && token.find(end) && token.start() == end) {
      end = token.end();
      if (token.group("word") != null) {
        words.add(unquoted(token.group("word")));
      } else if (token.group("operator") != null) {
        add(commands, words);
        words = new ArrayList<>();
      }
    }
    if (end != line.length()) {
      throw new IllegalStateException("cannot read, from column " + (end + 1) + " on: " + line);
    }
    add(commands, words);
    return commands;
  }

  private static void add(List<List<String>> commands, List<String> words) {
    while (!words.isEmpty()
        && (ASSIGNMENT.matcher(words.get(0)).matches() || words.get(0).equals("sudo"))) {
      words.remove(0);
    }
    if (!words.isEmpty()) {
      commands.add(List.copyOf(words));
    }
  }

  private static String unquoted(String word) {
    StringBuilder plain = new StringBuilder();
    Matcher part =
        Pattern.compile("'([^']*)'|\"((?:\\\\.|[^\"\\\\])*)\"|\\\\(.)|([^'\"\\\\]+)").matcher(word);
    while (part.find()) {
      for (int group = 1; group <= 4; group++) {
        if (part.group(group) != null) {
          plain.append(part.group(group));
        }
      }
    }
    return plain.toString();
  }

  /** What Ringbench is given, when that is what is called. */
  Optional<List<String>> ringbenchArguments() {
    String program = words.get(0);
    if (program.equals("ringbench") || program.endsWith("/ringbench")) {
      return Optional.of(words.subList(1, words.size()));
    }
    int jar = words.indexOf("-jar") + 1;
    if (program.equals("java") && jar > 0 && words.get(jar).matches("(.*/)?ringbench[^/]*\\.jar")) {
      return Optional.of(words.subList(jar + 1, words.size()));
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    return place + ": " + String.join(" ", words);
  }
}
