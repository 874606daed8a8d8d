// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringbench.experiment.matrix.KernelHistory.Change;
import dev.ringbench.experiment.matrix.KernelHistory.Direction;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which commits lie between two kernels. */
class KernelHistoryTest {
  private static final KernelHistory SHIPPED = KernelHistory.shipped();

  private static MatrixKernel kernel(String series, String flavour) {
    return new MatrixKernel(
        series,
        series + ".1-" + flavour,
        series,
        flavour,
        "x86_64",
        null,
        null,
        null,
        "",
        null,
        null,
        Map.of(),
        List.of(),
        Map.of(),
        null,
        null,
        MatrixKernel.Status.COMPLETE,
        null,
        null,
        List.of());
  }

  private static List<String> known(String sensor, MatrixKernel from, MatrixKernel to) {
    return SHIPPED.of(sensor, from, to, Direction.MORE).stream().map(Change::title).toList();
  }

  @Test
  void aReleaseIsANumberAndNoText() {
    assertThat(known("bpf-tp-btf", kernel("6.9", "amd64"), kernel("6.10", "amd64"))).isEmpty();
    assertThat(known("bpf-tp-btf", kernel("6.12", "amd64"), kernel("7.2", "amd64")))
        .singleElement()
        .asString()
        .contains("page faults");
    assertThat(known("bpf-tp-btf", kernel("6.13", "amd64"), kernel("7.2", "amd64"))).isEmpty();
  }

  @Test
  void aCommitIsOfTheSensorsThatItNamesAndOfOneDirection() {
    MatrixKernel old = kernel("6.12", "amd64");
    MatrixKernel recent = kernel("7.2", "amd64");
    assertThat(known("bpf-tracepoint", old, recent)).isEmpty();
    assertThat(SHIPPED.of("bpf-tp-btf", old, recent, Direction.LESS)).isEmpty();
  }

  /** What is known of the sensor alone comes before what is known of all. */
  @Test
  void aFlavourIsComparedWithTheOthersOfItsSeries() {
    MatrixKernel plain = kernel("6.1", "amd64");
    MatrixKernel realTime = kernel("6.1", "rt-amd64");
    assertThat(known("ptrace", plain, realTime))
        .singleElement()
        .asString()
        .contains("ptrace_stop()");
    assertThat(known("inotify", plain, realTime)).containsExactly("Lock types and their rules");
    assertThat(known("ptrace", realTime, kernel("6.12", "rt-amd64"))).isEmpty();
    assertThat(known("ptrace", plain, kernel("6.12", "rt-amd64"))).isEmpty();
    assertThat(known("ptrace", plain, kernel("6.1", "cloud-amd64"))).isEmpty();
  }

  @Test
  void whatShipsCanBeLookedUp() {
    assertThat(SHIPPED.changes()).isNotEmpty();
    for (Change change : SHIPPED.changes()) {
      assertThat(change.source()).as(change.title()).startsWith("https://");
      assertThat(change.sensors()).as(change.title()).isNotEmpty();
      assertThat(change.release()).as(change.title()).matches("\\d+\\.\\d+");
      assertThat(change.says()).as(change.title()).isNotBlank();
      assertThat(change.direction()).as(change.title()).isNotNull();
    }
  }
}
