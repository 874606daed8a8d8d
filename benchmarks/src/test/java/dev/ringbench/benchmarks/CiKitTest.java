// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.ringbench.cli.RingbenchCommand;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of the CI kit can be checked without a forge: its YAML, its scripts, its command lines. */
class CiKitTest {
  private static final Path CI = Repository.ROOT.resolve("ci");
  private static final Path ACTION = Repository.ROOT.resolve("action.yml");
  private static final Path SCRIPT = CI.resolve("gate-against-base");
  private static final List<String> SCRIPTS =
      List.of("gate-against-base", "add-to-trend", "comment", "fetch-release", "keep-on-branch");

  /** What only the GitLab template reads, or the forge itself. */
  private static final Set<String> GITLAB_OWN =
      Set.of(
          "RINGBENCH_HOME",
          "RINGBENCH_REPOSITORY",
          "RINGBENCH_REF",
          "RINGBENCH_CACHE_POLICY",
          "RINGBENCH_READ_TOKEN",
          "RINGBENCH_RELEASE_URL",
          "RINGBENCH_COMMENT_TOKEN");

  private static Map<?, ?> map(Object node) {
    return (Map<?, ?>) Objects.requireNonNull(node);
  }

  private static Map<?, ?> action() throws Exception {
    return map(Repository.yaml(ACTION));
  }

  private static List<Map<?, ?>> steps() throws Exception {
    List<Map<?, ?>> steps = new ArrayList<>();
    for (Object step : (List<?>) map(action().get("runs")).get("steps")) {
      steps.add(map(step));
    }
    return steps;
  }

  private static Map<?, ?> gitlabJob() throws Exception {
    return map(map(Repository.yaml(CI.resolve("gitlab.yml"))).get(".ringbench-gate"));
  }

  private static Set<String> names(Object map) {
    return map(map).keySet().stream().map(Object::toString).collect(Collectors.toSet());
  }

