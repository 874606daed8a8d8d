// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ringbench.document.DocumentJson;
import dev.ringbench.experiment.run.Block;
import dev.ringbench.experiment.run.RunDocument;
import dev.ringbench.experiment.run.RunForm;
import dev.ringbench.model.Handoff;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job on this machine, on good days and bad ones. */
@Measures
class RunIT {
  private static final boolean ROOT = "root".equals(System.getProperty("user.name"));

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void nameTheResult() {
    file = directory.resolve("result.json");
  }

  private String[] small(String sensors, String... more) {
    return Stream.concat(
            Stream.of(
                "run",
                "--rounds",
                "1",
                "--handoff",
                "busy-poll",
                "--sensors",
                sensors,
                "--out",
                file.toString()),
            Stream.of(more))
        .toArray(String[]::new);
  }

  /** As many benchmark JVMs as what is asserted needs. */
  private String[] brief(int forks, String sensors, String... more) {
    return Stream.concat(
            Stream.of(small(sensors, more)), Stream.of("--forks", Integer.toString(forks)))
        .toArray(String[]::new);
  }

  private static final int SCREEN_LINES = 40;

  private List<Block> blocksOf(String sensor) {
    return RunForm.FORM.read(file).blocks().stream()
        .filter(block -> block.sensor().equals(sensor))
        .toList();
  }

  @Test
  void everyEventIsAccountedForAndNothingStaysAttached() throws Exception {
    assumeTrue(ROOT, "kernel sensors need root");
    MachineState before = MachineState.cleaned(directory);
    Ringbench.Result result =
        Ringbench.run(
            directory, brief(2, "bpf-tracepoint,fanotify-permission,seccomp-notify,interposition"));
    assertThat(result.exitCode()).as(result.error()).isZero();
    assertThat(MachineState.now()).isEqualTo(before);

    RunDocument document = RunForm.FORM.read(file);
    assertThat(document.run().status()).isEqualTo(RunDocument.Status.COMPLETE);
    assertThat(document.blocks()).allMatch(Block::measured);
    assertThat(document.blocks()).filteredOn(block -> block.accounting() != null).isNotEmpty();
    for (Block block : document.blocks()) {
      if (block.accounting() != null) {
        assertThat(block.accounting().issued())
            .as(block.toString())
            .isEqualTo(block.accounting().delivered() + block.accounting().lost());
        assertThat(block.accounting().foreign()).as(block.toString()).isZero();
        assertThat(block.sensorCost().peakRssKib()).isBetween(500L, 16L * 1024);
        assertThat(block.sensorCost().voluntaryContextSwitches()).isNotNegative();
        if (block.handoff() == Handoff.BUSY_POLL) {
          assertThat(block.sensorCost().voluntaryContextSwitches())
              .isLessThan(1 + block.sensorCost().events() / 10);
        }
      }
    }
    assertThat(result.output())
        .contains(
            "This machine",
            "Does a verdict cost more from user mode",
            "Is anything lost?",
            "user, asked",
            "The whole report of the result document: ringbench report");
    assertThat(result.output().lines()).hasSizeLessThanOrEqualTo(SCREEN_LINES);
    assertThat(Ringbench.run(directory, "report", file.toString()).output())
        .contains("KERNEL_VERIFIED", "USER_SYNC", "IN_PROCESS", "handoff-floor", "jna-crossing");
    assertThat(Ringbench.run(directory, "export", file.toString(), "--to", "csv").output())
        .contains("cost,open,bpf-tracepoint,KERNEL_VERIFIED,NOTIFY,busy-poll,added_p50,ns,");
  }

