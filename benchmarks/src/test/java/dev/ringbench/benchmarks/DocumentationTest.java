// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.ringbench.cli.RingbenchCommand;
import dev.ringbench.content.RulesFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Every snippet of the documentation is one that works: its commands parse, the files that it names
 * are there, and each is run, here by {@code DocumentationIT} or by the test that a table names.
 */
class DocumentationTest {
  private static final Pattern OF_THE_REPOSITORY =
      Pattern.compile("(?:\\./)?(?:native|harness|benchmarks|results|docs|ci)/.*");
  private static final Path TESTS = Path.of("src/test/java/dev/ringbench/benchmarks");

  @Test
  void everyCommandOfRingbenchParses() throws Exception {
    List<String> wrong = new ArrayList<>();
    for (ShellCommand command : DocumentedCommands.all()) {
      Optional<List<String>> arguments = command.ringbenchArguments();
      if (arguments.isPresent() && other(command).isEmpty()) {
        try {
          RingbenchCommand.commandLine().parseArgs(arguments.get().toArray(new String[0]));
        } catch (picocli.CommandLine.ParameterException e) {
          wrong.add(command + "\n    " + e.getMessage());
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void everyCommandIsRunByATestThatIsThere() throws Exception {
    List<String> untested = new ArrayList<>();
    for (ShellCommand command : DocumentedCommands.all()) {
      if (other(command).isPresent()) {
        continue;
      }
      Optional<List<String>> arguments = command.ringbenchArguments();
      String name = arguments.map(DocumentedCommands::subcommand).orElse("no ringbench");
      String test = DocumentedCommands.COVERED.get(name);
      if (test != null) {
        String source = Files.readString(TESTS.resolve(test + ".java"));
        for (String word : name.split(" ", -1)) {
          assertThat(source).as(command + " is covered by " + test).contains('"' + word + '"');
        }
      } else if (!DocumentedCommands.EXECUTED.contains(name)) {
        untested.add(command.toString());
      }
    }
    assertThat(untested)
        .as(
            "commands that neither DocumentationIT runs nor another test covers; say which, in"
                + " DocumentedCommands")
        .isEmpty();
  }

  private static Optional<String> other(ShellCommand command) {
    String line = String.join(" ", command.words()).replaceFirst("^\\./", "");
    return DocumentedCommands.OTHERS.keySet().stream()
        .filter(beginning -> (line + " ").startsWith(beginning + " "))
        .findFirst();
  }

  @Test
  void everyFileOfTheRepositoryThatIsNamedIsThere() throws Exception {
    List<String> missing = new ArrayList<>();
    for (ShellCommand command : DocumentedCommands.all()) {
      for (String word : command.words()) {
        if (OF_THE_REPOSITORY.matcher(word).matches()
            && !word.contains("/target/")
            && !Files.exists(Repository.ROOT.resolve(word))) {
          missing.add(command + "\n    there is no " + word);
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void everyYamlParsesAndRulesAreRules() throws Exception {
    for (Snippet snippet : Snippet.all("yaml")) {
      Object tree = Repository.yaml(snippet.place(), snippet.text());
      assertThat(tree).as(snippet.place()).isNotNull();
      if (tree instanceof Map<?, ?> map && map.containsKey("rules") && map.containsKey("version")) {
        assertThatCode(() -> RulesFile.parse(snippet.place(), snippet.text()))
            .doesNotThrowAnyException();
      }
    }
  }

  @Test
  void aSnippetIsSplitAsAShellWouldSplitIt() {
    assertThat(ShellCommand.split("A=1 sudo ./ringbench run --out 'a b' >log 2>&1 | tail -1 # x"))
        .containsExactly(List.of("./ringbench", "run", "--out", "a b"), List.of("tail", "-1"));
    assertThat(ShellCommand.split("x --command '/share/a; dmesg | tail' \"b \\\" c\""))
        .containsExactly(List.of("x", "--command", "/share/a; dmesg | tail", "b \\\" c"));
    assertThat(DocumentedCommands.withoutPlaceholders("export FILE --to csv --out FILE.json"))
        .isEqualTo("export result.json --to csv --out FILE.json");
  }
}