  private static Set<String> matches(String pattern, String text) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map(result -> result.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String text(String file) throws Exception {
    return Files.readString(CI.resolve(file));
  }

  private static void assertParsesIn(String shell, String body) throws Exception {
    Process process = new ProcessBuilder(shell, "-n").redirectErrorStream(true).start();
    process.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(shell + " -n: " + output + "\n" + body).isZero();
  }

  private static void assertRingbenchParses(String line) {
    for (List<String> words : ShellCommand.split(line)) {
      assertThatCode(() -> RingbenchCommand.commandLine().parseArgs(words.toArray(new String[0])))
          .as(line)
          .doesNotThrowAnyException();
    }
  }

  @Test
  void everyScriptOfEitherForgeIsOneThatAShellReads() throws Exception {
    List<String> bodies = new ArrayList<>();
    for (String script : SCRIPTS) {
      assertThat(Files.isExecutable(CI.resolve(script))).as(script).isTrue();
      bodies.add(text(script));
    }
    for (Map<?, ?> step : steps()) {
      if (step.containsKey("run")) {
        assertThat(step.get("shell")).as(step.toString()).isEqualTo("sh");
        bodies.add(step.get("run").toString());
      }
    }
    for (String key : new String[] {"before_script", "script", "after_script"}) {
      for (Object body : (List<?>) gitlabJob().get(key)) {
        bodies.add(body.toString());
      }
    }
    assertThat(bodies).hasSizeGreaterThan(10);
    for (String body : bodies) {
      assertThat(body).as("an input in a script's text would be run").doesNotContain("${{");
      assertParsesIn("sh", body);
      assertParsesIn("bash", body);
    }
  }

  @Test
  void everyInputAndOutputThatIsReferencedExistsAndIsUsed() throws Exception {
    String text = Files.readString(ACTION);
    assertThat(matches("inputs\\.([a-z-]+)", text)).isEqualTo(names(action().get("inputs")));
    for (Map<?, ?> step : steps()) {
      if (step.containsKey("id")) {
        Set<String> read = matches("steps\\." + step.get("id") + "\\.outputs\\.([a-z-]+)", text);
        assertThat(read).isNotEmpty().isSubsetOf(outputs(step));
        text = text.replace("steps." + step.get("id") + ".", "");
      }
    }
    assertThat(text).as("a step that is not there").doesNotContain("steps.");
  }

  /**
   * What later steps may read: by echo, by the script of the kit, or of the action that it uses.
   */
  private static Set<String> outputs(Map<?, ?> step) throws Exception {
    if (step.containsKey("uses")) {
      return Set.of("cache-hit");
    }
    String run = step.get("run").toString();
    return run.contains("gate-against-base")
        ? matches("(?:'|\\\\n)([a-z-]+)=%s", Files.readString(SCRIPT))
        : matches("echo \"(\\w+)=", run);
  }

  /** Whoever may push to any branch could else write what every other branch is judged by. */
  @Test
  void onlyTheProtectedDefaultBranchWritesTheBase() throws Exception {
    Map<?, ?> cache = map(gitlabJob().get("cache"));
    assertThat(cache.get("unprotect")).as("one cache for all branches").isEqualTo(false);
    List<String> keeping = new ArrayList<>();
    for (Object rule : (List<?>) gitlabJob().get("rules")) {
      if (map(rule).containsKey("variables")) {
        keeping.add("" + map(rule).get("if"));
      }
    }
    assertThat(keeping)
        .singleElement()
        .asString()
        .contains(
            "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH", "$CI_COMMIT_REF_PROTECTED == \"true\"");
    assertThat(map(gitlabJob().get("variables")).get("RINGBENCH_KEEP")).isEqualTo("false");
  }

  /** Run as on a branch that left a base of its own in its cache. */
  @Test
  void aBranchTakesTheBaseFromTheArtifactsOfTheDefaultBranchAndNotFromItsCache(
      @TempDir Path directory) throws Exception {
    Path state = Files.createDirectories(directory.resolve("state"));
    Files.writeString(state.resolve("base.json"), "poisoned");
    Path programs = Files.createDirectories(directory.resolve("bin"));
    Ringbench.executable(programs.resolve("curl"), "#!/bin/sh\necho \"$@\" >&2\nexit 22\n");
    List<?> scripts = (List<?>) gitlabJob().get("before_script");
    ProcessBuilder shell = new ProcessBuilder("sh", "-euc", "" + scripts.get(scripts.size() - 1));
    shell
        .environment()
        .putAll(
            Map.of(
                "PATH", programs + ":" + System.getenv("PATH"),
                "RINGBENCH_STATE", state.toString(),
                "RINGBENCH_KEEP", "false",
                "RINGBENCH_READ_TOKEN", "",
                "CI_JOB_TOKEN", "secret",
                "CI_JOB_NAME", "ringbench",
                "CI_API_V4_URL", "https://gitlab.invalid/api/v4",
                "CI_PROJECT_ID", "7",
                "CI_DEFAULT_BRANCH", "main"));
    Process process = shell.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output).contains("/projects/7/jobs/artifacts/main/raw/ringbench-state/base.json");
    assertThat(state).isEmptyDirectory();
  }

  @Test
  void theReportIsAlwaysUploaded() throws Exception {
    List<Map<?, ?>> uses = steps().stream().filter(step -> step.containsKey("uses")).toList();
    assertThat(uses)
        .filteredOn(step -> step.get("uses").toString().contains("upload-artifact"))
        .singleElement()
        .satisfies(step -> assertThat("" + step.get("if")).isEqualTo("always()"));
    assertThat(map(gitlabJob().get("artifacts")).get("when")).isEqualTo("always");
  }

  @Test
  void whatIsStoredIsWhatIsRestored() throws Exception {
    List<Map<?, ?>> restored = withOf("cache/restore@");
    List<Map<?, ?>> saved = withOf("cache/save@");
    assertThat(saved).hasSameSizeAs(restored).hasSize(2);
    for (int at = 0; at < saved.size(); at++) {
      assertThat(restored.get(at).get("path")).isEqualTo(saved.get(at).get("path"));
      assertThat(restored.get(at).get("key")).isEqualTo(saved.get(at).get("key"));
    }
    assertThat(restored.get(1).get("key").toString())
        .startsWith(restored.get(1).get("restore-keys").toString().strip());
  }

  private static List<Map<?, ?>> withOf(String action) throws Exception {
    List<Map<?, ?>> found = new ArrayList<>();
    for (Map<?, ?> step : steps()) {
      if (("" + step.get("uses")).contains(action)) {
        found.add(map(step.get("with")));
      }
    }
    return found;
  }

