// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ringbench.experiment.run.Block;
import dev.ringbench.experiment.run.InstructionCount;
import dev.ringbench.experiment.run.RunDocument;
import dev.ringbench.experiment.run.RunForm;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disposable machine, with our module in its kernel: good days and bad ones. */
class GuestIT {
  private static final String EMULATOR =
      System.getProperty("os.arch").equals("aarch64")
          ? "qemu-system-aarch64"
          : "qemu-system-x86_64";

  /** The board of a guest: what a new emulator is asked before it has none. */
  private static final String BOARD =
      System.getProperty("os.arch").equals("aarch64") ? "virt" : "q35";

  /** The queue of the last merges equal events: fewer arrive than operations were done. */
  private static final String COUNTED = "module-ftrace,bpf-fentry,seccomp-notify,fanotify-notify";

  private static final Path DRIVER_TEST = Path.of(System.getProperty("ringbench.driver.test"));

  private static final int BLOCKS = 5;

  /** Bits of /proc/sys/kernel/tainted: an out-of-tree module, an unsigned one. */
  private static final long TAINTED = 1L << 12 | 1L << 13;

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void needsAnEmulatorAndAKernel() throws Exception {
    file = directory.resolve("result.json");
    boolean emulator =
        Stream.of("/usr/bin", "/usr/local/bin")
            .anyMatch(bin -> Files.isExecutable(Path.of(bin, EMULATOR)));
    assumeTrue(emulator, EMULATOR + " is not installed");
    assumeTrue(
        Ringbench.run(directory, "guest", "list").output().contains("can be built for it"),
        "no kernel in /boot has modules and headers");
  }

  private String[] run(String... more) {
    return Stream.concat(
            Stream.of(
                "guest",
                "run",
                "--operations",
                "open",
                "--handoff",
                "same-cpu",
                "--forks",
                "1",
                "--skip-host-pair",
                "--force",
                "--out",
                file.toString()),
            Stream.of(more))
        .toArray(String[]::new);
  }

  private static List<ProcessHandle> emulators() {
    return ProcessHandle.allProcesses()
        .filter(p -> p.info().command().map(c -> c.endsWith("/" + EMULATOR)).orElse(false))
        .toList();
  }

  /** native/test/driver_test.c says what it looks at, and fails at the first thing wrong. */
  @Test
  void theDriverCountsRefusesAndUnloadsUnderLoadWithACleanKernelLog() throws Exception {
    Ringbench.Result result =
        Ringbench.run(
            directory,
            "guest",
            "shell",
            "--carry",
            DRIVER_TEST.toString(),
            "--command",
            "/share/driver-test /share/ringbench.ko || exit\n"
                + "! dmesg | grep -E 'WARNING:|BUG:|Oops|detected stall|soft lockup|scheduling while'");
    assertThat(result.exitCode()).as(result.output() + result.error()).isZero();
    for (String hook : List.of("ftrace", "kprobe", "tracepoint")) {
      assertThat(result.output())
          .contains(hook + " operation 0: issued 10000, seen 10000, dropped 0, missed 0, wrong 0");
    }
    assertThat(result.output())
        .contains(
            "refuses wrong clients",
            "watches whom it is told",
            "refuses by content",
            "unloads under load, 50 times",
            "all is well");
  }

  @Test
  void allInterpretersFindTheSameRules() throws Exception {
    Ringbench.Result result =
        Ringbench.run(
            directory,
            "guest",
            "shell",
            "--carry",
            System.getProperty("ringbench.jar"),
            "--command",
            "insmod /share/ringbench.ko && "
                + System.getProperty("java.home")
                + "/bin/java -XX:TieredStopAtLevel=1 -jar /share/ringbench.jar content verify");
    assertThat(result.exitCode()).as(result.output() + result.error()).isZero();
    assertThat(result.output())
        .contains(
            "user    100,000 the same, 0 different",
            "bpf     100,000 the same, 0 different",
            "module  100,000 the same, 0 different");
  }

