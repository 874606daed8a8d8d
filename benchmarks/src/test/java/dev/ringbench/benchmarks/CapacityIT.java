// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ringbench.experiment.capacity.CapacityDocument;
import dev.ringbench.experiment.capacity.CapacityPoint;
import dev.ringbench.experiment.capacity.CapacityRow;
import dev.ringbench.experiment.capacity.CapacityRow.Limit;
import dev.ringbench.experiment.capacity.CapacityRow.Status;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real sensors at full load. */
@Measures
class CapacityIT {
  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void needsRoot() {
    assumeTrue("root".equals(System.getProperty("user.name")), "kernel sensors need root");
    file = directory.resolve("capacity.json");
  }

  private CapacityDocument capacity(String... arguments) throws Exception {
    String[] all = new String[arguments.length + 4];
    all[0] = "capacity";
    all[1] = "--out";
    all[2] = file.toString();
    all[3] = "--force";
    System.arraycopy(arguments, 0, all, 4, arguments.length);
    Ringbench.Result result = Ringbench.run(directory, all);
    assertThat(result.exitCode()).as(result.output() + result.error()).isZero();
    return CapacityDocument.FORM.read(file);
  }

  private static CapacityRow row(CapacityDocument document, String sensor, int threads) {
    return document.rows().stream()
        .filter(row -> row.sensor().equals(sensor) && row.threads() == threads)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void tellsWhatLosesFromWhatHoldsBack() throws Exception {
    MachineState before = MachineState.cleaned(directory);
    CapacityDocument document =
        capacity("--sensors", "bpf-tracepoint,fanotify-permission", "--threads", "1,2");
    assertThat(document.status()).isEqualTo("complete");
    assertThat(document.rows()).allMatch(row -> row.status() == Status.OK);
    assertThat(row(document, "none", 1).limit()).isEqualTo(Limit.NOTHING_TO_LOSE);
    CapacityRow asked = row(document, "fanotify-permission", 1);
    assertThat(asked.limit()).isEqualTo(Limit.THROTTLE);
    // Whoever waits for the sensor is held at its speed, so the two are one rate.
    assertThat(asked.capacityPerSecond()).isEqualTo(asked.unpacedPerSecond());
    assertThat(asked.unpacedPerSecond()).isLessThan(row(document, "none", 1).unpacedPerSecond());
    CapacityRow watched = row(document, "bpf-tracepoint", 1);
    assertThat(watched.capacityPerSecond()).isPositive();
    assertThat(watched.points()).allMatch(point -> point.losses().silent() == 0);
    assertThat(watched.points().get(0).delay()).isNotNull();
    Ringbench.Result report =
        Ringbench.run(directory, "report", file.toString(), "--format", "markdown");
    assertThat(report.output())
        .contains("## open: full speed by number of producing threads", "| fanotify-permission |");
    assertThat(MachineState.now()).isEqualTo(before);
  }

  @Test
  void aSmallQueueOverflowsAndTheSensorSaysSo() throws Exception {
    CapacityDocument document =
        capacity(
            "--sensors",
            "bpf-tracepoint",
            "--operations",
            "null-call",
            "--handoff",
            "same-cpu",
            "--queue-bytes",
            "4096");
    CapacityRow row = row(document, "bpf-tracepoint", 1);
    assertThat(row.limit()).isEqualTo(Limit.LOSS);
    CapacityPoint fullSpeed = row.fullSpeed().orElseThrow();
    assertThat(fullSpeed.losses().reported()).isPositive();
    assertThat(row.points()).allMatch(point -> point.losses().silent() == 0);
  }

  @Test
  void mergedEventsAreNoSilentLoss() throws Exception {
    CapacityDocument document =
        capacity("--sensors", "fanotify-notify", "--operations", "write", "--handoff", "same-cpu");
    CapacityRow row = row(document, "fanotify-notify", 1);
    assumeTrue(row.status() == Status.OK, row.reason());
    assertThat(row.points()).anyMatch(point -> point.losses().merged() > 0);
    assertThat(row.points()).allMatch(point -> point.losses().silent() == 0);
  }

  @Test
  void aSensorThatStopsDrainingIsFoundAndTheRestGoesOn() throws Exception {
    Ringbench run =
        Ringbench.start(
            directory,
            "capacity",
            "--sensors",
            "interposition",
            "--profile",
            "standard",
            "--threads",
            "1",
            "--out",
            file.toString());
    // Below a load, and named: the probe's is below none, the baseline's is the idle consumer.
    // Loads
    // come in a random order, so the first of them may be a baseline's.
    ProcessHandle sensor =
        run.awaitDescendant(
            "ringbench-sensor of a load",
            process ->
                Ringbench.arguments(process).contains("interposition")
                    && process.parent().map(CapacityIT::isLoad).orElse(false));
    Thread.sleep(300);
    new ProcessBuilder("kill", "-STOP", Long.toString(sensor.pid())).start().waitFor();
    Ringbench.Result result = run.result();
    assertThat(result.exitCode()).as(result.output() + result.error()).isZero();
    CapacityDocument document = CapacityDocument.FORM.read(file);
    assertThat(row(document, "interposition", 1).status()).isEqualTo(Status.FAILED);
    assertThat(row(document, "interposition", 1).reason()).contains("stopped draining");
    assertThat(row(document, "none", 1).status()).isEqualTo(Status.OK);
    assertThat(result.output()).contains("What stopped");
  }

  @Test
  void replaysTheRatesOfAFleet() throws Exception {
    CapacityDocument document =
        capacity("--sensors", "interposition", "--fleet", "bursts", "--handoff", "busy-poll");
    assertThat(document.fleet().rows()).hasSize(1);
    assertThat(document.fleet().rows().get(0).points()).hasSize(21);
    CapacityPoint first = document.fleet().rows().get(0).points().get(0);
    assertThat(first.offeredPerSecond())
        .isBetween(0.5 * first.wantedPerSecond(), 1.5 * first.wantedPerSecond());
  }

  @Test
  void badInputIsNamedBeforeAnythingIsRun() throws Exception {
    assertBadInput("--threads 0: use 1 to 16", "--threads", "0");
    assertBadInput("--queue-bytes 5000: use 0 or a power of two", "--queue-bytes", "5000");
    assertBadInput("--fleet rush: there are poisson, bursts", "--fleet", "rush");
    assertBadInput(
        "--profile: unknown profile 'fast'. Known: quick, standard", "--profile", "fast");
    assertBadInput("unknown sensor 'falcon'", "--sensors", "falcon");
    Ringbench.Result other =
        Ringbench.run(directory, "report", directory.resolve("none.json").toString());
    assertThat(other.exitCode()).isEqualTo(2);
    assertThat(file).doesNotExist();
  }

  private static boolean isLoad(ProcessHandle process) {
    return Ringbench.isNamed(process, "ringbench-sensor")
        && Ringbench.arguments(process).stream().limit(1).allMatch("load"::equals);
  }

  private void assertBadInput(String message, String... arguments) throws Exception {
    String[] all = new String[arguments.length + 1];
    all[0] = "capacity";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    Ringbench.Result result = Ringbench.run(directory, all);
    assertThat(result.exitCode()).as(result.output() + result.error()).isEqualTo(2);
    assertThat(result.error()).contains(message);
  }
}
