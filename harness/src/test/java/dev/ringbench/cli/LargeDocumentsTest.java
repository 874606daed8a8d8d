// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringbench.experiment.run.LargeRun;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every command that reads, on a large document in a small heap, and on two of them; prints how
 * long each took. Ten times the largest of any profile: {@code -Dringbench.large.forks=200
 * -Dringbench.large.heap=1200m}.
 */
class LargeDocumentsTest {
  private static final int FORKS = Integer.getInteger("ringbench.large.forks", 4);
  private static final String HEAP = System.getProperty("ringbench.large.heap", "64m");
  private static final String SEPARATOR = "\t";
  private static final Pattern ENDED =
      Pattern.compile("(?m)^ended with (\\d) after \\d+ ms: (.+)$");

  @TempDir Path directory;

  /** One process for all commands, each an argument. */
  static final class Commands {
    private Commands() {}

    public static void main(String[] commands) {
      for (String command : commands) {
        long began = System.nanoTime();
        int exitCode = RingbenchCommand.execute(command.split(SEPARATOR));
        System.out.printf(
            "%nended with %d after %d ms: %s%n",
            exitCode,
            TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began),
            command.replace(SEPARATOR, " "));
      }
    }
  }

  private static String command(Object... words) {
    return String.join(SEPARATOR, List.of(words).stream().map(Object::toString).toList());
  }

  @Test
  void everyCommandThatReadsWorksInTheHeapThatTheSizeAsksFor() throws Exception {
    Path base = directory.resolve("base.json");
    Path next = directory.resolve("next.json");
    LargeRun.write(FORKS, base);
    try (OutputStream out = Files.newOutputStream(next)) {
      out.write(' '); // another checksum
      Files.copy(base, out);
    }
    Path budget = directory.resolve("budget.yaml");
    Files.writeString(budget, "version: 1\nbudgets:\n  - {metric: cost, worse_by_at_most: 5 %}\n");
    Path store = directory.resolve("store");
    List<String> commands =
        new ArrayList<>(
            List.of(
                command("report", base),
                command("report", base, "--format", "markdown"),
                command("report", base, "--html", directory.resolve("page.html")),
                command("report", base, next, "--html", directory.resolve("pages.html")),
                command("verify", base),
                command("compare", base, next),
                command("gate", base, next, "--budget", budget),
                command("trend", "add", base, next, "--store", store),
                command("trend", "--store", store),
                command("trend", "--store", store, "--html", directory.resolve("trend.html"))));
    for (String form : List.of("csv", "jmh", "hlog", "github-action-benchmark", "openmetrics")) {
      commands.add(command("export", base, "--to", form, "--out", directory.resolve(form)));
    }
    String output = ended(commands);
    Map<String, Integer> expected = Map.of(command("verify", base), 1); // made up, and it shows
    List<String> ended = new ArrayList<>();
    Matcher matcher = ENDED.matcher(output);
    while (matcher.find()) {
      System.out.println(matcher.group());
      ended.add(matcher.group(1) + " " + matcher.group(2));
    }
    assertThat(ended)
        .as("%d and %d bytes: %s", Files.size(base), Files.size(next), tail(output))
        .containsExactlyElementsOf(
            commands.stream()
                .map(each -> expected.getOrDefault(each, 0) + " " + each.replace(SEPARATOR, " "))
                .toList());
  }

  private String ended(List<String> commands) throws IOException, InterruptedException {
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + HEAP,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Commands.class.getName()));
    line.addAll(commands);
    Path output = directory.resolve("output");
    Process process =
        new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(output.toFile()).start();
    assertThat(process.waitFor(30, TimeUnit.MINUTES)).isTrue();
    return Files.readString(output, StandardCharsets.UTF_8);
  }

  private static String tail(String output) {
    return output.substring(Math.max(0, output.length() - 2000));
  }
}
