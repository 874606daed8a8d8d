// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringbench.experiment.run.RunDocument;
import dev.ringbench.experiment.run.RunForm;
import dev.ringbench.model.Availability;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The jar where system calls are refused, as the filters of containers and services do it. */
@Measures
class RefusedCallsIT {
  private static final Path REFUSE_CALLS =
      Path.of(System.getProperty("ringbench.refuse.calls")).normalize();

  @TempDir Path directory;

  private Ringbench.Result run(String error, String calls, String... arguments) throws Exception {
    return Ringbench.runUnder(
        List.of(REFUSE_CALLS.toString(), error, calls), directory, Ringbench.jar(), arguments);
  }

  /** Its figures are those of no condition that it names. */
  @ParameterizedTest
  @CsvSource({
    "EPERM, sched_setaffinity, pin the workload",
    "EPERM, memfd_create, shared memory",
    "EPERM, clock_nanosleep, CLOCK_MONOTONIC"
  })
  void withoutWhatEveryFigureDependsOnNothingIsMeasuredAndTheCauseIsNamed(
      String error, String call, String cause) throws Exception {
    Ringbench.Result result =
        run(error, call, "run", "--sensors", "placebo", "--operations", "open");
    assertThat(result.exitCode()).as(result.output() + result.error()).isEqualTo(3);
    assertThat(result.error()).contains("no baseline works", cause, call + " ", "seccomp filter");
    assertThat(result.error()).doesNotContain("as root", "\tat ");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void whatOneMechanismNeedsMakesOnlyThatUnavailable() throws Exception {
    Ringbench.Result result =
        run(
            "EMFILE",
            "inotify_init1,fanotify_init",
            "run",
            "--sensors",
            "inotify,fanotify-permission",
            "--operations",
            "open",
            "--handoff",
            "same-cpu",
            "--forks",
            "1",
            "--rounds",
            "1",
            "--skip-floors",
            "--out",
            "result.json");
    assertThat(result.exitCode()).as(result.error()).isZero();
    RunDocument document = RunForm.FORM.read(directory.resolve("result.json"));
    List<Availability> refused =
        document.availability().stream().filter(found -> !found.available()).toList();
    assertThat(refused)
        .filteredOn(found -> found.cell().sensor().equals("inotify"))
        .extracting(Availability::remedy)
        .allMatch(remedy -> remedy.contains("fs.inotify.max_user_instances"));
    assertThat(document.blocks()).anyMatch(block -> block.sensor().equals("none"));
    assertThat(Files.readString(directory.resolve("result.json"))).doesNotContain("newer kernel");
  }
}
