// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringbench.experiment.run.Block;
import dev.ringbench.experiment.run.RunDocument;
import dev.ringbench.experiment.run.RunForm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two builds in one session: here twice the same. */
@Measures
class PairIT {
  @TempDir Path directory;

  @Test
  void aBuildIsMeasuredBesideItselfAndHoldsItsBudget() throws Exception {
    Path base = directory.resolve("base.json");
    Path next = directory.resolve("new.json");
    // The same build under another name: a session is of two jars.
    Path jar = Files.copy(Ringbench.jar(), directory.resolve("before.jar"));
    Ringbench.Result pair =
        Ringbench.run(
            directory,
            "pair",
            jar.toString(),
            "--forks",
            "6",
            "--rounds",
            "1",
            "--sensors",
            "seccomp-filter",
            "--operations",
            "open",
            "--base-out",
            base.toString(),
            "--out",
            next.toString());
    assertThat(pair.exitCode()).as(pair.error()).isZero();
    for (Path file : new Path[] {base, next}) {
      RunDocument document = RunForm.FORM.read(file);
      assertThat(document.run().status()).isEqualTo(RunDocument.Status.COMPLETE);
      assertThat(document.run().forks()).isEqualTo(6);
      assertThat(document.blocks()).allMatch(Block::measured);
      assertThat(document.blocks().stream().map(Block::fork).distinct()).hasSize(6);
    }
    assertThat(RunForm.FORM.read(base).run().session())
        .isNotNull()
        .isEqualTo(RunForm.FORM.read(next).run().session());

    Ringbench.Result compare =
        Ringbench.run(directory, "compare", base.toString(), next.toString());
    assertThat(compare.exitCode()).as(compare.error()).isZero();
    assertThat(compare.output()).contains("Blocks are paired").contains("open seccomp-filter");

    Path budget =
        Files.writeString(
            directory.resolve("budget.yaml"),
            """
            version: 1
            budgets:
              - metric: added_p50
                worse_by_at_most: 100 us
            """);
    Path junit = directory.resolve("gate.xml");
    Ringbench.Result gate =
        Ringbench.run(
            directory,
            "gate",
            base.toString(),
            next.toString(),
            "--budget",
            budget.toString(),
            "--junit",
            junit.toString());
    assertThat(gate.exitCode()).as(gate.output() + gate.error()).isZero();
    assertThat(Files.readString(junit)).contains("testcase");
  }

  @Test
  void whenItIsKilledBothSidesSaveWhatTheyHaveAndEnd() throws Exception {
    MachineState before = MachineState.cleaned(directory);
    Path base = directory.resolve("base.json");
    Path next = directory.resolve("new.json");
    Ringbench pair =
        Ringbench.start(
            directory,
            "pair",
            Ringbench.jar().toString(),
            "--sensors",
            "interposition",
            "--operations",
            "open",
            "--handoff",
            "busy-poll",
            "--base-out",
            base.toString(),
            "--out",
            next.toString());
    await("documents", () -> Files.exists(base) && Files.exists(next));
    List<ProcessHandle> sides = pair.process().descendants().toList();
    assertThat(sides).hasSizeGreaterThanOrEqualTo(2);
    pair.process().destroyForcibly().waitFor();
    await("the end of both sides", () -> sides.stream().noneMatch(ProcessHandle::isAlive));
    await("nothing left", () -> MachineState.now().equals(before));
    for (Path file : new Path[] {base, next}) {
      RunDocument.Run run = RunForm.FORM.read(file).run();
      assertThat(run.status()).isEqualTo(RunDocument.Status.PARTIAL);
      assertThat(run.statusReason()).isEqualTo("stopped by a signal");
    }
  }

  private static void await(String what, Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(180);
    while (!condition.call()) {
      assertThat(System.nanoTime()).as("no " + what + " within 180 s").isLessThan(deadline);
      Thread.sleep(20);
    }
  }

  @Test
  void aJarThatIsNoneAndTooFewForksAreBadInput() throws Exception {
    Ringbench.Result missing =
        Ringbench.run(directory, "pair", "no.jar", "--base-out", "a.json", "--out", "b.json");
    assertThat(missing.exitCode()).isEqualTo(2);
    assertThat(missing.error()).contains("no.jar");
    Ringbench.Result single =
        Ringbench.run(
            directory,
            "pair",
            Ringbench.jar().toString(),
            "--forks",
            "1",
            "--base-out",
            "a.json",
            "--out",
            "b.json");
    assertThat(single.exitCode()).isEqualTo(2);
    assertThat(single.error()).contains("--forks 1");
  }
}
