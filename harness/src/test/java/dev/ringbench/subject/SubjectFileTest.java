// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.ringbench.model.Mode;
import dev.ringbench.model.Operation;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.model.Sensor;
import dev.ringbench.platform.linux.LinuxPlatform;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Descriptions of subjects: those that ship are right, and what is wrong is said with its place.
 */
class SubjectFileTest {
  private static final Path SHIPPED = Path.of("../subjects");
  private static final int MUTATIONS = 2000;

  private static final String GOOD =
      """
      subject: mine
      title: My agent
      placement: user-async
      mode: notify
      mechanism: an inotify watch
      scope: machine
      operations:
        open: {event: 'OPEN {target}$'}
      start: [agent, '{dir}', --watch, '{work}']
      """;

  private static Stream<Path> shipped() throws IOException {
    try (Stream<Path> files = Files.list(SHIPPED)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(".yaml"))
          .sorted()
          .toList()
          .stream();
    }
  }

  private static Subject parse(String text) {
    return SubjectFile.parse("mine.yaml", text);
  }

  /** Others may have the machine. */
  private static long cpuNs() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static void refused(String text, String expected) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOfSatisfying(
            RingbenchException.class,
            e -> assertThat(e.kind()).isEqualTo(RingbenchException.Kind.BAD_INPUT))
        .hasMessageStartingWith("mine.yaml:")
        .hasMessageContaining(expected)
        .hasMessageEndingWith(".");
  }

  @ParameterizedTest
  @MethodSource("shipped")
  void whatShipsIsWellFormedAndNamedAsItsFile(Path file) throws IOException {
    String text = Files.readString(file);
    assertThat(text).startsWith("# SPDX-License-Identifier: Apache-2.0\n");
    Subject subject = SubjectFile.parse(file.toString(), text);
    assertThat(file.getFileName()).hasToString(subject.id() + ".yaml");
    assertThat(subject.source()).startsWith("https://");
    assertThat(subject.needs().packages()).as("what has to be installed").isNotNull();
    assertThat(subject.commands()).isNotEmpty();
    List<Sensor> sensors = new LinuxPlatform().sensors().all();
    subject
        .operations()
        .forEach(
            (operation, watched) -> {
              if (watched.like() != null) {
                assertThat(sensors)
                    .as("%s of %s is like %s", operation, file, watched.like())
                    .anyMatch(sensor -> sensor.id().equals(watched.like()));
              }
            });
  }

  @Test
  void whatShipsIsFoundByItsName() throws IOException {
    List<String> files =
        shipped().map(file -> file.getFileName().toString().replace(".yaml", "")).sorted().toList();
    assertThat(Subjects.names()).containsExactlyElementsOf(files);
    assertThat(Subjects.shipped()).extracting(Subject::id).containsExactlyElementsOf(files);
    assertThat(Subjects.find("strace").action().isWrapper()).isTrue();
    assertThatThrownBy(() -> Subjects.find("starce"))
        .hasMessageContaining("strace")
        .hasMessageContaining("./starce.yaml");
    assertThatThrownBy(() -> Subjects.find("./there-is-none.yaml"))
        .isInstanceOf(RingbenchException.class)
        .hasMessageContaining("there-is-none.yaml");
  }

  @Test
  void whatIsNotSaidHasItsUsualValue() {
    Subject subject = parse(GOOD);
    assertThat(subject.mode()).isEqualTo(Mode.NOTIFY);
    assertThat(subject.log()).isEqualTo(Subject.STDOUT);
    assertThat(subject.readyWithinSeconds()).isEqualTo(10);
    assertThat(subject.stop()).isEqualTo(new Subject.Stop("TERM", List.of(), 5, false));
    assertThat(subject.lost()).isNull();
    assertThat(subject.denied()).isNull();
    assertThat(subject.needs().root()).isFalse();
    assertThat(subject.version()).isEmpty();
    assertThat(subject.operations().get(Operation.OPEN).like()).isNull();
    assertThat(subject.isOffline()).isFalse();
    assertThat(subject.commands()).containsExactly(List.of("agent", "{dir}", "--watch", "{work}"));
  }

  @Test
  void theChecksumIsThatOfTheText() {
    assertThat(parse(GOOD).sha256()).isEqualTo(parse(GOOD).sha256()).matches("[0-9a-f]{64}");
    assertThat(parse(GOOD + "# more\n").sha256()).isNotEqualTo(parse(GOOD).sha256());
  }

  @Test
  void everyKeyIsRead() {
    Subject subject =
        parse(
            """
            subject: everything
            title: All of it
            source: https://example.org
            version: [agent, --version]
            placement: user-sync
            mode: auth
            mechanism: asks
            scope: mount
            operations:
              open: {event: '{target} by (?P<pid>[0-9]+)', like: audit, pairing: weaker}
              connect: {event: '^{target_hex}$'}
            merges: true
            needs: {programs: [agent], packages: [agent-tools], root: true, paths: [/proc]}
            files: {agent.conf: "dir {dir}\\nother {anything}"}
            environment: {MODE: '{work}'}
            prepare: [[mkdir, '{dir}/x']]
            start: [agent]
            log: '{dir}/log'
            ready: {line: '^ready', within-s: 20}
            read: [cat, '{dir}/log']
            denied: {file: secret, content: x, errno: [EPERM]}
            lost: {command: [agent, stats], pattern: 'lost (?P<count>[0-9]+)', scope: machine}
            stop: {command: [kill, '{pid}'], within-s: 3, nudge: true}
            cleanup: [[true]]
            leaves: nothing that lasts
            notes: >-
              Two lines
              of text.
            """);
    assertThat(subject.notes()).isEqualTo("Two lines of text.");
    assertThat(subject.denied()).isEqualTo(new Subject.Denied("secret", "x", List.of("EPERM")));
    assertThat(subject.lost().scope()).isEqualTo("machine");
    assertThat(subject.stop().nudge()).isTrue();
    assertThat(subject.merges()).isTrue();
    assertThat(subject.isOffline()).isTrue();
    assertThat(subject.files()).containsEntry("agent.conf", "dir {dir}\nother {anything}");
    assertThat(subject.commands()).hasSize(7);
    refused(GOOD + "cleanup: [[kill, '{pid}']]\n", "the process is not there yet");
    refused(GOOD + "log: '{dir}/../outside'\n", "a file in {dir}");
  }

  /** Each replaces a line of the good description, or is put behind it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "subject: My Agent | mine.yaml:1:10: 'My Agent' is no name of a subject: 2 to 32",
        "subject: x | :1:10: 'x' is no name",
        "subject: [a, b] | :1:10: expected a single value",
        "title: {} | :2:8: expected a single value",
        "title: '' | :2:8: expected 1 to 1000 characters",
        "title: \"a\\u202eb\" | :2:8: it has a character that nobody sees",
        "title: \"a\\u0007b\" | :2:8: it has a character that nobody sees",
        "placement: cloud | :3:12: 'cloud' is none of kernel-native, kernel-verified, user-sync",
        "placement: baseline | :3:12: 'baseline' is none of",
        "mode: none | :4:7: 'none' is none of notify, auth",
        "mode: auth | :1:1: `denied` belongs to `mode: auth`",
        "denied: {file: x} | :1:1: `denied` belongs to `mode: auth`",
        "scope: universe | :6:8: 'universe' is none of machine, mount, directory, wrapped",
        "start: agent | :9:8: expected a list",
        "start: [] | :9:8: a command has a program",
        "start: [''] | :9:8: a command has a program",
        "start: [a, [b]] | :9:12: expected a single value",
        "start: [a, 'b] | :10:1: found unexpected end of stream",
        "start: [a, '{home}'] | :9:12: {home} stands for nothing here; there are {dir}, {work} and {pid}",
        "start: [a, \"b\\nc\"] | :9:12: an argument is one line of at most 4096 characters; longer texts go into `files`",
        "start: [a, \"b\\0c\"] | :9:12: an argument is one line",
        "strat: [a] | :10:1: unknown key 'strat'; known: subject, title",
        "wrap: [a] | :1:1: exactly one of `start`, `wrap` and `toggle`",
        "toggle: {on: [], off: []} | :1:1: exactly one of",
        "start: [b] | :9:1: ",
        "log: /var/log/agent | :10:6: the log is stdout, stderr, or a file in {dir}",
        "ready: 5 | :10:8: expected a mapping",
        "ready: {within-s: 0} | :10:19: 0 seconds are no time",
        "ready: {within-s: 121} | :10:19: '121' is no number from 0 to 120",
        "ready: {within-s: soon} | :10:19: 'soon' is no number",
        "ready: {line: '('} | :10:15: no regular expression of RE2",
        "ready: {line: '(?=a)'} | :10:15: no regular expression of RE2",
        "lost: {} | :10:7: either `event`, a line that says how many, or `command` and `pattern`",
        "lost: {event: 'lost'} | :10:15: a group named `count` says how many",
        "lost: {event: '\\(?P<count>'} | :10:15: a group named `count` says how many",
        "lost: {command: [a]} | :10:7: either `event`",
        "lost: {event: '(?P<count>.)', command: [a], pattern: '(?P<count>.)'} | :10:7: either `event`",
        "stop: {signal: FOO} | :10:16: 'FOO' is none of HUP, INT, KILL",
        "stop: {signal: INT, command: [a]} | :10:7: it ends by a signal or by a command",
        "stop: {nudge: maybe} | :10:15: 'maybe' is none of true, false",
        "merges: 1 | :10:9: '1' is none of true, false",
        "files: {../x: a} | :10:9: '../x' is no name of a file in {dir}",
        "files: {x: [a]} | :10:12: expected a single value",
        "environment: {A B: a} | :10:15: 'A B' is no variable's name",
        "environment: {A: '{x}'} | :10:18: {x} stands for nothing here",
        "needs: {program: [a]} | :10:9: unknown key 'program'; known: programs, packages, root, paths",
        "needs: {root: yes} | :10:15: 'yes' is none of true, false",
        "prepare: [a] | :10:11: expected a list",
        "cleanup: {a: b} | :10:10: expected a list of commands",
        "title: a\ttab: b | :2:",
      })
  void whatIsWrongIsSaidWithItsPlaceAndWhatWouldBeRight(String line, String expected) {
    String key = line.substring(0, line.indexOf(':') + 1);
    boolean replaces = GOOD.lines().anyMatch(each -> each.startsWith(key));
    boolean twice = line.equals("start: [b]");
    String text =
        replaces && !twice
            ? GOOD.lines()
                .map(each -> each.startsWith(key) ? line : each)
                .reduce("", (all, each) -> all + each + "\n")
            : GOOD + line + "\n";
    refused(text, twice ? "`start` comes twice" : expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{} | :7:13: it watches nothing",
        "[] | :7:13: expected a mapping of operations",
        "{stat: {event: '{target}'}} | :7:14: 'stat' is none of open, exec, connect",
        "{open: {}} | :7:20: `event` is missing",
        "{open: {event: 'no target'}} | :7:28: it has no {target}, so that no event could be ours",
        "{open: {event: '({target}'}} | :7:28: no regular expression of RE2",
        "{open: {event: '[{target}]'}} | :7:28: ",
        "{open: {event: '\\Q{target}\\E'}} | :7:28: it has no {target}",
        "{open: {event: '{target} {target}'}} | :7:28: no regular expression of RE2",
        "{open: {event: '{target_hex}'}} | :7:28: {target_hex} is an address, and only a connect has one",
        "{connect: {event: '(?P<pid>[0-9]+)'}} | :7:31: it has no {target}",
        "{open: {event: '{target}', like: audit}} | :7:20: `like` and `pairing` belong together",
        "{open: {event: '{target}', like: audit, pairing: close}} | 'close' is none of same-hook",
        "{open: {event: '{target}', lik: audit}} | unknown key 'lik'; known: event, like, pairing",
      })
  void whatIsWrongOfAnOperationIsSaidWithItsPlace(String operations, String expected) {
    refused(
        GOOD.replaceAll("(?m)^operations:\n  .*\n", "")
            .replace("scope: machine\n", "scope: machine\noperations: @\n")
            .replace("@", operations),
        expected);
  }

  @Test
  void whatIsMissingIsNamed() {
    for (String key :
        List.of("subject", "title", "placement", "mode", "mechanism", "scope", "operations")) {
      String without = GOOD.replaceFirst("(?m)^" + key + ":.*\n(  .*\n)?", "");
      refused(without, "1:1: `" + key + "` is missing");
    }
    refused(
        GOOD.replaceFirst("(?m)^start:.*\n", ""), "exactly one of `start`, `wrap` and `toggle`");
    refused("", "the file is empty");
    refused("# nothing\n", "the file is empty");
    refused("[]\n", ":1:1: expected a mapping");
    refused("text\n", ":1:1: expected a mapping");
  }

  @Test
  void aToggleNeedsBothSides() {
    String toggled = GOOD.replaceFirst("(?m)^start:.*\n", "");
    refused(toggled + "toggle: {on: [[a]]}\n", ":9:9: `toggle` needs `on` and `off`, a list each");
    refused(toggled + "toggle: {on: [[a]], of: []}\n", "unknown key 'of'; known: on, off");
    Subject subject = parse(toggled + "toggle: {on: [[a]], off: [[b, '{dir}']]}\n");
    assertThat(subject.action().isProcess()).isFalse();
    assertThat(subject.action().isWrapper()).isFalse();
    assertThat(subject.commands()).containsExactly(List.of("a"), List.of("b", "{dir}"));
  }

  @Test
  void aRefusalHasToBeOne() {
    String auth = GOOD.replace("mode: notify", "mode: auth");
    refused(auth + "denied: {}\n", "`file` is missing: what opening has to fail");
    refused(auth + "denied: {file: ../x}\n", "'../x' is no name of a file");
    refused(auth + "denied: {file: x, errno: [ENOENT]}\n", "ENOENT is no refusal");
    assertThat(parse(auth + "denied: {file: x}\n").denied().errors())
        .containsExactly("EPERM", "EACCES");
  }

  @Test
  void whatIsTooLargeIsRefusedQuickly() {
    assertThat(Duration.ofSeconds(5))
        .satisfies(
            limit -> {
              long began = cpuNs();
              refused(GOOD + "notes: " + "x".repeat(70_000) + "\n", "");
              refused(GOOD + "prepare: " + "[".repeat(20_000) + "]".repeat(20_000), "");
              refused(GOOD + "prepare: [" + "[a],".repeat(66) + "]\n", "more than 64 of them");
              refused(GOOD + "cleanup: [[" + "a,".repeat(66) + "]]\n", "more than 64 of them");
              refused(GOOD + "version: [a, " + "b".repeat(4097) + "]\n", "an argument is one line");
              assertThat(Duration.ofNanos(cpuNs() - began)).isLessThan(limit);
            });
  }

  @Test
  void aBombOfAliasesEndsQuickly() {
    String bomb = GOOD + "environment:\n  A0: &a0 x\n";
    StringBuilder nested = new StringBuilder("prepare:\n");
    nested.append("  - &b0 [a]\n");
    for (int i = 1; i < 30; i++) {
      nested.append("  - &b").append(i).append(" [");
      nested.append(("*b" + (i - 1) + ", ").repeat(9)).append("a]\n");
    }
    long began = cpuNs();
    Throwable thrown = catchThrowable(() -> parse(bomb + nested));
    assertThat(thrown).isInstanceOf(RingbenchException.class);
    assertThat(Duration.ofNanos(cpuNs() - began)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void anAliasStandsForItsValueAndOneThatHoldsItselfIsRefused() {
    Subject subject = parse(GOOD + "prepare: [&one [a, b], *one]\n");
    assertThat(subject.prepare()).containsExactly(List.of("a", "b"), List.of("a", "b"));
    refused(GOOD + "prepare: &all [*all]\n", "");
    refused(GOOD + "prepare: [*unknown]\n", "");
  }

  @Test
  void damagedFilesAreReadOrRefusedAndNothingElseHappens() throws IOException {
    List<String> originals = new ArrayList<>();
    for (Path file : shipped().toList()) {
      originals.add(Files.readString(file));
    }
    List<String> tokens =
        List.of(
            ": ",
            "{",
            "}",
            "[",
            "]",
            "- ",
            "&a ",
            "*a ",
            "!!int ",
            "|\n",
            ">-\n",
            "'",
            "\"",
            "\\",
            "{target}",
            "{target_hex}",
            "(?P<pid>",
            "(?P<count>",
            ")",
            "\n",
            "  ",
            "\t",
            "#",
            "~",
            "\u0000",
            "\ud83d\ude00",
            "\u2028",
            "---\n",
            "...\n",
            "%YAML 1.2\n",
            "<<: *a\n",
            "? ",
            "99999999999999999999",
            "{dir}",
            "true",
            "null",
            "{1000}",
            "\\Q",
            "\\pN",
            "(?i)");
    Random random = new Random(20_261_130);
    int good = 0;
    List<String> wrong = new ArrayList<>();
    for (int i = 0; i < MUTATIONS; i++) {
      StringBuilder text = new StringBuilder(originals.get(random.nextInt(originals.size())));
      int edits = 1 + random.nextInt(3);
      for (int edit = 0; edit < edits && text.length() > 0; edit++) {
        edit(text, tokens, random);
      }
      String mutated = text.toString();
      long began = cpuNs();
      try {
        Subject subject = SubjectFile.parse("x.yaml", mutated);
        good++;
        // Whatever is accepted can be used.
        subject
            .operations()
            .forEach(
                (operation, watched) ->
                    new EventPattern(watched.event(), operation, "rbzz")
                        .find("open 12 /targets/rbzz00_1 a0=\"x\" 127.64.0.1 7f400001"));
        Template.of("/d", "/w").withPid(1).fill(String.join(" ", subject.version()));
      } catch (RingbenchException e) {
        if (e.kind() != RingbenchException.Kind.BAD_INPUT || !e.getMessage().startsWith("x.yaml")) {
          wrong.add(i + ": " + e);
        }
      } catch (RuntimeException | StackOverflowError e) {
        wrong.add(i + ": " + e + " of\n" + mutated);
      }
      if (cpuNs() - began > 5_000_000_000L) {
        wrong.add(i + ": slow");
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(good).as("some are still read").isBetween(MUTATIONS / 20, MUTATIONS * 19 / 20);
  }

  private static void edit(StringBuilder text, List<String> tokens, Random random) {
    int at = random.nextInt(text.length());
    int end = Math.min(text.length(), at + 1 + random.nextInt(12));
    switch (random.nextInt(6)) {
      case 0 -> text.deleteCharAt(at);
      case 1 -> text.setCharAt(at, (char) random.nextInt(256));
      case 2 -> text.insert(at, tokens.get(random.nextInt(tokens.size())));
      case 3 -> text.replace(at, end, tokens.get(random.nextInt(tokens.size())));
      case 4 -> text.insert(at, text.substring(at, end));
      default -> {
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        text.setLength(0);
        text.append(new String(bytes, StandardCharsets.UTF_8));
      }
    }
  }
}
