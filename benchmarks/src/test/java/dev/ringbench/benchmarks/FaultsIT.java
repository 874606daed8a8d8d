// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ringbench.content.ChannelFile;
import dev.ringbench.driver.DriverBuild;
import dev.ringbench.experiment.faults.CampaignDocument;
import dev.ringbench.experiment.faults.CampaignRuns;
import dev.ringbench.experiment.faults.FaultDocument;
import dev.ringbench.experiment.faults.FaultDocument.Cell;
import dev.ringbench.fault.Facts;
import dev.ringbench.fault.Outcome;
import dev.ringbench.fault.SecurityEffect;
import java.io.BufferedReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real defects in real sensors, on this machine and in a guest that dies of them. */
@Measures
class FaultsIT {
  private static final String USER_MODE =
      "fanotify-permission,seccomp-notify,fanotify-notify-fd,interposition";

  @TempDir Path directory;
  private Path campaign;

  @BeforeEach
  void needsRoot() {
    assumeTrue(
        "root".equals(System.getProperty("user.name")),
        "faults of user-mode sensors need root: private mounts and fanotify");
    campaign = directory.resolve("campaign");
  }

  private void needsGuests() throws Exception {
    assumeTrue(Guests.canBuild(directory), "no kernel in /boot has modules and headers");
  }

  private FaultDocument faults(String... arguments) throws Exception {
    String[] all = new String[arguments.length + 3];
    all[0] = "faults";
    all[1] = "--out";
    all[2] = campaign.toString();
    System.arraycopy(arguments, 0, all, 3, arguments.length);
    Ringbench.Result result = Ringbench.run(directory, all);
    assertThat(result.exitCode()).as(result.output() + result.error()).isZero();
    return CampaignDocument.read(campaign);
  }

  private static Cell cell(FaultDocument document, String fault, String sensor, String machine) {
    return document.cells().stream()
        .filter(cell -> cell.fault().equals(fault) && cell.sensor().equals(sensor))
        .filter(cell -> cell.machineProfile().equals(machine))
        .findFirst()
        .orElseThrow();
  }

  private static Outcome outcome(
      FaultDocument document, String fault, String sensor, String machine) {
    return cell(document, fault, sensor, machine).outcome();
  }

  @Test
  void aDefectInUserModeTakesDownWhatWaitsForItAndNothingElse() throws Exception {
    MachineState before = MachineState.cleaned(directory);
    FaultDocument document =
        faults(
            "--sensors",
            USER_MODE,
            "--faults",
            "F01,F08,F14,F15,F16",
            "--runs",
            "2",
            "--seed",
            "1");
    assertThat(document.unavailable()).isEmpty();
    assertThat(outcome(document, "F01", "fanotify-permission", "bare")).isEqualTo(Outcome.B2);
    assertThat(outcome(document, "F01", "seccomp-notify", "bare")).isEqualTo(Outcome.B4);
    assertThat(outcome(document, "F01", "fanotify-notify-fd", "bare")).isEqualTo(Outcome.B2);
    assertThat(outcome(document, "F01", "interposition", "bare")).isEqualTo(Outcome.B4);
    assertThat(outcome(document, "F08", "fanotify-permission", "bare")).isEqualTo(Outcome.B4);
    assertThat(outcome(document, "F08", "fanotify-permission", "guarded"))
        .as("the watchdog kills what no longer beats")
        .isEqualTo(Outcome.B2);
    assertThat(outcome(document, "F14", "fanotify-permission", "bare"))
        .as("one verdict in 25 never comes, until nobody is left to ask")
        .isEqualTo(Outcome.B4);
    assertThat(cell(document, "F15", "fanotify-notify-fd", "bare").security())
        .as("what waited in the queue of a sensor that was stopped is not lost")
        .containsExactlyEntriesOf(Map.of(SecurityEffect.LATE, 2));
    assertThat(cell(document, "F16", "interposition", "bare").notApplicable()).isNotNull();
    assertThat(cell(document, "F16", "fanotify-permission", "bare").times().recover().p50())
        .as("its supervisor restarts it after 100 ms")
        .isGreaterThan(100);
    assertThat(document.cells())
        .allMatch(cell -> cell.outcome() == null || cell.outcome().severity() < 5);
    assertThat(MachineState.now()).isEqualTo(before);
    assertThat(groups()).isEmpty();
  }

