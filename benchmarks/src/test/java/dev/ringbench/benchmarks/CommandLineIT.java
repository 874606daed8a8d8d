// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command line says and which exit code it gives, on bad input above all. */
@MeasuresNothing
class CommandLineIT {
  @TempDir Path directory;

  private Ringbench.Result run(String... arguments) throws Exception {
    return Ringbench.run(directory, arguments);
  }

  private void assertBadInput(String expected, String... arguments) throws Exception {
    Ringbench.Result result = run(arguments);
    assertThat(result.exitCode()).as(result.output() + result.error()).isEqualTo(2);
    assertThat(result.error()).contains(expected).doesNotContain("\tat ");
  }

  @Test
  void helpTeachesEveryCommand() throws Exception {
    assertThat(run("--help").output()).contains("run", "doctor", "list", "report", "export");
    for (String command :
        new String[] {
          "run",
          "guest",
          "guest run",
          "guest shell",
          "guest list",
          "content",
          "content compile",
          "content check",
          "content verify",
          "capacity",
          "macro",
          "doctor",
          "list",
          "report",
          "pair",
          "compare",
          "gate",
          "verify",
          "trend",
          "trend add",
          "trend show",
          "trend rebuild",
          "export"
        }) {
      Ringbench.Result result = run((command + " --help").split(" ", -1));
      assertThat(result.exitCode()).isZero();
      assertThat(result.output()).contains("Usage: ringbench " + command);
    }
    assertThat(run("--version").output()).startsWith("ringbench 0.");
  }

  @Test
  void unknownNamesAreNamedWithTheKnownOnes() throws Exception {
    assertBadInput("unknown sensor 'falcon'. Known: none", "run", "--sensors", "falcon");
    assertBadInput(
        "unknown operation 'read'. Known: open, exec, connect,", "run", "--operations", "read");
    assertBadInput(
        "inotify does not watch exec. It watches open, write, rename, unlink, stat.",
        "run",
        "--sensors",
        "inotify",
        "--operations",
        "exec");
    assertBadInput("unknown profile 'fast'. Known: quick", "run", "--profile", "fast");
    assertBadInput("unknown hand-off 'none'. Known: same-cpu", "run", "--handoff", "none");
    assertBadInput("--rounds 0: use 1 to 1000", "run", "--rounds", "0");
    assertBadInput("'--seed'", "run", "--seed", "many");
    assertBadInput("Unmatched argument", "frobnicate");
    assertBadInput("--rules 10000: use 0 to 9999", "run", "--rules", "10000");
    assertBadInput("--rules names a number twice", "run", "--rules", "1,1");
    assertBadInput("--events 0: use", "content", "verify", "--events", "0");
    assertBadInput("--forks 0: use 1 to 100", "run", "--forks", "0");
    assertBadInput("--driver needs --allow-kernel-module", "run", "--driver", "ringbench.ko");
    assertBadInput("unknown sensor 'falcon'", "guest", "run", "--sensors", "falcon");
    assertBadInput("--carry none: no such file", "guest", "shell", "--carry", "none");
    assertBadInput("cannot write there", "run", "--out", "/nonexistent/result.json");
  }

  @Test
  void rulesBecomeContentThatEveryInterpreterReadsAlike() throws Exception {
    Path rules = directory.resolve("rules.yaml");
    Path content = directory.resolve("rules.rbc");
    Files.writeString(rules, "version: 1\nrules:\n  - {id: 1, path: /etc/*, verdict: deny}\n");
    Ringbench.Result compiled =
        run("content", "compile", rules.toString(), "--out", content.toString());
    assertThat(compiled.exitCode()).as(compiled.error()).isZero();
    assertThat(run("content", "check", content.toString()).output()).contains("sound");
    Files.writeString(rules, "version: 1\nrules:\n  - {id: 1, path: /etc/*}\n");
    assertBadInput(
        rules + ":3:5: a rule needs", "content", "compile", rules.toString(), "--out", "x");
    assertBadInput("it is not content", "content", "check", rules.toString());
    Ringbench.Result verified = run("content", "verify");
    assertThat(verified.exitCode()).as(verified.output()).isZero();
    assertThat(verified.output())
        .contains("user          100,000 the same, 0 different")
        .containsAnyOf("bpf           100,000 the same, 0 different", "bpf           not here");
  }

  @Test
  void badDocumentsAreNamedWithWhatIsWrong() throws Exception {
    assertBadInput("There is no file missing.json", "report", "missing.json");
    Path truncated = Files.writeString(directory.resolve("cut.json"), "{\"generator\":\"ringb");
    assertBadInput("truncated", "report", truncated.toString());
    Path newer =
        Files.writeString(
            directory.resolve("newer.json"), "{\"generator\":\"ringbench\",\"schema_version\":7}");
    assertBadInput("schema version 7", "export", newer.toString(), "--to", "csv");
    Path other = Files.writeString(directory.resolve("other.json"), "[1, 2]");
    assertBadInput("no Ringbench result", "export", other.toString(), "--to", "jmh");
    assertBadInput("Invalid value for option '--format'", "export", "x.json", "--to", "xml");
  }

  @Test
  void aPageOnStandardOutputIsWholeAndTheLastWordsComeAfterIt() throws Exception {
    Ringbench.Result result = run("report", Repository.COUNTED.toString(), "--html", "/dev/stdout");
    assertThat(result.exitCode()).as(result.error()).isZero();
    assertThat(result.output()).startsWith("<!DOCTYPE html>").contains("</html>");
    assertThat(result.output().indexOf("Report: "))
        .isGreaterThan(result.output().indexOf("</html>"));
  }

  @Test
  void whatCannotBePrintedIsNeverSuccess() throws Exception {
    String document = Repository.TIMED.toString();
    Path launcher = directory.resolve("ringbench");
    Ringbench.launcher(launcher);
    for (String command :
        new String[] {
          "export '" + document + "' --to csv",
          "report '" + document + "'",
          "compare '" + document + "' '" + document + "'",
          "list",
          "--help",
          "run --help"
        }) {
      Process full =
          new ProcessBuilder("sh", "-c", "'" + launcher + "' " + command + " >/dev/full").start();
      String said = new String(full.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(full.waitFor()).as(command + said).isEqualTo(3);
      assertThat(said).as(command).contains("Cannot write to standard output", "No space left");
    }
    Process head =
        new ProcessBuilder(
                "bash",
                "-c",
                "'"
                    + launcher
                    + "' export '"
                    + document
                    + "' --to hlog | head -c 10 >/dev/null; exit ${PIPESTATUS[0]}")
            .start();
    assertThat(new String(head.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
        .as("who has read enough is told nothing")
        .isEmpty();
  }

  @Test
  void wordsOfOthersDoNotReachTheTerminalAsControls() throws Exception {
    Ringbench.Result result = run("report", "no\u001B]0;title\u0007\u202Esuch.json");
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.error())
        .contains("no\\u001B]0;title\\u0007")
        .doesNotContain("\u001B", "\u0007", "\u202E");
  }

  @Test
  void listShowsEverySensorForPeopleAndForMachines() throws Exception {
    assertThat(run("list").output())
        .contains("bpf-tracepoint", "KERNEL_VERIFIED", "what an event carries");
    assertThat(run("list", "--json").output()).contains("\"id\" : \"seccomp-notify\"");
  }
}