  @Test
  void theSameRunInTheGuestHasTheModuleInIt() throws Exception {
    MachineState before = MachineState.cleaned(directory);
    Ringbench.Result result =
        Ringbench.run(
            directory,
            run("--rounds", "1", "--sensors", "module-ftrace,module-ftrace-auth,bpf-lsm"));
    assertThat(result.exitCode()).as(result.output() + result.error()).isZero();
    assertThat(MachineState.now()).isEqualTo(before);
    assertThat(emulators()).isEmpty();
    assertThat(directory.resolve("result.json.console.log")).exists();

    RunDocument document = RunForm.FORM.read(file);
    assertThat(document.run().status()).isEqualTo(RunDocument.Status.COMPLETE);
    assertThat(document.blocks()).allMatch(Block::measured);
    assertThat(document.blocks())
        .extracting(Block::sensor)
        .contains("module-ftrace", "module-ftrace-auth", "bpf-lsm", "module-null");
    for (Block block : document.blocks()) {
      if (block.accounting() != null) {
        assertThat(block.accounting().issued())
            .as(block.toString())
            .isEqualTo(block.accounting().delivered() + block.accounting().lost());
      }
    }
    assertThat(document.environment().kernel().taint() & TAINTED).isEqualTo(TAINTED);
    assertThat(document.floors())
        .filteredOn(sample -> sample.name().startsWith("service-driver"))
        .hasSize(2)
        .allMatch(sample -> sample.valueNs() != null);
    if (document.run().emulated()) {
      assertThat(result.output()).contains("EMULATED");
      assertThat(Ringbench.run(directory, "export", file.toString(), "--to", "csv").output())
          .contains(",emulated,")
          .doesNotContain(",ok,", ",below_noise,");
    }
  }

  /** Not on this machine: who switches audit on leaves something behind until a reboot. */
  @Test
  void auditSeesEveryOperationAndItsRulesAreUndoneAlsoAfterAKill() throws Exception {
    Path files = DRIVER_TEST.getParent();
    List<String> arguments = new ArrayList<>(List.of("guest", "shell"));
    for (Path file :
        List.of(
            files.resolve("sensor-test"),
            files.resolveSibling("libringbench.so"),
            files.resolveSibling("ringbench-sensor"),
            files.resolveSibling("ringbench-true"),
            Path.of(System.getProperty("ringbench.jar")))) {
      arguments.addAll(List.of("--carry", file.toString()));
    }
    String operations =
        Stream.of(Operation.values()).map(Operation::toString).collect(Collectors.joining(","));
    arguments.addAll(
        List.of(
            "--command",
            """
            export LD_LIBRARY_PATH=/share
            /share/sensor-test audit /share %1$s ON || exit
            /share/sensor-test audit-residue /share open,exec OFF || exit
            /share/ringbench-sensor audit state
            /share/sensor-test audit /share %1$s ON &
            for turn in $(seq 500); do
              kill -STOP $! || exit
              /share/ringbench-sensor audit state | grep -q '"rules":1' && break
              kill -CONT $!
              sleep 0.02
            done
            kill -9 $!
            wait
            /share/ringbench-sensor audit state
            %2$s/bin/java -XX:TieredStopAtLevel=1 -jar /share/ringbench.jar capacity --sensors none --out /tmp/c.json 2>&1
            /share/ringbench-sensor audit state
            """
                .formatted(operations, System.getProperty("java.home"))));
    Ringbench.Result result = Ringbench.run(directory, arguments.toArray(String[]::new));
    assertThat(result.exitCode()).as(result.output() + result.error()).isZero();
    String undone =
        "{\"readable\":true,\"enabled\":false,\"rules\":0,\"daemon\":0,\"changed\":false,\"carried\":true}";
    assertThat(result.output())
        .containsSubsequence(
            undone,
            "\"enabled\":true,\"rules\":1",
            "removed what a run before left: 1 audit rules of ours",
            "Audit was on since this machine booted",
            undone);
  }

  private List<InstructionCount> count() throws Exception {
    Ringbench.Result result =
        Ringbench.run(
            directory,
            "guest",
            "run",
            "--deterministic",
            "--operations",
            "open",
            "--sensors",
            COUNTED,
            "--force",
            "--out",
            file.toString());
    assertThat(result.exitCode()).as(result.output() + result.error()).isZero();
    assertThat(result.output()).contains("guest instructions", "caches, TLB");
    assertThat(RunForm.FORM.read(file).blocks()).isEmpty();
    return RunForm.FORM.read(file).instructionCounts();
  }

