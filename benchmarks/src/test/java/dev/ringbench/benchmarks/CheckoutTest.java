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

/** A checkout has the same bytes everywhere, and its launcher works where there is no locale. */
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

  private String localeOfJava(String locale) throws Exception {
    Path programs = Files.createDirectories(directory.resolve("bin"));
    Ringbench.executable(programs.resolve("java"), "#!/bin/sh\necho \"LC_ALL=$LC_ALL\"\n");
    Path here = Files.createDirectories(directory.resolve("checkout"));
    for (String folder :
        List.of(".mvn", "native", "harness", "benchmarks/target", "results/schema")) {
      Files.createDirectories(here.resolve(folder));
    }
    Files.writeString(here.resolve("pom.xml"), "");
    Path launcher = here.resolve("ringbench");
    Ringbench.executable(launcher, Files.readString(ROOT.resolve("ringbench")));
    Path target = here.resolve("benchmarks/target");
    Files.writeString(target.resolve("ringbench.jar"), "");
    String sum =
        run(
            here,
            Map.of(),
            List.of(
                "sh",
                "-c",
                "find pom.xml .mvn native harness benchmarks results/schema -type f"
                    + " -not -path '*/target/*' | LC_ALL=C sort | xargs cksum | cksum"));
    Files.writeString(target.resolve("ringbench.sources"), sum);
    return run(
        here,
        Map.of("PATH", programs + ":" + System.getenv("PATH"), "LC_ALL", locale),
        List.of(launcher.toString(), "list"));
  }

  @Test
  void theLauncherNamesFilesInUtf8AlsoWhereThereIsNoLocale() throws Exception {
    assertThat(localeOfJava("C")).contains("LC_ALL=C.UTF-8");
    assertThat(localeOfJava("POSIX")).contains("LC_ALL=C.UTF-8");
    assertThat(localeOfJava("de_DE.UTF-8")).contains("LC_ALL=de_DE.UTF-8");
    assertThat(localeOfJava("tr_TR.utf8")).contains("LC_ALL=tr_TR.utf8");
  }
}