  private static List<Path> groups() throws Exception {
    for (String mount : List.of("/sys/fs/cgroup", "/sys/fs/cgroup/unified")) {
      if (Files.isRegularFile(Path.of(mount, "cgroup.procs"))) {
        try (var entries = Files.list(Path.of(mount))) {
          return entries
              .filter(entry -> entry.getFileName().toString().startsWith("ringbench-fault-"))
              .toList();
        }
      }
    }
    return List.of();
  }

  @Test
  void gradesAgainFromWhatWasKeptAndFindsATamperedClass() throws Exception {
    // User mode may run in a guest, too.
    String place = Guests.canBuild(directory) ? "guest" : "host";
    faults("--sensors", "fanotify-permission", "--faults", "F01", "--runs", "1", "--place", place);
    Ringbench.Result same = Ringbench.run(directory, "faults", "reclassify", campaign.toString());
    assertThat(same.exitCode()).as(same.output() + same.error()).isZero();
    assertThat(same.output()).contains(" 0 another.");
    Path classes = campaign.resolve("classes.json");
    Files.writeString(
        classes,
        Files.readString(classes, StandardCharsets.UTF_8)
            .replaceFirst("\"outcome\":\"B2\"", "\"outcome\":\"B7\""),
        StandardCharsets.UTF_8);
    Ringbench.Result other = Ringbench.run(directory, "faults", "reclassify", campaign.toString());
    assertThat(other.exitCode()).isEqualTo(1);
    assertThat(other.output()).contains("kept B7").contains("now B2");
    Ringbench.Result report = Ringbench.run(directory, "report", campaign.toString());
    assertThat(report.output()).contains(" F01 CHANNEL291  B2");
  }

