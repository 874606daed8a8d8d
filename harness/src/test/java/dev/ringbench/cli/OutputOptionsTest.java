// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Every command decides about what it writes by {@link ForceOption}, and so by one rule. */
class OutputOptionsTest {
  private static final Path PUBLISHED = Path.of("../results/published");

  /** Options with a path that is read, or that is not the user's (hidden). */
  private static final Set<String> INPUTS =
      Set.of("--budget", "--driver", "--kernel", "--resume", "--carry", "--progress-file");

  /** What each command that writes must be given beside its outputs; null: it measures. */
  private static final List<List<String>> WRITERS =
      List.of(
          List.of("export", "DOC", "--to", "csv", "--out", "OUT"),
          List.of("export", "DOC", "--to", "openmetrics", "--out", "OUT"),
          List.of("report", "DOC", "--html", "OUT"),
          List.of("gate", "DOC", "DOC", "--budget", "BUDGET", "--junit", "OUT"),
          List.of("gate", "DOC", "DOC", "--budget", "BUDGET", "--summary", "OUT"),
          List.of("content", "compile", "RULES", "--out", "OUT"));

  @TempDir Path directory;
  private Path document;
  private Path budget;
  private Path rules;

  @BeforeEach
  void inputs() throws Exception {
    document =
        Files.copy(
            PUBLISHED.resolve("2026-11-23-kvm-amd-epyc-2cpu-quick/result.json"),
            directory.resolve("document.json"));
    budget =
        Files.writeString(
            directory.resolve("budget.yaml"),
            "version: 1\nbudgets:\n  - metric: added_p50\n    worse_by_at_most: 50 %\n");
    rules =
        Files.writeString(
            directory.resolve("rules.yaml"),
            "version: 1\nrules:\n  - {id: 1, operation: open, path: /x, verdict: deny}\n");
  }

  private int run(List<String> command, Path out, String... more) {
    return RingbenchCommand.execute(
        Stream.concat(
                command.stream()
                    .map(
                        word ->
                            switch (word) {
                              case "DOC" -> document.toString();
                              case "BUDGET" -> budget.toString();
                              case "RULES" -> rules.toString();
                              case "OUT" -> out.toString();
                              default -> word;
                            }),
                Stream.of(more))
            .toArray(String[]::new));
  }

  @Test
  void everyCommandWithAnOutputHasForce() {
    commands(RingbenchCommand.commandLine())
        .forEach(
            command ->
                command.getCommandSpec().options().stream()
                    .filter(option -> option.typeInfo().toString().contains("Path"))
                    .filter(option -> !INPUTS.contains(option.longestName()))
                    .forEach(
                        option ->
                            assertThat(command.getCommandSpec().findOption("--force"))
                                .as(
                                    command.getCommandSpec().qualifiedName()
                                        + " "
                                        + option.longestName())
                                .isNotNull()));
  }

  private static Stream<CommandLine> commands(CommandLine command) {
    return Stream.concat(
        Stream.of(command),
        command.getSubcommands().values().stream().flatMap(OutputOptionsTest::commands));
  }

  @Test
  void noWriterOverwritesWhatItReadsOrWhatExistsUnasked() throws Exception {
    for (List<String> command : WRITERS) {
      for (Path input : List.of(document, budget, rules)) {
        String word = input.equals(document) ? "DOC" : input.equals(budget) ? "BUDGET" : "RULES";
        if (command.contains(word)) {
          byte[] before = Files.readAllBytes(input);
          assertThat(run(command, input)).as(command + " over " + input).isEqualTo(2);
          assertThat(run(command, input, "--force")).as(command + " over " + input).isEqualTo(2);
          assertThat(Files.readAllBytes(input)).isEqualTo(before);
        }
      }
      Path out = Files.writeString(directory.resolve("out"), "old");
      assertThat(run(command, out)).as(command.toString()).isEqualTo(2);
      assertThat(out).content().isEqualTo("old");
      assertThat(run(command, out, "--force")).as(command.toString()).isZero();
      assertThat(Files.size(out)).as(command.toString()).isGreaterThan("old".length());
      assertThat(run(command, Path.of("/dev/null"))).as(command.toString()).isZero();
      assertThat(Files.isRegularFile(Path.of("/dev/null"))).isFalse();
      assertThat(run(command, Path.of("/dev/full"))).as(command.toString()).isEqualTo(3);
    }
  }

  @Test
  void commandsThatMeasureDecideBeforeTheyDo() throws Exception {
    Path old = Files.writeString(directory.resolve("old.json"), "old");
    for (List<String> command :
        List.of(
            List.of("run", "--out", "OUT"),
            List.of("capacity", "--out", "OUT"),
            List.of("macro", "--out", "OUT"))) {
      assertThat(run(command, old)).as(command.toString()).isEqualTo(2);
      assertThat(run(command, directory)).as(command.toString()).isEqualTo(2);
    }
    assertThat(old).content().isEqualTo("old");
  }

  @Test
  void picturesAreReplacedByForceAlone() throws Exception {
    Path pictures = directory.resolve("pictures");
    List<String> command = List.of("report", "DOC", "--pictures", "OUT");
    assertThat(run(command, pictures)).isZero();
    assertThat(pictures.resolve("report.md")).exists();
    assertThat(run(command, pictures)).isEqualTo(2);
    assertThat(run(command, pictures, "--force")).isZero();
    Files.delete(pictures.resolve("report.md"));
    assertThat(run(command, pictures)).as("an old picture").isEqualTo(2);
    assertThat(pictures.resolve("report.md")).doesNotExist();
  }

  @Test
  void oneFileIsNotTwoOutputs() {
    Path out = directory.resolve("out");
    assertThat(
            run(
                List.of("gate", "DOC", "DOC", "--budget", "BUDGET", "--junit", "OUT"),
                out,
                "--summary",
                out.toString()))
        .isEqualTo(2);
    assertThat(out).doesNotExist();
  }
}
