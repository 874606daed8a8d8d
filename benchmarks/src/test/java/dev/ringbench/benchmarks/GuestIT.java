// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringbench.counted.InstructionCount;
import dev.ringbench.experiment.run.Block;
import dev.ringbench.experiment.run.RunDocument;
import dev.ringbench.experiment.run.RunForm;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is measured in the disposable machine, with our module in its kernel. */
@Measures
class GuestIT {
  /** The queue of the last merges equal events: fewer arrive than operations were done. */
  private static final String COUNTED = "module-ftrace,bpf-fentry,seccomp-notify,fanotify-notify";

  private static final int BLOCKS = 5;

  /** Bits of /proc/sys/kernel/tainted: an out-of-tree module, an unsigned one. */
  private static final long TAINTED = 1L << 12 | 1L << 13;

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void needsAnEmulatorAndAKernel() throws Exception {
    file = directory.resolve("result.json");
    Guests.need(directory);
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

  @Test
  void theSameRunInTheGuestHasTheModuleInIt() throws Exception {
    MachineState before = MachineState.cleaned(directory);
    Ringbench.Result result =
        Ringbench.run(
            directory,
            run("--rounds", "1", "--sensors", "module-ftrace,module-ftrace-auth,bpf-lsm"));
    assertThat(result.exitCode()).as(result.output() + result.error()).isZero();
    assertThat(MachineState.now()).isEqualTo(before);
    assertThat(Guests.emulators()).isEmpty();
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
            "--boots",
            "2",
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
    Path state = Files.createDirectories(directory.resolve("ringbench-state"));
    Files.copy(file, state.resolve("base.json"));
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
            COUNTED,
            "--boots",
            "2");
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
        .as("in each boot")
        .anyMatch(count -> count.boot() == 1)
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
    for (List<String> first : List.of(List.of("-M", "none"), List.of("-M", Guests.BOARD))) {
      Ringbench shell =
          Ringbench.start(directory, "guest", "shell", "--command", "sleep 300; echo woken");
      ProcessHandle emulator = shell.awaitDescendant(Guests.EMULATOR, first.toArray(String[]::new));
      shell.process().destroyForcibly().waitFor();
      emulator.onExit().get(10, TimeUnit.SECONDS);
      assertThat(Guests.emulators()).isEmpty();
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
    Path share = Guests.awaitShare(run);
    Guests.awaitFile(share.resolve("boot-1/share/result.json"));
    run.awaitDescendant(Guests.EMULATOR, "-M", Guests.BOARD).destroyForcibly();
    Ringbench.Result result = run.result();
    assertThat(result.exitCode()).as(result.output() + result.error()).isEqualTo(3);
    assertThat(result.error())
        .contains("The guest ended before its work did", "What was measured before is in");
    RunDocument document = RunForm.FORM.read(file);
    assertThat(document.run().status()).isEqualTo(RunDocument.Status.PARTIAL);
    assertThat(document.run().statusReason()).contains("The guest ended before its work did");
    assertThat(document.blocks()).isNotEmpty();
  }
}