  private static long median(List<InstructionCount> counts, String sensor, Handoff handoff) {
    return counts.stream()
        .filter(count -> count.sensor().equals(sensor) && count.handoff() == handoff)
        .findFirst()
        .map(count -> count.medians().stream().sorted().toList())
        .map(sorted -> sorted.get(sorted.size() / 2))
        .orElseThrow(() -> new AssertionError("no count of " + sensor));
  }

  private static long added(List<InstructionCount> counts, String sensor, Handoff handoff) {
    return median(counts, sensor, handoff) - median(counts, "none", Handoff.NONE);
  }

  /** The same by the script of the CI kit, against the first as its base. */
  private List<InstructionCount> countAndGate() throws Exception {
    Path store = Files.createDirectories(directory.resolve("ringbench-store"));
    Files.copy(file, store.resolve("base.json"));
    CiKitScript.Ended ended =
        CiKitScript.run(
            directory,
            Map.of(),
            "guest",
            "run",
            "--deterministic",
            "--operations",
            "open",
            "--sensors",
            COUNTED);
    assertThat(ended.exitCode()).as(ended.output()).isZero();
    Path report = directory.resolve("ringbench-report");
    assertThat(report.resolve("report.html")).exists();
    assertThat(report.resolve("junit.xml")).content().contains("failures=\"0\"");
    return RunForm.FORM.read(report.resolve("document.json")).instructionCounts();
  }

  @Test
  void instructionsRepeatWhereTimesDoNot() throws Exception {
    List<InstructionCount> first = count();
    List<InstructionCount> second = countAndGate();
    assertThat(first)
        .allMatch(count -> count.operation() == Operation.OPEN)
        .as("to its end, or with a reason: a kernel before 6.6 has no names for fanotify on tmpfs")
        .allMatch(count -> count.reason() != null || count.medians().size() == BLOCKS)
        .filteredOn(count -> count.reason() != null)
        .allMatch(count -> count.sensor().equals("fanotify-notify"))
        .as("no stall, which has a reason, too")
        .noneMatch(count -> count.reason().contains("did nothing"));
    assertThat(added(first, "placebo", Handoff.NONE)).isZero();
    for (String sensor : List.of("module-ftrace", "bpf-fentry")) {
      double one = added(first, sensor, Handoff.BUSY_POLL);
      assertThat(one).isPositive();
      assertThat(Math.abs(added(second, sensor, Handoff.BUSY_POLL) - one) / one)
          .as(sensor)
          .isLessThan(0.005);
    }
    double asked = median(first, "seccomp-notify", Handoff.SAME_CPU);
    assertThat(Math.abs(median(second, "seccomp-notify", Handoff.SAME_CPU) - asked) / asked)
        .isLessThan(0.005);
  }

  /** The first emulator is the one that is asked whether it can filter its system calls. */
  @Test
  void theGuestEndsWithItsController() throws Exception {
    MachineState before = MachineState.cleaned(directory);
    for (List<String> first : List.of(List.of("-M", "none"), List.of("-M", BOARD))) {
      Ringbench shell =
          Ringbench.start(directory, "guest", "shell", "--command", "sleep 300; echo woken");
      ProcessHandle emulator = shell.awaitDescendant(EMULATOR, first.toArray(String[]::new));
      shell.process().destroyForcibly().waitFor();
      emulator.onExit().get(10, TimeUnit.SECONDS);
      assertThat(emulators()).isEmpty();
    }
    assertThat(
            Ringbench.run(
                    directory, "capacity", "--sensors", "none", "--force", "--out", file.toString())
                .error())
        .contains("removed what a run before left");
    assertThat(MachineState.now()).isEqualTo(before);
  }

  @Test
  void aKilledGuestLeavesWhatWasMeasured() throws Exception {
    Ringbench run = Ringbench.start(directory, run("--sensors", "bpf-lsm", "--rounds", "20"));
    Path share = awaitShare(run);
    awaitFile(share.resolve("boot-1/share/result.json"));
    run.awaitDescendant(EMULATOR, "-M", BOARD).destroyForcibly();
    Ringbench.Result result = run.result();
    assertThat(result.exitCode()).as(result.output() + result.error()).isEqualTo(3);
    assertThat(result.error())
        .contains("The guest ended before its work did", "What was measured before is in");
    RunDocument document = RunForm.FORM.read(file);
    assertThat(document.run().status()).isEqualTo(RunDocument.Status.PARTIAL);
    assertThat(document.run().statusReason()).contains("The guest ended before its work did");
    assertThat(document.blocks()).isNotEmpty();
  }

