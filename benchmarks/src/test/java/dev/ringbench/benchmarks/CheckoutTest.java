// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ringbench.driver.Tool;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A checkout has the same bytes everywhere. */
class CheckoutTest {
  private static final Path ROOT = Repository.ROOT;

  @TempDir Path directory;

  private static String run(Path where, Map<String, String> environment, List<String> command)
      throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).directory(where.toFile());
    builder.environment().putAll(environment);
    Process process = builder.redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(command + ": " + output).isZero();
    return output;
  }

  private static String git(Path where, String... arguments) throws Exception {
    // Whoever runs the tests need not be who made the checkout.
    List<String> command =
        new ArrayList<>(List.of("git", "-c", "safe.directory=*", "-c", "core.quotePath=false"));
    command.addAll(List.of(arguments));
    return run(where, Map.of(), command);
  }

  /** Text whose line ends are not its file's content, and that has others than LF. */
  private static List<String> withOtherLineEnds(Path checkout) throws Exception {
    return git(checkout, "ls-files", "--eol")
        .lines()
        .filter(line -> !line.contains("attr/-text"))
        .filter(line -> line.contains("/crlf") || line.contains("/mixed"))
        .toList();
  }

  @Test
  void everyTrackedTextHasLineFeedsAlsoWhereGitWouldConvertThem() throws Exception {
    assumeTrue(Files.exists(ROOT.resolve(".git")), "needs a git checkout");
    assumeTrue(Tool.find("git").isPresent(), "needs git");
    assertThat(withOtherLineEnds(ROOT)).isEmpty();
    Path clone = directory.resolve("clone");
    git(
        directory,
        "clone",
        "--quiet",
        "--depth=1",
        "--config=core.autocrlf=true",
        ROOT.toUri().toString(),
        clone.toString());
    assertThat(withOtherLineEnds(clone)).isEmpty();
    for (String script :
        List.of("ringbench", "ci/gate-against-base", "native/guest/init", "native/guest/start")) {
      assertThat(Files.readString(clone.resolve(script))).as(script).doesNotContain("\r");
    }
    assertThat(git(clone, "status", "--porcelain")).isEmpty();
  }
}
