// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringbench.driver.DriverBuild;
import dev.ringbench.guest.GuestKernel;
import dev.ringbench.guest.GuestUse;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is done in a shell of the disposable machine, and what of it reaches this one. */
@MeasuresNothing
class GuestShellIT {
  private static final Path DRIVER_TEST = Path.of(System.getProperty("ringbench.driver.test"));

  @TempDir Path directory;

  @BeforeEach
  void needsAnEmulatorAndAKernel() throws Exception {
    Guests.need(directory);
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
      assertEveryOpenIsCounted(hook, result.output());
    }
    assertThat(result.output())
        .contains(
            "refuses wrong clients",
            "watches whom it is told",
            "refuses by content: C",
            "refuses by content: guarded C",
            "is stopped without a heartbeat",
            "unloads under load, 50 times",
            "all is well");
    for (String rust : List.of("Rust", "fallible Rust")) {
      assertThat(result.output())
          .containsAnyOf("refuses by content: " + rust + "\n", "skipped: " + rust + ": ");
    }
  }

  /** On a busy machine the reader comes late, and what then finds no room is counted as dropped. */
  private static void assertEveryOpenIsCounted(String hook, String output) {
    Matcher counted =
        Pattern.compile(
                hook + " operation 0: issued 10000, seen (\\d+), dropped (\\d+), missed 0, wrong 0")
            .matcher(output);
    assertThat(counted.find()).as(output).isTrue();
    long seen = Long.parseLong(counted.group(1));
    assertThat(seen).as(hook).isPositive();
    assertThat(seen + Long.parseLong(counted.group(2))).as(hook).isEqualTo(10_000);
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
            "user          100,000 the same, 0 different",
            "bpf           100,000 the same, 0 different",
            "module        100,000 the same, 0 different",
            "guarded       100,000 the same, 0 different");
    for (String rust : List.of("rust          ", "rust-fallible ")) {
      assertThat(result.output())
          .containsAnyOf(rust + "100,000 the same, 0 different", rust + "not here: ");
    }
  }

  /**
   * native/test/stop_test.c says what it looks at. One of its defects leaves an oops in the log, as
   * it should.
   */
  @Test
  void aSensorThatMeetsADefectSwitchesItselfOffAndTheMachineGoesOn() throws Exception {
    GuestKernel kernel = GuestKernel.preferred(GuestUse.COMMAND);
    Path faulty = directory.resolve("faulty.ko");
    Files.copy(DriverBuild.faultyForKernel(kernel.release(), kernel.headers()), faulty);
    Ringbench.Result result =
        Ringbench.run(
            directory,
            "guest",
            "shell",
            "--carry",
            DRIVER_TEST.resolveSibling("stop-test").toString(),
            "--carry",
            faulty.toString(),
            "--command",
            """
            echo 1 >/proc/sys/kernel/panic_on_oops
            /share/stop-test /share/faulty.ko || exit
            ! dmesg | grep -E 'WARNING:|BUG: (sleeping|scheduling|workqueue)|soft lockup|hard LOCKUP|self-detected stall|detected stalls'
            """);
    assertThat(result.exitCode()).as(result.output() + result.error()).isZero();
    assertThat(result.output())
        .contains(
            "stops and goes on: guard, a field outside",
            "stops and goes on: guard, a division by zero",
            "stops and goes on: guard, an endless loop",
            "stops and goes on: guard, a null pointer",
            "all is well")
        .containsAnyOf(
            "stops and goes on: fallible Rust, a field outside",
            "skipped: fallible Rust, a field outside: the driver was built without it");
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
    arguments.addAll(
        List.of(
            "--command",
            """
            export LD_LIBRARY_PATH=/share
            /share/sensor-test audit /share || exit
            /share/sensor-test audit-residue /share || exit
            /share/ringbench-sensor audit state
            /share/sensor-test audit /share &
            for turn in $(seq 500); do
              kill -STOP $! || exit
              /share/ringbench-sensor audit state | grep -q '"rules":1' && break
              kill -CONT $!
              sleep 0.02
            done
            kill -9 $!
            wait
            /share/ringbench-sensor audit state
            %s/bin/java -XX:TieredStopAtLevel=1 -jar /share/ringbench.jar capacity --sensors none --out /tmp/c.json 2>&1
            grep -o 'Audit was on since this machine booted' /tmp/c.json
            /share/ringbench-sensor audit state
            """
                .formatted(System.getProperty("java.home"))));
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
    Path made = Guests.awaitShare(shell).resolve("boot-1/share");
    Guests.awaitFile(made.resolve("made"));
    for (String name : List.of("link", "bits", "disk", "made")) {
      assertThat(Files.isRegularFile(made.resolve(name), LinkOption.NOFOLLOW_LINKS))
          .as(name)
          .isTrue();
      assertThat((Integer) Files.getAttribute(made.resolve(name), "unix:mode") & 07777)
          .isEqualTo(0600);
    }
    ProcessHandle emulator = shell.awaitDescendant(Guests.EMULATOR, "-M", Guests.BOARD);
    String status = Files.readString(Path.of("/proc/" + emulator.pid() + "/status"));
    assertThat(status).contains("NoNewPrivs:\t1");
    if ("root".equals(System.getProperty("user.name"))) {
      assertThat(status).doesNotContain("Uid:\t0").contains("CapEff:\t0000000000000000");
      assertThat(status).contains("Seccomp:\t2");
    }
    shell.process().destroyForcibly().waitFor();
    emulator.onExit().get(10, TimeUnit.SECONDS);
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