  @Test
  void aKilledCampaignLeavesNothingAndGoesOnWhereItWas() throws Exception {
    MachineState before = MachineState.cleaned(directory);
    Ringbench killed =
        Ringbench.start(
            directory,
            "faults",
            "--sensors",
            "fanotify-permission",
            "--faults",
            "F01,F16",
            "--runs",
            "60",
            "--out",
            campaign.toString());
    Path runs = campaign.resolve("runs.jsonl");
    long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!Files.exists(runs) || Files.readAllLines(runs).size() < 12) {
      assertThat(System.nanoTime()).as("the campaign begins").isLessThan(deadlineNs);
      Thread.sleep(5);
    }
    // All that MachineState looks at takes longer than the campaign may go on.
    assertThat(MachineState.readAutogroups()).as("switched off, or not there").isNotEqualTo("1\n");
    killed.process().destroyForcibly().waitFor();
    int kept = Files.readAllLines(runs).size();
    Ringbench.Result resumed = Ringbench.run(directory, "faults", "--resume", campaign.toString());
    assertThat(resumed.exitCode()).as(resumed.output() + resumed.error()).isZero();
    FaultDocument document = CampaignDocument.read(campaign);
    assertThat(document.status()).isEqualTo("complete");
    assertThat(cell(document, "F01", "fanotify-permission", "bare").runs()).isEqualTo(60);
    assertThat(cell(document, "F16", "fanotify-permission", "guarded").runs()).isEqualTo(60);
    assertThat(Files.readAllLines(runs).size()).isGreaterThan(kept);
    assertThat(MachineState.now()).isEqualTo(before);
    assertThat(groups()).isEmpty();
  }

  @Test
  void shardsAreTheCampaignThatWasNotCut() throws Exception {
    String[] plan = {
      "faults",
      "--sensors",
      "fanotify-permission",
      "--faults",
      "F01",
      "--machines",
      "bare",
      "--runs",
      "2",
      "--seed",
      "7"
    };
    List<String> merge = new ArrayList<>(List.of("merge", "--out", campaign.toString()));
    for (String shard : List.of("1/2", "2/2")) {
      Path part = directory.resolve("shard-" + shard.charAt(0));
      Ringbench.Result result = Ringbench.run(directory, with(plan, part, "--shard", shard));
      assertThat(result.exitCode()).as(result.output() + result.error()).isZero();
      assertThat(CampaignDocument.read(part).partialReason()).contains("shard " + shard);
      merge.add(part.toString());
    }
    Ringbench.Result merged = Ringbench.run(directory, merge.toArray(new String[0]));
    assertThat(merged.exitCode()).as(merged.output() + merged.error()).isZero();
    Path uncut = directory.resolve("uncut");
    assertThat(Ringbench.run(directory, with(plan, uncut)).exitCode()).isZero();
    assertThat(runs(campaign)).isEqualTo(runs(uncut)).isNotEmpty();
    FaultDocument whole = CampaignDocument.read(campaign);
    assertThat(whole.status()).isEqualTo("complete");
    assertThat(cell(whole, "F01", "fanotify-permission", "bare").outcomes())
        .isEqualTo(
            cell(CampaignDocument.read(uncut), "F01", "fanotify-permission", "bare").outcomes())
        .isEqualTo(Map.of(Outcome.B2, 2));
    Ringbench.Result verified = Ringbench.run(directory, "verify", campaign.toString());
    assertThat(verified.output()).contains("raw runs").contains("machines");
  }

  private static String[] with(String[] plan, Path out, String... more) {
    return Stream.of(plan, new String[] {"--out", out.toString()}, more)
        .flatMap(Stream::of)
        .toArray(String[]::new);
  }

  /** The seed of each run by its number, without calibration, which each shard has. */
  private static Map<Integer, Long> runs(Path path) {
    Map<Integer, Long> seeds = new TreeMap<>();
    CampaignRuns.open(path)
        .forEachRun(
            run -> {
              if (!run.run().kind().equals(Facts.CALIBRATION)) {
                seeds.put(run.run().number(), run.run().seed());
              }
            });
    return seeds;
  }

  @Test
  void aGuardSavesTheMachineFromWhatItCanEnd() throws Exception {
    needsGuests();
    FaultDocument document =
        faults("--sensors", "module-guarded", "--faults", "F01", "--runs", "1", "--seed", "1");
    for (String machine : List.of("bare", "guarded")) {
      assertThat(outcome(document, "F01", "module-guarded", machine))
          .as(machine)
          .isEqualTo(Outcome.B2);
      assertThat(cell(document, "F01", "module-guarded", machine).security())
          .as("what it was to refuse is let through")
          .containsEntry(SecurityEffect.OPEN, 1);
    }
  }

  @Test
  void inRustAFaultIsAPanicOrAnErrorAndWhatTheCompilerRefusesIsNotRun() throws Exception {
    needsGuests();
    assumeTrue(
        DriverBuild.faultyRustMissing() == null,
        () -> "skipped: " + DriverBuild.faultyRustMissing());
    FaultDocument document =
        faults(
            "--sensors",
            "module-rust,module-rust-fallible",
            "--faults",
            "F01,F04",
            "--runs",
            "1",
            "--seed",
            "1");
    assertThat(outcome(document, "F01", "module-rust", "bare")).isEqualTo(Outcome.B6);
    assertThat(outcome(document, "F01", "module-rust", "guarded")).isEqualTo(Outcome.B7);
    assertThat(outcome(document, "F01", "module-rust-fallible", "bare")).isEqualTo(Outcome.B2);
    assertThat(outcome(document, "F01", "module-rust-fallible", "guarded")).isEqualTo(Outcome.B2);
    assertThat(document.cells())
        .filteredOn(cell -> cell.fault().equals("F04"))
        .isNotEmpty()
        .allMatch(cell -> cell.runs() == 0);
  }

  @Test
  void aDefectInTheKernelDamagesItOrTakesItDownAndAProgramIsRefused() throws Exception {
    needsGuests();
    FaultDocument document =
        faults(
            "--sensors",
            "module-ftrace-auth,bpf-lsm-auth",
            "--faults",
            "F01,F16,F22",
            "--runs",
            "2",
            "--seed",
            "1");
    assertThat(outcome(document, "F01", "module-ftrace-auth", "bare")).isEqualTo(Outcome.B6);
    assertThat(outcome(document, "F01", "module-ftrace-auth", "guarded")).isEqualTo(Outcome.B7);
    assertThat(outcome(document, "F22", "module-ftrace-auth", "bare")).isEqualTo(Outcome.B6);
    assertThat(outcome(document, "F22", "module-ftrace-auth", "guarded"))
        .as("it is loaded at boot")
        .isEqualTo(Outcome.B8);
    assertThat(outcome(document, "F01", "bpf-lsm-auth", "guarded")).isEqualTo(Outcome.B2);
    assertThat(cell(document, "F01", "bpf-lsm-auth", "guarded").security())
        .as("the sound program that was loaded before goes on, if late on a busy machine")
        .doesNotContainKeys(
            SecurityEffect.OPEN, SecurityEffect.CLOSED, SecurityEffect.LOST, SecurityEffect.WRONG);
    assertThat(cell(document, "F16", "bpf-lsm-auth", "bare").security())
        .as("pinned it stays when its loader is killed, which one of two is")
        .containsEntry(SecurityEffect.OPEN, 1);
    assertThat(document.selfChecks())
        .filteredOn(check -> check.kind().equals("known-bad"))
        .isNotEmpty()
        .allMatch(check -> check.as() == check.of());
    assertThat(document.detections())
        .filteredOn(detection -> detection.of().equals("kernel death"))
        .allMatch(detection -> detection.quantiles().max() < detection.limitMs());
  }

  /** Each was once injected so that it did nothing of the kind. */
  @Test
  void whatHasNoRoomLosesEventsAndAModuleOfAnotherKernelIsRefused() throws Exception {
    needsGuests();
    assumeTrue(Files.exists(Path.of("/sys/kernel/btf/vmlinux")), "the kernel has no BTF");
    FaultDocument document =
        faults(
            "--sensors",
            "module-ftrace,bpf-tracepoint",
            "--faults",
            "F05,F12,F19,F24,F25",
            "--machines",
            "bare",
            "--runs",
            "2",
            "--seed",
            "1");
    assertThat(document.unavailable()).isEmpty();
    for (String sensor : List.of("module-ftrace", "bpf-tracepoint")) {
      for (String fault : List.of("F19", "F25")) {
        assertThat(cell(document, fault, sensor, "bare").security())
            .as(fault + " in " + sensor)
            .containsEntry(SecurityEffect.LOST, 2);
      }
    }
    assertThat(cell(document, "F05", "module-ftrace", "bare").outcomes())
        .as("a heap that is corrupted is allocated from")
        .containsExactlyEntriesOf(Map.of(Outcome.B6, 2));
    assertThat(cell(document, "F12", "bpf-tracepoint", "bare").outcomes())
        .as("the kernel counts as missed what the program causes itself")
        .containsExactlyEntriesOf(Map.of(Outcome.B1, 2));
    assertThat(cell(document, "F24", "bpf-tracepoint", "bare").security())
        .as("the program that is refused takes no event from the one that is loaded")
        .isEmpty();
    assertThat(cell(document, "F24", "module-ftrace", "bare").outcomes())
        .as("one form is refused at load, the other reads wrong fields")
        .containsKey(Outcome.B2);
  }

  /** A bound is no end: the verifier takes loops of loops that go on for days. */
  @Test
  void aBoundedLoopOfBoundedLoopsTakesTheMachineAlong() throws Exception {
    needsGuests();
    FaultDocument document =
        faults(
            "--sensors",
            "bpf-lsm-auth",
            "--faults",
            "F08",
            "--machines",
            "guarded",
            "--runs",
            "3",
            "--seed",
            "1");
    assertThat(document.forms())
        .filteredOn(form -> form.form().equals("endless"))
        .singleElement()
        .as("the verifier refuses it")
        .returns(Outcome.B2, FaultDocument.Form::outcome);
    assertThat(document.forms())
        .filteredOn(form -> form.form().equals("a loop of loops"))
        .singleElement()
        .returns(Outcome.B7, FaultDocument.Form::outcome);
  }

  @Test
  void whatAnInstallationLacksIsNoRefusalOfTheKernel() throws Exception {
    Path built = Path.of("../native/target/cmake");
    Path without = Files.createDirectory(directory.resolve("native"));
    for (String file : List.of("ringbench-fault", "ringbench-sensor-faulty", "libringbench.so")) {
      Files.copy(built.resolve(file), without.resolve(file), StandardCopyOption.COPY_ATTRIBUTES);
    }
    Files.write(directory.resolve("content"), ChannelFile.before());
    String order =
        "run sensor bpf-tracepoint fault F01 kind fault seed 1 trigger 40 panic-on-oops 0 watchdog 0"
            + " restart-delay-ms 100 limit-ms 5000 stall-ms 1000 content content work work";
    String said = conducted(without, order.split(" ", -1));
    assertThat(said).contains("faulty_tracepoint.bpf.o").contains("end 3");
    assertThat(conducted(without, "run", "native-dir", "/tmp"))
        .contains("refused: an option is unknown")
        .contains("end 2");
  }

  /** By the records of native/fault/order.h, written here once more. */
  private String conducted(Path nativeDir, String... words) throws Exception {
    Process process =
        new ProcessBuilder(
                nativeDir.resolve("ringbench-fault").toString(),
                "serve",
                nativeDir.toString(),
                directory.toString())
            .redirectErrorStream(true)
            .start();
    String payload =
        Stream.of(words)
            .map(word -> word.length() + ":" + word + ",")
            .collect(Collectors.joining());
    try (OutputStream in = process.getOutputStream()) {
      in.write((payload.length() + ":" + payload + ",").getBytes(StandardCharsets.US_ASCII));
      in.flush();
      BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
      StringBuilder said = new StringBuilder();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        said.append(line).append('\n');
        if (line.startsWith("end ")) {
          break;
        }
      }
      return said.toString();
    }
  }

  /** An id that held tabs and options of the conductor ran a script of its own as root. */
  @Test
  void aStrangersCampaignRunsNothing() throws Exception {
    Files.createDirectories(campaign.resolve("consoles"));
    Path proof = directory.resolve("proof");
    Path evil = Files.createDirectory(directory.resolve("evil"));
    Ringbench.executable(evil.resolve("ringbench-sensor-faulty"), "#!/bin/sh\nid >" + proof + "\n");
    String plan =
        """
        {"format": 1, "profile": "smoke", "runs_of_cell": 1, "faults": [], "seed": 1, "catalogue": 2,
         "sensors": [{"id": "fanotify-permission\\t--native-dir\\t%s", "place": "host"}],
         "machine_profiles":
           [{"panic_on_oops": 0, "watchdog": 0, "restart_delay_ms": 100, "start_limit": 5}]}
        """
            .formatted(evil);
    Files.writeString(campaign.resolve("plan.json"), plan);
    for (List<String> command :
        List.of(List.of("faults", "--resume"), List.of("faults", "reclassify"))) {
      Ringbench.Result result =
          Ringbench.run(directory, command.get(0), command.get(1), campaign.toString());
      assertThat(result.exitCode()).as(result.output() + result.error()).isEqualTo(2);
      assertThat(result.error()).contains("plan.json breaks its schema");
    }
    assertThat(proof).doesNotExist();
  }

  /** What the host does to a machine is no outcome of a fault. */
  @Test
  void aQemuThatIsKilledWhileItRebootsIsCountedApart() throws Exception {
    needsGuests();
    Ringbench run =
        Ringbench.start(
            directory,
            "faults",
            "--sensors",
            "module-ftrace-auth",
            "--faults",
            "F22",
            "--machines",
            "guarded",
            "--runs",
            "1",
            "--out",
            campaign.toString());
    int killed = 0;
    while (run.process().isAlive()) {
      for (String slot : List.of("slot0", "slot1")) {
        // Told by its own console: it went down, and boots again.
        Path console =
            run.directory()
                .map(own -> own.resolve("faults").resolve(slot).resolve("console"))
                .orElse(null);
        if (console != null
            && Files.exists(console)
            && new String(Files.readAllBytes(console), StandardCharsets.ISO_8859_1)
                .contains("Kernel panic")) {
          killed += kill(run, "/faults/" + slot + "/");
        }
      }
      Thread.sleep(20);
    }
    Ringbench.Result result = run.result();
    assertThat(killed).as(result.output() + result.error()).isPositive();
    FaultDocument document = CampaignDocument.read(campaign);
    assertThat(document.unavailable())
        .anyMatch(
            lacking ->
                lacking.reason().contains("QEMU was ended by signal 9")
                    || lacking.reason().contains("QEMU was ended"));
    assertThat(document.cells()).allMatch(cell -> !cell.outcomes().containsKey(Outcome.B8));
  }

  private static int kill(Ringbench run, String words) {
    return (int)
        run.process()
            .descendants()
            .filter(
                process ->
                    process.info().arguments().stream()
                        .flatMap(Stream::of)
                        .anyMatch(word -> word.contains(words)))
            .filter(ProcessHandle::destroyForcibly)
            .count();
  }

  @Test
  void theChannelFileIsABootLoopARefusalOrARestart() throws Exception {
    needsGuests();
    Path kept = directory.resolve("replay");
    Ringbench.Result result =
        Ringbench.run(directory, "faults", "--replay", "channel-file", "--out", kept.toString());
    assertThat(result.exitCode()).as(result.output() + result.error()).isZero();
    assertThat(result.output().replaceAll("\\s+", " "))
        .contains("module-ftrace-auth, none: a boot loop: 5 boots in a row failed")
        .contains("module-ftrace-auth, last-known-good: well again after 3 boots")
        .contains("module-ftrace-auth, both-bad: up without its sensor after 4 boots")
        .contains("bpf-lsm-auth, none: refused at load; the old content stays")
        .contains("fanotify-permission, none: given up after 5 ends; the machine stays up")
        .contains("fanotify-permission, last-known-good: well again with the content before")
        .contains("with its wildcard: all verdicts right")
        .doesNotContain("verdicts were wrong");
    assertThat(kept.resolve("replay.json")).exists();
    assertThat(kept.resolve("replay.md")).exists();
  }

  /** The gap is in the faulty build's check alone. */
  @Test
  void aSoundCheckRefusesTheChannelFile() throws Exception {
    Path content = directory.resolve("content");
    for (byte[] bytes : List.of(ChannelFile.before(), ChannelFile.after())) {
      Files.write(content, bytes);
      Ringbench.Result result = Ringbench.run(directory, "content", "check", content.toString());
      assertThat(result.exitCode()).isEqualTo(2);
      assertThat(result.error()).contains("a criterion looks at a field that no event has");
    }
  }

  @Test
  void badInputIsNamedBeforeAnythingIsRun() throws Exception {
    assertBadInput("--faults F99: no such fault", "--faults", "F99");
    assertBadInput("--sensors auditd: no faulty build", "--sensors", "auditd");
    assertBadInput("--runs 0: use 1 to", "--runs", "0");
    assertBadInput("--machines: unknown machine 'windows'. Known: bare", "--machines", "windows");
    assertBadInput("--profile: unknown profile 'thorough'. Known: smoke", "--profile", "thorough");
    assertBadInput("--replay blaster: there is channel-file", "--replay", "blaster");
    assertBadInput("are faults of kernel code", "--place", "host", "--sensors", "module-ftrace");
    assertBadInput("is no directory of a campaign", "--resume", directory.toString());
    assertThat(campaign).doesNotExist();
  }

  private void assertBadInput(String message, String... arguments) throws Exception {
    String[] all = new String[arguments.length + 1];
    all[0] = "faults";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    Ringbench.Result result = Ringbench.run(directory, all);
    assertThat(result.exitCode()).as(result.output() + result.error()).isEqualTo(2);
    assertThat(result.error()).contains(message);
  }
}
