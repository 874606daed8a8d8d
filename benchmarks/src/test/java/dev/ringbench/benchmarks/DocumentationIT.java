// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs what the documentation shows and that only reads, with the jar, in a directory that has the
 * files that the documentation speaks of.
 */
@MeasuresNothing
class DocumentationIT {
  private static final List<String> FOLDERS = List.of("results", "ci", "docs");

  @TempDir Path directory;

  @BeforeEach
  void layOut() throws Exception {
    for (String folder : FOLDERS) {
      Files.createSymbolicLink(directory.resolve(folder), Repository.ROOT.resolve(folder));
    }
    for (String counted : new String[] {"base.json", "new.json", "result.json"}) {
      Files.copy(Repository.COUNTED, directory.resolve(counted));
    }
    Files.copy(Repository.TIMED, directory.resolve("timed.json"));
    Files.copy(
        Path.of("../harness/src/test/resources/golden/visibility/document.json"),
        directory.resolve("visibility.json"));
    Files.copy(
        Path.of("../harness/src/test/resources/golden/tamper/document.json"),
        directory.resolve("tamper.json"));
    for (String load : new String[] {"capacity.json", "macro.json"}) {
      Files.copy(Repository.LOAD.resolve(load), directory.resolve(load));
    }
    Files.copy(Repository.FAULTS.resolve("faults.json"), directory.resolve("faults.json"));
    Files.copy(Repository.ROOT.resolve("ci/budget.yaml"), directory.resolve("budget.yaml"));
    Files.writeString(
        directory.resolve("rules.yaml"),
        "version: 1\nrules:\n  - {id: 1, path: /etc/shadow, verdict: deny}\n");
  }

  /** Else JUnit warns of each that it deletes. */
  @AfterEach
  void removeLinks() throws Exception {
    for (String folder : FOLDERS) {
      Files.delete(directory.resolve(folder));
    }
  }

  @TestFactory
  Stream<DynamicTest> whatTheDocumentationRunsEndsAsItSays() throws Exception {
    List<DynamicTest> tests = new ArrayList<>();
    for (ShellCommand command : DocumentedCommands.all()) {
      List<String> arguments = command.ringbenchArguments().orElse(List.of("test"));
      String name = DocumentedCommands.subcommand(arguments);
      boolean isOfTheLauncher = List.of("test", "build").contains(arguments.get(0));
      if (!isOfTheLauncher && DocumentedCommands.EXECUTED.contains(name)) {
        tests.add(DynamicTest.dynamicTest(command.toString(), () -> run(command, arguments)));
      }
    }
    assertThat(tests).isNotEmpty();
    return tests.stream();
  }

  private void run(ShellCommand command, List<String> arguments) throws Exception {
    Ringbench.Result result = Ringbench.run(directory, arguments.toArray(new String[0]));
    assertThat(result.exitCode())
        .as(command + "\n" + result.error() + result.output())
        .isEqualTo(command.exitCode());
  }

  @Test
  void theStepsOfASubmissionMakeOneThatIsAccepted() throws Exception {
    Snippet check =
        Snippet.in(Repository.ROOT.resolve("results/README.md")).stream()
            .filter(snippet -> snippet.text().contains("SHA256SUMS"))
            .findFirst()
            .orElseThrow();
    assertThat(check.language()).isEqualTo("sh");
    Path folder = Files.createDirectory(directory.resolve("submission"));
    for (String name : new String[] {"result.json", "report.md"}) {
      Files.copy(Repository.COUNTED.resolveSibling(name), folder.resolve(name));
    }
    Ringbench.launcher(directory.resolve("ringbench"));
    Path log = directory.resolve("log");
    Process shell =
        new ProcessBuilder("sh", "-euc", "d=submission\n" + check.text())
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertThat(shell.waitFor(4, TimeUnit.MINUTES)).isTrue();
    assertThat(shell.exitValue()).as(Files.readString(log)).isZero();
    assertThat(log).content().contains("2 files as SHA256SUMS has them", "0 checks failed");
  }

  @Test
  void everyBudgetThatIsShownFitsDocumentsOfSomeKind() throws Exception {
    List<String> documents =
        List.of(
            "base.json",
            "timed.json",
            "capacity.json",
            "macro.json",
            "faults.json",
            "visibility.json",
            "tamper.json");
    List<String> wrong = new ArrayList<>();
    for (Snippet snippet : Snippet.all("yaml")) {
      if (Repository.yaml(snippet.place(), snippet.text()) instanceof Map<?, ?> map
          && map.containsKey("budgets")) {
        Path budget = Files.writeString(directory.resolve("shown.yaml"), snippet.text());
        StringBuilder complaints = new StringBuilder(snippet.place());
        boolean fits = false;
        for (String document : documents) {
          Ringbench.Result result =
              Ringbench.run(directory, "gate", document, document, "--budget", budget.toString());
          complaints.append("\n  ").append(document).append(": ").append(result.error());
          if (result.exitCode() == 0) {
            fits = true;
            break;
          }
        }
        if (!fits) {
          wrong.add(complaints.toString());
        }
      }
    }
    assertThat(wrong).isEmpty();
  }
}