  @Test
  void severalSessionsAreOneDocumentWhoseIntervalsAreOfTheMachine() throws Exception {
    Ringbench.Result result =
        Ringbench.run(
            directory,
            brief(
                2,
                "interposition",
                "--operations",
                "open",
                "--sessions",
                "2",
                "--pause",
                "1",
                "--all"));
    assertThat(result.exitCode()).as(result.error()).isZero();
    RunDocument document = RunForm.FORM.read(file);
    assertThat(document.run().status()).isEqualTo(RunDocument.Status.COMPLETE);
    assertThat(document.run().sessions())
        .extracting(RunDocument.Session::firstFork)
        .containsExactly(0, 2);
    assertThat(document.blocks()).extracting(Block::fork).contains(0, 1, 2, 3);
    assertThat(result.output().replaceAll("\\s+", " "))
        .contains("2 sessions, 4 forks x 1 rounds", "of this machine, over 2 sessions");
    assertThat(Ringbench.run(directory, "verify", file.toString()).exitCode()).isZero();
  }

  @Test
  void forksAreAddedUntilTheRowsAreAsPreciseAsAskedOrTheLimitIsReached() throws Exception {
    Ringbench.Result result =
        Ringbench.run(
            directory, brief(1, "interposition", "--operations", "open", "--precision", "0.0001%"));
    assertThat(result.exitCode()).as(result.error()).isZero();
    RunDocument document = RunForm.FORM.read(file);
    assertThat(document.run().status()).isEqualTo(RunDocument.Status.COMPLETE);
    assertThat(document.run().forks()).isEqualTo(4);
    assertThat(result.output().replaceAll("\\s+", " ")).contains("is NOT reached after 4 forks");
    assertThat(Ringbench.run(directory, "verify", file.toString()).exitCode()).isZero();
  }

  /** A canary is only seen where its rule, the last one, was found. */
  @Test
  void everySensorThatCanEvaluatesTheRules() throws Exception {
    assumeTrue(ROOT, "kernel sensors need root");
    Ringbench.Result result =
        Ringbench.run(
            directory,
            small(
                "bpf-tp-btf,fanotify-permission,fanotify-notify-fd,seccomp-notify,interposition",
                "--rules",
                "0,10",
                "--forks",
                "1",
                "--all"));
    assertThat(result.exitCode()).as(result.error()).isZero();
    RunDocument document = RunForm.FORM.read(file);
    assertThat(document.blocks()).allMatch(Block::measured);
    assertThat(document.blocks().stream().filter(block -> block.rules() == 10).map(Block::sensor))
        .containsOnly(
            "bpf-tp-btf",
            "fanotify-permission",
            "fanotify-notify-fd",
            "seccomp-notify",
            "interposition");
    assertThat(result.output()).contains("added p50 by number of rules", "10 rules");
  }

  @Test
  void interruptLeavesAValidPartialDocumentAndNothingAttached() throws Exception {
    MachineState before = MachineState.cleaned(directory);
    // A suite that was started in the background has interrupts switched off, and so would the run.
    Ringbench run =
        Ringbench.startUnder(
            List.of("env", "--default-signal=INT"),
            directory,
            small("interposition", "--operations", "open"));
    awaitFirstSave();
    new ProcessBuilder("kill", "-INT", Long.toString(run.process().pid())).start().waitFor();
    Ringbench.Result result = run.result();
    assertThat(result.exitCode()).isEqualTo(130);
    assertThat(result.error()).contains("what was measured is in");
    RunDocument document = RunForm.FORM.read(file);
    assertThat(document.run().status()).isEqualTo(RunDocument.Status.PARTIAL);
    assertThat(document.run().statusReason()).isEqualTo("stopped by a signal");
    assertThat(document.blocks()).isNotEmpty();
    assertThat(Ringbench.run(directory, "report", file.toString()).output()).contains("partial");
    assertGone(before);
  }

