// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ringbench.experiment.subjects.SubjectAccount;
import dev.ringbench.experiment.subjects.SubjectBlock;
import dev.ringbench.experiment.subjects.SubjectFault;
import dev.ringbench.experiment.subjects.SubjectTrial;
import dev.ringbench.experiment.subjects.SubjectsDocument;
import dev.ringbench.model.Operation;
import dev.ringbench.subject.OutsideFault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sensors that are not Ringbench's: one that works, and those of bad days. */
@Measures
class SubjectIT {
  private static final String LITTLE = "-Dringbench.subject.log-mib=8";

  @TempDir Path directory;
  private Path file;
  private Agent agent;

  @BeforeEach
  void needsRoot() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "mounts and groups need root");
    file = directory.resolve("subjects.json");
    agent = new Agent(directory);
  }

  private Ringbench.Result run(List<Path> subjects, String... more) throws Exception {
    return Ringbench.runUnder(
        List.of("env", "JAVA_TOOL_OPTIONS=" + LITTLE),
        directory,
        Ringbench.jar(),
        arguments(subjects, more));
  }

  private String[] arguments(List<Path> subjects, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "run",
                "--subject",
                String.join(",", subjects.stream().map(Path::toString).toList()),
                "--operations",
                "open",
                "--out",
                file.toString()));
    arguments.addAll(List.of(more));
    return arguments.toArray(new String[0]);
  }

  private static SubjectTrial trial(SubjectsDocument document, String row) {
    return document.trials().stream()
        .filter(trial -> trial.row().equals(row))
        .findFirst()
        .orElseThrow();
  }

  private static SubjectAccount account(SubjectsDocument document, String row) {
    return document.accounts().stream()
        .filter(account -> account.row().equals(row))
        .findFirst()
        .orElseThrow();
  }

  private static List<SubjectBlock> opens(SubjectsDocument document, String row) {
    return document.blocks().stream()
        .filter(block -> block.row().equals(row) && block.operation() == Operation.OPEN)
        .toList();
  }

  private void assertAsBefore(MachineState before) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while ((!MachineState.now().equals(before) || agent.runs()) && System.nanoTime() < deadline) {
      Thread.sleep(50);
    }
    assertThat(MachineState.now()).isEqualTo(before);
    assertThat(agent.runs()).as("a process of the agent").isFalse();
    assertThat(groups()).isEmpty();
  }

  /** Control groups of subjects, in each hierarchy. */
  private static List<Path> groups() throws IOException {
    List<Path> found = new ArrayList<>();
    try (var all = Files.walk(Path.of("/sys/fs/cgroup"), 3)) {
      all.filter(path -> path.getFileName().toString().startsWith("ringbench-subject-"))
          .forEach(found::add);
    } catch (NoSuchFileException | UncheckedIOException e) {
      // There is none, or one has just gone.
    }
    return found;
  }

  @Test
  void aGoodSubjectIsMeasuredBesideOurs() throws Exception {
    MachineState before = MachineState.cleaned(directory);
    Path good =
        agent.describe(
            "good",
            "good",
            """
            lost: {event: '^LOST (?P<count>[0-9]+)'}
            files: {settings: 'two words'}
            configuration: '{dir}/settings'
            supervisor: {restart: on-failure}
            """);
    Files.writeString(
        good,
        Files.readString(good)
            .replace("{target}$'}", "{target}$', like: fanotify-permission, pairing: weaker}"));
    String faults = "kill,stop,restart,disk,flood,configuration";
    Ringbench.Result result = run(List.of(good), "--rounds", "2", "--faults", faults);
    assertThat(result.exitCode()).as(result.output() + result.error()).isZero();
    SubjectsDocument document = SubjectsDocument.FORM.read(file);
    assertThat(document.status()).isEqualTo("complete");
    assertThat(document.trials()).allMatch(SubjectTrial::available);
    assertThat(document.blocks()).allMatch(block -> block.reason() == null);
    assertThat(opens(document, "good"))
        .hasSize(2)
        .allMatch(block -> block.cpuNs() == null || block.cpuNs() > 0);
    assertThat(opens(document, "fanotify-permission")).hasSize(2);
    assertThat(opens(document, SubjectsDocument.PLACEBO)).hasSize(2);
    SubjectAccount account = account(document, "good");
    assertThat(account.reason()).isNull();
    assertThat(account.paced().issued()).isPositive();
    assertThat(account.paced().counted()).isEqualTo(account.paced().issued());
    assertThat(account.reportedLost()).isNotNull();
    assertThat(account.delay().p50Ns()).isPositive();
    assertThat(document.faults())
        .extracting(SubjectFault::fault)
        .map(OutsideFault::toString)
        .containsExactly(faults.split(",", -1));
    assertThat(document.faults())
        .allSatisfy(fault -> assertThat(fault.reason()).as(fault.fault().toString()).isNull());
    assertThat(document.faults().get(0).effects()).contains("lost");
    assertThat(document.faults().get(0).restarts()).as("by its supervisor").isEqualTo(1);
    assertThat(document.faults().get(3).effects()).as("of a full disk").contains("lost");
    assertThat(result.error()).contains("Plan: 1 subject (good) and ");
    assertThat(result.output()).contains("good", "fanotify-permission");
    String name = file.toString();
    for (String[] command :
        new String[][] {
          {"report", name},
          {"report", name, "--format", "markdown"},
          {"report", name, "--html", directory.resolve("page.html").toString()},
          {"compare", name, name},
          {"export", name, "--to", "csv"},
          {"export", name, "--to", "openmetrics"}
        }) {
      Ringbench.Result read = Ringbench.run(directory, command);
      assertThat(read.exitCode()).as(String.join(" ", command) + read.error()).isZero();
      assertThat(read.output() + read.error()).as(String.join(" ", command)).isNotEmpty();
    }
    Ringbench.Result verify = Ringbench.run(directory, "verify", name);
    assertThat(verify.output()).contains("histograms", "pairs", "accounting");
    assertThat(verify.exitCode()).as(verify.output() + verify.error()).isZero();
    assertAsBefore(before);
  }

  @Test
  void eachBadDayIsASentenceAndTheRestIsMeasured() throws Exception {
    MachineState before = MachineState.cleaned(directory);
    String auth = "denied: {file: secret, content: x}\n";
    Path lenient = agent.describe("lenient", "good", auth);
    Files.writeString(lenient, Files.readString(lenient).replace("mode: notify", "mode: auth"));
    Path absent =
        agent.describe(
            "absent", "good", "needs: {programs: [no-such-agent], packages: [agent-tools]}\n");
    Path never = agent.describe("never", "good", "ready: {line: '^never', within-s: 3}\n");
    Files.writeString(never, Files.readString(never).replace("ready: {within-s: 3}\n", ""));
    Path unprepared =
        agent.describe("unprepared", "good", "prepare: [[sh, -c, 'echo no; exit 7']]\n");
    Path gone =
        agent.write(
            "gone",
            Files.readString(agent.describe("mute"))
                .replace("subject: mute", "subject: gone")
                .replace("/agent'", "/no-agent'"));
    Path backwards =
        agent.describe(
            "backwards",
            "good",
            "lost: {command: [sh, -c, 'n=$(cat {dir}/n || echo 9); echo lost $n;"
                + " echo $((n-1)) >{dir}/n'], pattern: 'lost (?P<count>[0-9]+)'}\n");
    Path on = Files.createFile(directory.resolve("service-is-on"));
    Path service =
        agent.write(
            "service",
            Files.readString(agent.describe("mute"))
                .replace("subject: mute", "subject: service")
                .replaceAll(
                    "start: .*",
                    "toggle: {state: [test, -e, '%1$s'], on: [[touch, '%1$s']], off: [[rm, '%1$s']]}"
                        .formatted(on)));
    Ringbench.Result result =
        run(
            List.of(
                service,
                agent.describe("good"),
                agent.describe("mute"),
                agent.describe("others"),
                agent.describe("dies"),
                agent.describe("stubborn"),
                agent.describe("daemon"),
                agent.describe("floods"),
                lenient,
                absent,
                never,
                unprepared,
                gone,
                backwards),
            "--rounds",
            "1");
    assertThat(result.exitCode()).as(result.output() + result.error()).isZero();
    SubjectsDocument document = SubjectsDocument.FORM.read(file);
    assertThat(document.status()).isEqualTo("complete");
    assertThat(opens(document, "good")).hasSize(1).allMatch(SubjectBlock::measured);
    assertThat(trial(document, "service").reason()).startsWith("it reported no open of ours");
    assertThat(on).as("a service that was on is on again").exists();
    for (String deaf : List.of("mute", "others")) {
      assertThat(trial(document, deaf).reason())
          .isEqualTo("it reported no open of ours within 3 s: agent: ready");
      assertThat(trial(document, deaf).remedy()).contains("ringbench subject check " + deaf);
    }
    assertThat(trial(document, "stubborn").reason())
        .isEqualTo("it did not end within 2 s and was killed");
    assertThat(trial(document, "lenient").reason())
        .isEqualTo("it does not refuse what it has to refuse");
    assertThat(trial(document, "absent").reason()).isEqualTo("no-such-agent is not installed");
    assertThat(trial(document, "absent").remedy()).isEqualTo("apt-get install agent-tools");
    assertThat(trial(document, "never").reason())
        .isEqualTo("the line that says that it is ready did not come");
    assertThat(trial(document, "unprepared").reason())
        .contains("cannot be prepared", "exit status 7: no");
    assertThat(trial(document, "gone").reason()).contains("it ended with exit status");
    assertThat(trial(document, "floods").reason()).isEqualTo("it wrote more than 8 MiB to stdout");
    assertThat(opens(document, "dies"))
        .anySatisfy(
            block ->
                assertThat(block.reason())
                    .isEqualTo("it ended with exit status 3: agent: out of luck"));
    assertThat(
            opens(document, "daemon").stream().map(SubjectBlock::reason).toList().toString()
                + trial(document, "daemon").reason())
        .contains("it ended with exit status 0");
    assertThat(account(document, "backwards").reason())
        .startsWith("its counter of loss went back from 9 to ");
    Ringbench.Result report = Ringbench.run(directory, "report", file.toString());
    assertThat(report.output())
        .contains("no-such-agent is not installed; apt-get install agent-tools")
        .contains("backwards open ended early: its counter of loss went back")
        .contains("it wrote more than 8 MiB");
    assertThat(Ringbench.run(directory, "verify", file.toString()).exitCode()).isZero();
    assertAsBefore(before);
  }

  @Test
  void whereNothingCanBeMeasuredTheExitCodeSaysSo() throws Exception {
    MachineState before = MachineState.cleaned(directory);
    Ringbench.Result result = run(List.of(agent.describe("mute")), "--rounds", "1");
    assertThat(result.exitCode()).as(result.output() + result.error()).isEqualTo(3);
    assertThat(result.error())
        .contains("Nothing was measured: no subject could be.", "ringbench subject check NAME");
    assertThat(file).exists();
    assertAsBefore(before);
  }

  @Test
  void aKilledControllerTakesTheSubjectWithItAndTheNextRunRemovesTheRest() throws Exception {
    MachineState before = MachineState.cleaned(directory);
    Path undone = directory.resolve("undone");
    Path good = agent.describe("good", "good", "cleanup: [[touch, '" + undone + "']]\n");
    Ringbench run = Ringbench.start(directory, arguments(List.of(good), "--rounds", "50"));
    ProcessHandle subject =
        run.awaitDescendant("agent", handle -> Ringbench.isNamed(handle, "agent"));
    run.process().destroyForcibly().waitFor();
    subject.onExit().orTimeout(20, TimeUnit.SECONDS).join();
    Files.deleteIfExists(undone);
    Ringbench.Result next =
        Ringbench.run(
            directory,
            "capacity",
            "--sensors",
            "none",
            "--out",
            directory.resolve("next.json").toString());
    assertThat(next.exitCode()).as(next.error()).isZero();
    assertThat(next.error())
        .contains("removed what a run before left")
        .contains("control group")
        .contains("what good changed on this machine");
    assertThat(undone).as("its cleanup").exists();
    assertAsBefore(before);
  }

  @Test
  void interruptLeavesAPartialDocumentAndNothingElse() throws Exception {
    MachineState before = MachineState.cleaned(directory);
    Path undone = directory.resolve("undone");
    Path good = agent.describe("good", "good", "cleanup: [[touch, '" + undone + "']]\n");
    Ringbench run =
        Ringbench.startUnder(
            List.of("env", "--default-signal=INT"),
            directory,
            arguments(List.of(good), "--rounds", "50"));
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(180);
    while (!Files.exists(file) && System.nanoTime() < deadline) {
      Thread.sleep(20);
    }
    run.awaitDescendant("agent", handle -> Ringbench.isNamed(handle, "agent"));
    new ProcessBuilder("kill", "-INT", Long.toString(run.process().pid())).start().waitFor();
    Ringbench.Result result = run.result();
    assertThat(result.exitCode()).as(result.error()).isEqualTo(130);
    SubjectsDocument document = SubjectsDocument.FORM.read(file);
    assertThat(document.status()).isEqualTo("partial");
    assertThat(document.statusReason()).isEqualTo("stopped by a signal");
    assertThat(Ringbench.run(directory, "report", file.toString()).exitCode()).isZero();
    MachineState.cleaned(directory);
    assertThat(undone).as("its cleanup").exists();
    assertAsBefore(before);
  }

  @Test
  void aDescriptionIsWalkedThrough() throws Exception {
    MachineState before = MachineState.cleaned(directory);
    Ringbench.Result good =
        Ringbench.run(directory, "subject", "check", agent.describe("good").toString());
    assertThat(good.output())
        .contains("good: the description is well formed")
        .contains("what it needs is there")
        .contains("open: the first event came ")
        .contains("at an even rate are in its log")
        .contains("it can be measured");
    assertThat(good.exitCode()).as(good.output() + good.error()).isZero();
    Ringbench.Result bad =
        Ringbench.run(directory, "subject", "check", agent.describe("mute").toString());
    assertThat(bad.exitCode()).isEqualTo(3);
    assertThat(bad.output()).contains("FAILED: it reported no open of ours within 3 s");
    Ringbench.Result dry =
        Ringbench.run(
            directory, "subject", "check", "--dry-run", agent.describe("stubborn").toString());
    assertThat(dry.exitCode()).isZero();
    assertThat(dry.output()).startsWith("runs ").contains("{work}", "stubborn");
    assertAsBefore(before);
  }

  @Test
  void thoseThatShipAreListed() throws Exception {
    Ringbench.Result list = Ringbench.run(directory, "subject", "list");
    assertThat(list.exitCode()).as(list.error()).isZero();
    assertThat(list.output()).contains("strace", "auditd", "fatrace", "subject check NAME");
    for (String name : List.of("strace", "auditd")) {
      Ringbench.Result dry = Ringbench.run(directory, "subject", "check", name, "--dry-run");
      assertThat(dry.exitCode()).isZero();
      assertThat(dry.output()).contains("runs ");
    }
    Ringbench.Result unknown = Ringbench.run(directory, "subject", "check", "starce");
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.error()).contains("strace");
  }

  @Test
  void answersBecomeADescriptionThatIsAccepted() throws Exception {
    Path answers =
        Files.writeString(
            directory.resolve("answers"),
            "my-agent\nIt's mine: really\n\nan inotify watch\n"
                + directory.resolve("agent")
                + " {work} good\n\n^OPEN {target}$\n\n\n");
    Ringbench.Result made =
        Ringbench.runUnder(
            List.of("sh", "-c", "exec \"$@\" <'" + answers + "'", "sh"),
            directory,
            Ringbench.jar(),
            "subject",
            "new");
    assertThat(made.exitCode()).as(made.error()).isZero();
    assertThat(made.error()).contains("What people call it:", "ringbench subject check ./my-agent");
    Path mine = agent.write("my-agent", made.output());
    Ringbench.Result dry =
        Ringbench.run(directory, "subject", "check", "--dry-run", mine.toString());
    assertThat(dry.exitCode()).as(dry.error()).isZero();
    assertThat(dry.output()).contains("{work}", "good");
    Ringbench.Result none =
        Ringbench.runUnder(
            List.of("sh", "-c", "exec \"$@\" </dev/null", "sh"),
            directory,
            Ringbench.jar(),
            "subject",
            "new");
    assertThat(none.exitCode()).isEqualTo(2);
    assertThat(none.error()).contains("No answer to: A short name");
  }

  @Test
  void aDescriptionThatOthersMayWriteIsRefused() throws Exception {
    Path open = agent.describe("good");
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-rw-rw-"));
    for (String[] command :
        new String[][] {
          {"run", "--subject", open.toString(), "--out", file.toString()},
          {"subject", "check", open.toString()}
        }) {
      Ringbench.Result result = Ringbench.run(directory, command);
      assertThat(result.exitCode()).as(result.output() + result.error()).isEqualTo(2);
      assertThat(result.error())
          .contains("its commands would run as root", "Copy it to a place of your own");
    }
    assertThat(file).doesNotExist();
    assertThat(agent.runs()).isFalse();
  }

  @Test
  void badInputIsNamedBeforeAnythingIsRun() throws Exception {
    Path broken = agent.write("broken", "subject: broken\n");
    assertBadInput("broken.yaml:1:1: `title` is missing", "--subject", broken.toString());
    assertBadInput("strace", "--subject", "starce");
    assertBadInput("--subject names strace twice", "--subject", "strace,strace");
    assertBadInput("--faults needs --subject", "--faults", "kill");
    assertBadInput("--faults: ", "--subject", "strace", "--faults", "kil");
    assertBadInput("--operations stat", "--subject", "strace", "--operations", "stat");
    assertThat(file).doesNotExist();
  }

  private void assertBadInput(String message, String... options) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("run", "--out", file.toString()));
    arguments.addAll(List.of(options));
    Ringbench.Result result = Ringbench.run(directory, arguments.toArray(new String[0]));
    assertThat(result.exitCode()).as(result.output() + result.error()).isEqualTo(2);
    assertThat(result.error()).contains(message);
  }
}