  /** A tag can be moved to other code, a commit cannot. */
  @Test
  void everyActionIsPinnedByItsCommitAndNamesItsVersion() throws Exception {
    for (Path file :
        List.of(ACTION, CI.resolve("workflows/gate.yml"), CI.resolve("workflows/release.yml"))) {
      assertThat(Repository.yaml(file)).isNotNull();
      List<String> uses =
          Files.readAllLines(file).stream().filter(line -> line.contains(" uses: ")).toList();
      assertThat(uses).as(file.toString()).isNotEmpty();
      assertThat(uses)
          .allMatch(
              line -> line.matches(".* uses: (\\./|[\\w/-]+@[0-9a-f]{40} # v\\d+\\.\\d+\\.\\d+)"));
    }
  }

  @Test
  void everyVariableThatAForgeSetsIsOneThatTheScriptReads() throws Exception {
    Set<String> read = matches("\\$\\{?(RINGBENCH\\w*)", Files.readString(SCRIPT));
    Set<String> documented = matches("(?m)^#   (RINGBENCH\\w*) ", Files.readString(SCRIPT));
    assertThat(read).isEqualTo(documented);
    Set<String> byAny = new TreeSet<>(read);
    for (String script : SCRIPTS) {
      byAny.addAll(matches("\\$\\{?(RINGBENCH\\w*)", text(script)));
    }
    assertThat(matches("(RINGBENCH_\\w+):", Files.readString(ACTION))).isSubsetOf(byAny);
    Set<String> gitlab = matches("(RINGBENCH_\\w+):", text("gitlab.yml"));
    gitlab.removeAll(GITLAB_OWN);
    assertThat(gitlab).isSubsetOf(read);
    Set<String> used = matches("\\$(RINGBENCH_\\w+)", text("gitlab.yml"));
    assertThat(names(gitlabJob().get("variables"))).as("defaults").containsAll(used);
  }

  @Test
  void everyCommandLineOfTheKitParses() throws Exception {
    assertRingbenchParses(map(map(action().get("inputs")).get("command")).get("default") + "");
    assertRingbenchParses(map(gitlabJob().get("variables")).get("RINGBENCH_COMMAND") + "");
    String script =
        (Files.readString(SCRIPT) + text("add-to-trend").replace("$RINGBENCH", "$ringbench"))
            .replace("\\\n", " ");
    List<String> lines =
        Pattern.compile("(?m)\"\\$ringbench\" (?!\"\\$@\")([^|\\n]+)")
            .matcher(script)
            .results()
            .map(MatchResult::group)
            .toList();
    assertThat(lines).hasSizeGreaterThan(5);
    for (String line : lines) {
      assertRingbenchParses(line.replace("\"$ringbench\"", "").replaceAll("\\d?>.*", "").strip());
    }
  }

  @Test
  void everyInputAndVariableThatTheReadmeShowsExists() throws Exception {
    Set<String> script = matches("\\$\\{?(RINGBENCH\\w*)", Files.readString(SCRIPT));
    for (Snippet snippet : Snippet.in(CI.resolve("README.md"))) {
      if (snippet.language().equals("yaml")) {
        Object tree = Repository.yaml(snippet.place(), snippet.text());
        for (Map<?, ?> step : stepsOfTheKit(tree)) {
          if (step.containsKey("with")) {
            Set<String> shown = names(step.get("with"));
            assertThat(names(action().get("inputs"))).as(snippet.place()).containsAll(shown);
          }
        }
        assertThat(matches("(RINGBENCH_\\w+):", snippet.text()))
            .allMatch(variable -> script.contains(variable) || GITLAB_OWN.contains(variable));
      }
    }
  }

  private static List<Map<?, ?>> stepsOfTheKit(Object tree) {
    List<Map<?, ?>> found = new ArrayList<>();
    if (tree instanceof Map<?, ?> map) {
      if ("./".equals(map.get("uses"))) {
        found.add(map);
      }
      map.values().forEach(value -> found.addAll(stepsOfTheKit(value)));
    } else if (tree instanceof List<?> list) {
      list.forEach(value -> found.addAll(stepsOfTheKit(value)));
    }
    return found;
  }
}