  @Test
  void killedControllerTakesEverythingWithItAndTheNextRunRemovesTheRest() throws Exception {
    MachineState before = MachineState.cleaned(directory);
    Ringbench run = Ringbench.start(directory, small("interposition", "--operations", "open"));
    awaitFirstSave();
    run.process().destroyForcibly().waitFor();
    assertThat(RunForm.FORM.read(file).run().status()).isEqualTo(RunDocument.Status.PARTIAL);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!MachineState.now().processes().equals(before.processes())
        && System.nanoTime() < deadline) {
      Thread.sleep(50);
    }
    MachineState after = MachineState.now();
    assertThat(after.processes()).isEqualTo(before.processes());
    assertThat(after.bpfPrograms()).isEqualTo(before.bpfPrograms());
    assertThat(after.fanotifyHolders()).isEqualTo(before.fanotifyHolders());
    assertThat(after.mounts()).isEqualTo(before.mounts());
    assertThat(after.directories()).isNotEqualTo(before.directories());
    Ringbench.Result doctor = Ringbench.run(directory, "doctor");
    assertThat(doctor.exitCode()).as(doctor.error()).isZero();
    assertThat(doctor.error()).contains("removed what a run before left");
    assertThat(MachineState.now().directories()).isEqualTo(before.directories());
  }

  @Test
  void killedSensorFailsItsRowAndTheRestGoesOn() throws Exception {
    Ringbench run =
        Ringbench.start(
            directory, brief(3, "interposition", "--operations", "open", "--skip-floors"));
    awaitFirstSave();
    run.awaitDescendant("ringbench-sensor", "attach", "interposition").destroyForcibly();
    Ringbench.Result result = run.result();
    assertThat(result.exitCode()).as(result.error()).isZero();
    assertThat(blocksOf("interposition"))
        .filteredOn(block -> block.status() == Block.Status.FAILED)
        .singleElement()
        .satisfies(block -> assertThat(block.reason()).contains("killed by signal 9"));
    assertThat(blocksOf("none")).allMatch(Block::measured);
    assertThat(result.output()).contains("blocks failed");
  }

  @Test
  void frozenSensorThatHoldsCallersIsKilledAndItsRowSaysSo() throws Exception {
    assumeTrue(ROOT, "fanotify permission events need root");
    Ringbench run =
        Ringbench.start(
            directory, brief(3, "fanotify-permission", "--operations", "open", "--skip-floors"));
    awaitFirstSave();
    ProcessHandle sensor = run.awaitDescendant("ringbench-sensor", "attach", "fanotify-permission");
    new ProcessBuilder("kill", "-STOP", Long.toString(sensor.pid())).start().waitFor();
    Ringbench.Result result = run.result();
    assertThat(result.exitCode()).as(result.error()).isZero();
    assertThat(blocksOf("fanotify-permission"))
        .filteredOn(block -> block.status() == Block.Status.FAILED)
        .singleElement()
        .satisfies(
            block ->
                assertThat(block.reason())
                    .containsAnyOf("stopped answering", "gave no answer", "killed by signal 9"));
    assertThat(blocksOf("none")).allMatch(Block::measured);
  }

  @Test
  void secondRunAtOnceIsRefusedWithThePidOfTheFirst() throws Exception {
    Ringbench first = Ringbench.start(directory, small("interposition", "--operations", "open"));
    awaitFirstSave();
    Ringbench.Result second =
        Ringbench.run(directory, "run", "--out", directory.resolve("second.json").toString());
    assertThat(second.exitCode()).isEqualTo(3);
    assertThat(second.error()).contains("pid " + first.process().pid());
    first.process().destroy();
    first.result();
  }

  @Test
  void ordinaryUserMeasuresWhatHeMayAndSeesWhyNotTheRest() throws Exception {
    assumeTrue(ROOT, "giving up root needs root");
    Path home = Files.createDirectory(directory.resolve("nobody"));
    for (Path path = home; path.startsWith(directory); path = path.getParent()) {
      path.toFile().setReadable(true, false);
      path.toFile().setExecutable(true, false);
      path.toFile().setWritable(true, false);
    }
    Path copy = Files.copy(Path.of(System.getProperty("ringbench.jar")), home.resolve("r.jar"));
    copy.toFile().setReadable(true, false);
    file = home.resolve("result.json");
    List<String> nobody =
        List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--");
    MachineState before = MachineState.cleaned(directory);
    Ringbench.Result result =
        Ringbench.startUnder(
                nobody,
                home,
                copy,
                brief(
                    2,
                    "bpf-tracepoint,fanotify-permission,seccomp-notify,interposition",
                    "--skip-floors"))
            .result();
    assertThat(result.exitCode()).as(result.error()).isZero();
    RunDocument document = RunForm.FORM.read(file);
    assertThat(blocksOf("seccomp-notify")).isNotEmpty().allMatch(Block::measured);
    assertThat(blocksOf("interposition")).isNotEmpty().allMatch(Block::measured);
    assertThat(document.availability())
        .filteredOn(tried -> !tried.available())
        .hasSize(6)
        .allMatch(tried -> tried.remedy().contains("root"));
    assertThat(result.output()).contains("Not measured", "run as root");
    assertGone(before);
  }

  @Test
  void fullDiskIsToldAndTheDocumentIsElsewhere() throws Exception {
    assumeTrue(ROOT, "a small private file system needs root");
    Path small = Files.createDirectory(directory.resolve("small"));
    file = small.resolve("full-disk-result.json");
    List<String> onSmallDisk =
        List.of(
            "unshare",
            "--mount",
            "sh",
            "-c",
            "mount -t tmpfs -o size=16k ringbench-test '" + small + "' && exec \"$@\"",
            "sh");
    Ringbench.Result result =
        Ringbench.startUnder(
                onSmallDisk, directory, brief(2, "interposition", "--operations", "open"))
            .result();
    assertThat(result.exitCode()).as(result.error()).isEqualTo(3);
    assertThat(result.error()).contains("Cannot write " + file, "No space left");
    Matcher kept =
        Pattern.compile("so it is in (\\S+ringbench-kept-[0-9a-z]+/full-disk-result.json)\\.")
            .matcher(result.error());
    assertThat(kept.find()).as(result.error()).isTrue();
    Path elsewhere = Path.of(kept.group(1));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(elsewhere.getParent())))
        .isEqualTo("rwx------");
    assertThat(RunForm.FORM.read(elsewhere).run().status()).isEqualTo(RunDocument.Status.COMPLETE);
    Files.delete(elsewhere);
    Files.delete(elsewhere.getParent());
  }

  @Test
  void withoutBtfTheSensorsThatNeedItSaySo() throws Exception {
    assumeTrue(ROOT && Files.exists(Path.of("/sys/kernel/btf/vmlinux")), "needs root and BTF");
    List<String> withoutBtf =
        List.of(
            "unshare",
            "--mount",
            "sh",
            "-c",
            "mount -t tmpfs ringbench-test /sys/kernel/btf && exec \"$@\"",
            "sh");
    Ringbench.Result result =
        Ringbench.startUnder(withoutBtf, directory, "doctor", "--json").result();
    assertThat(result.exitCode()).as(result.error()).isZero();
    var tried =
        DocumentJson.mapper().readTree(result.output()).get("availability").valueStream().toList();
    assertThat(tried)
        .filteredOn(row -> row.get("cell").get("sensor").asString().equals("bpf-tp-btf"))
        .isNotEmpty()
        .allMatch(row -> !row.get("available").asBoolean())
        .allMatch(row -> row.get("remedy").asString().contains("CONFIG_DEBUG_INFO_BTF"));
    assertThat(tried)
        .filteredOn(row -> row.get("cell").get("sensor").asString().equals("seccomp-notify"))
        .allMatch(row -> row.get("available").asBoolean());
  }

  @Test
  void aKernelThatLoadsNoModulesSaysSo() throws Exception {
    assumeFalse(Files.exists(Path.of("/proc/modules")), "this kernel loads modules");
    Ringbench.Result result =
        Ringbench.run(directory, "run", "--allow-kernel-module", "--operations", "open");
    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(result.error()).contains("module", "`./ringbench guest run`");
  }

  /** The first round is saved: measuring goes on in the second fork. */
  private void awaitFirstSave() throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(180);
    while (!Files.exists(file)) {
      assertThat(System.nanoTime()).as("no document within 180 s").isLessThan(deadline);
      Thread.sleep(20);
    }
  }

  /** Processes end a moment after their controller. */
  private static void assertGone(MachineState before) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!MachineState.now().equals(before) && System.nanoTime() < deadline) {
      Thread.sleep(50);
    }
    assertThat(MachineState.now()).isEqualTo(before);
  }
}
