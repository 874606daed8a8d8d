// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ringbench.experiment.visibility.Asked;
import dev.ringbench.experiment.visibility.AskedSubject;
import dev.ringbench.experiment.visibility.Sight;
import dev.ringbench.experiment.visibility.SightCell;
import dev.ringbench.experiment.visibility.VisibilityDocument;
import dev.ringbench.experiment.visibility.Watch;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real forms before real sensors. */
@Measures
class VisibilityIT {
  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void needsRoot() {
    assumeTrue("root".equals(System.getProperty("user.name")), "kernel sensors need root");
    file = directory.resolve("visibility.json");
  }

  private static SightCell cell(
      VisibilityDocument document, String sensor, String form, Asked asked) {
    return document.cells().stream()
        .filter(
            cell ->
                cell.sensor().equals(sensor) && cell.form().equals(form) && cell.asked() == asked)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void sensorsSeeWhatThePointWhereTheyReadShows() throws Exception {
    MachineState before = MachineState.cleaned(directory);
    Ringbench.Result result =
        Ringbench.run(
            directory,
            "visibility",
            "--sensors",
            "inotify,fanotify-permission,seccomp-notify,interposition",
            "--forms",
            "V01,V02,V03,V14,V16,X01,X06,W01,V20",
            "--quick",
            "--out",
            file.toString());
    assertThat(result.exitCode()).as(result.output() + result.error()).isZero();
    VisibilityDocument document = VisibilityDocument.FORM.read(file);
    assertThat(document.status()).isEqualTo("complete");
    assertThat(document.cells()).noneMatch(SightCell::disagrees);
    assertSight(document, "seccomp-notify", "V01", Asked.NAMES, Sight.RIGHT);
    assertSight(document, "seccomp-notify", "V03", Asked.NAMES, Sight.UNSEEN);
    assertSight(document, "seccomp-notify", "V03", Asked.REFUSES, Sight.EVADED);
    assertSight(document, "interposition", "V02", Asked.NAMES, Sight.UNSEEN);
    assertSight(document, "fanotify-permission", "V03", Asked.REFUSES, Sight.REFUSED);
    assertSight(document, "fanotify-permission", "V16", Asked.REFUSES, Sight.EVADED);
    assertSight(document, "inotify", "V20", Asked.NAMES, Sight.UNSEEN);
    assertThat(result.output()).contains("goes unseen", "worst blind spots");
    Ringbench.Result report =
        Ringbench.run(directory, "report", file.toString(), "--format", "markdown");
    assertThat(report.output()).contains("V03 legacy open(2)", "Where sensors read");
    Ringbench.Result verified = Ringbench.run(directory, "verify", file.toString());
    assertThat(verified.exitCode()).as(verified.output() + verified.error()).isZero();
    assertThat(MachineState.now()).isEqualTo(before);
  }

  /** Whatever a real sensor prints is read as its description says. */
  @Test
  void aRealSensorStandsInTheSameTable() throws Exception {
    MachineState before = MachineState.cleaned(directory);
    Path agent = new Agent(directory).describe("good");
    Ringbench.Result result =
        Ringbench.run(
            directory,
            "visibility",
            "--subject",
            agent.toString(),
            "--sensors",
            "inotify",
            "--forms",
            "V01,V03,V13,V23",
            "--quick",
            "--out",
            file.toString());
    assertThat(result.exitCode()).as(result.output() + result.error()).isZero();
    VisibilityDocument document = VisibilityDocument.FORM.read(file);
    assertThat(document.subjects()).extracting(AskedSubject::sensor).containsExactly("good");
    assertThat(document.watches()).allMatch(Watch::measured);
    // It prints the last part of a name, and watches one directory.
    assertSight(document, "good", "V01", Asked.NAMES, Sight.PARTIAL);
    assertSight(document, "good", "V03", Asked.NAMES, Sight.PARTIAL);
    assertSight(document, "good", "V13", Asked.NAMES, Sight.UNSEEN);
    assertSight(document, "inotify", "V01", Asked.NAMES, Sight.RIGHT);
    assertThat(result.output()).contains("Not ours: good.");
    Ringbench.Result verified = Ringbench.run(directory, "verify", file.toString());
    assertThat(verified.exitCode()).as(verified.output() + verified.error()).isZero();
    assertThat(MachineState.now()).isEqualTo(before);
  }

  /** Sensors that only the guest's kernel has. */
  @Test
  void aGuestAsksSensorsThatThisKernelHasNot() throws Exception {
    Guests.need(directory);
    MachineState before = MachineState.cleaned(directory);
    Ringbench.Result result =
        Ringbench.run(
            directory,
            "guest",
            "visibility",
            "--sensors",
            "module-ftrace,bpf-lsm",
            "--forms",
            "V01,V07,V16",
            "--quick",
            "--out",
            file.toString());
    assertThat(result.exitCode()).as(result.output() + result.error()).isZero();
    VisibilityDocument document = VisibilityDocument.FORM.read(file);
    assertThat(document.watches()).as(document.watches().toString()).allMatch(Watch::measured);
    // The hook is behind every way to open a file.
    assertSight(document, "bpf-lsm", "V07", Asked.NAMES, Sight.RIGHT);
    assertSight(document, "module-ftrace", "V07", Asked.NAMES, Sight.RIGHT);
    assertThat(file.resolveSibling("visibility.json.console.log")).exists();
    assertThat(MachineState.now()).isEqualTo(before);
  }

  /** Also the process that was there before the sensor. */
  @Test
  void aKilledControllerTakesEveryFormWithIt() throws Exception {
    MachineState before = MachineState.cleaned(directory);
    Ringbench run =
        Ringbench.start(
            directory, "visibility", "--sensors", "inotify,ptrace", "--out", file.toString());
    run.awaitDescendant("form that runs", VisibilityIT::doesForms);
    run.process().destroyForcibly().waitFor();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (forms() > 0 && System.nanoTime() < deadline) {
      Thread.sleep(50);
    }
    assertThat(forms()).isZero();
    assertThat(MachineState.cleaned(directory)).isEqualTo(before);
  }

  /** Beside a real sensor nobody adopts it: its control group is found by the next command. */
  @Test
  void theNextCommandEndsTheFormsThatAKilledOneDidBesideARealSensor() throws Exception {
    MachineState before = MachineState.cleaned(directory);
    Ringbench run =
        Ringbench.start(
            directory,
            "visibility",
            "--subject",
            new Agent(directory).describe("good").toString(),
            "--out",
            file.toString());
    run.awaitDescendant("form that runs", VisibilityIT::doesForms);
    run.process().destroyForcibly().waitFor();
    Ringbench.Result next =
        Ringbench.run(
            directory,
            "capacity",
            "--sensors",
            "none",
            "--out",
            directory.resolve("next.json").toString());
    assertThat(next.exitCode()).as(next.error()).isZero();
    assertThat(next.error()).contains("removed what a run before left: control group", ".forms-1");
    assertThat(forms()).isZero();
    assertThat(MachineState.now()).isEqualTo(before);
  }

  private static long forms() {
    return ProcessHandle.allProcesses().filter(VisibilityIT::isForm).count();
  }

  /** While it does forms, that which was there before the sensor waits for its turn. */
  private static boolean doesForms(ProcessHandle handle) {
    return isForm(handle)
        && handle.info().arguments().filter(words -> words[0].equals("run")).isPresent();
  }

  /** Also when its file is gone. */
  private static boolean isForm(ProcessHandle handle) {
    return handle.info().command().filter(path -> path.contains("/ringbench-form")).isPresent();
  }

  private static void assertSight(
      VisibilityDocument document, String sensor, String form, Asked asked, Sight expected) {
    assertThat(cell(document, sensor, form, asked).sight())
        .as("%s before %s, %s", form, sensor, asked)
        .contains(expected);
  }

  @Test
  void badInputIsNamedBeforeAnythingIsRun() throws Exception {
    assertBadInput("--forms: unknown form 'V99'", "--forms", "V99");
    assertBadInput("--sensors: unknown sensor 'none'", "--sensors", "none");
    assertBadInput("--tries 65: use 1 to 64", "--tries", "65");
    assertThat(file).doesNotExist();
  }

  private void assertBadInput(String message, String option, String value) throws Exception {
    Ringbench.Result result = Ringbench.run(directory, "visibility", option, value);
    assertThat(result.exitCode()).as(result.output() + result.error()).isEqualTo(2);
    assertThat(result.error()).contains(message);
  }
}