  /** Root of a guest is a stranger, whoever its kernel is. */
  @Test
  void aGuestsRootReachesNothingOfThisMachine() throws Exception {
    Ringbench.Result result =
        Ringbench.run(
            directory,
            "guest",
            "shell",
            "--command",
            """
            cat /etc/shadow /etc/gshadow 2>&1
            ls -A /root /home /var/log /boot 2>&1
            ln -s %1$s /share/console.log; ln -s %1$s /share/exit.writing; ln -s %1$s /share/ready
            cp /bin/true /share/set-uid && chmod 6755 /share/set-uid && chown 0:0 /share/set-uid
            mknod /share/disk b 8 0; mknod /share/pipe p; mkdir /share/locked; chmod 000 /share/locked
            ls -l /share
            find / -xdev -name console.log -o -xdev -name command -path '*share*'
            sleep 2
            """
                .formatted(Files.writeString(directory.resolve("victim"), "untouched")));
    assertThat(result.exitCode()).as(result.output() + result.error()).isZero();
    assertThat(result.output())
        .contains("/etc/shadow: No such file", "set-uid")
        .doesNotContainPattern("(?m)^root:")
        .doesNotContain("/share/command");
    assertThat(directory.resolve("victim")).hasContent("untouched");
  }

  /** While it runs: what it makes here is a plain file of its emulator's user. */
  @Test
  void whatAGuestMakesHasNoPowerHere() throws Exception {
    Ringbench shell =
        Ringbench.start(
            directory,
            "guest",
            "shell",
            "--command",
            "ln -s /etc/shadow /share/link; cp /bin/true /share/bits; chmod 6755 /share/bits;"
                + " mknod /share/disk b 8 0; : >/share/made; sleep 20");
    Path made = awaitShare(shell).resolve("boot-1/share");
    awaitFile(made.resolve("made"));
    for (String name : List.of("link", "bits", "disk", "made")) {
      assertThat(Files.isRegularFile(made.resolve(name), LinkOption.NOFOLLOW_LINKS))
          .as(name)
          .isTrue();
      assertThat((Integer) Files.getAttribute(made.resolve(name), "unix:mode") & 07777)
          .isEqualTo(0600);
    }
    ProcessHandle emulator = shell.awaitDescendant(EMULATOR, "-M", BOARD);
    String status = Files.readString(Path.of("/proc/" + emulator.pid() + "/status"));
    assertThat(status).contains("NoNewPrivs:\t1");
    if ("root".equals(System.getProperty("user.name"))) {
      assertThat(status).doesNotContain("Uid:\t0").contains("CapEff:\t0000000000000000");
      assertThat(status).contains("Seccomp:\t2");
    }
    shell.process().destroyForcibly().waitFor();
  }

  private static Path awaitShare(Ringbench run) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (System.nanoTime() < deadline) {
      try (Stream<Path> own = run.directory().stream()) {
        var share =
            own.flatMap(entry -> Stream.of(entry.toFile().listFiles()))
                .filter(entry -> entry.getName().startsWith("guest-"))
                .findFirst();
        if (share.isPresent()) {
          return share.get().toPath();
        }
      }
      Thread.sleep(20);
    }
    throw new AssertionError("no share in " + run.directory());
  }

  private static void awaitFile(Path wanted) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
    while (!Files.exists(wanted)) {
      assertThat(System.nanoTime()).as("no " + wanted + " in time").isLessThan(deadline);
      Thread.sleep(20);
    }
  }

  @Test
  void whatIsNoKernelIsRefused() throws Exception {
    Ringbench.Result missing =
        Ringbench.run(directory, "guest", "run", "--kernel", "/nonexistent/vmlinuz");
    assertThat(missing.exitCode()).isEqualTo(2);
    assertThat(missing.error()).contains("--kernel /nonexistent/vmlinuz: no such file");
    Path text = Files.writeString(directory.resolve("vmlinuz"), "this is no kernel".repeat(99));
    Ringbench.Result wrong = Ringbench.run(directory, "guest", "run", "--kernel", text.toString());
    assertThat(wrong.exitCode()).isEqualTo(2);
    assertThat(wrong.error()).contains("this is no Linux kernel that I know");
  }
}
