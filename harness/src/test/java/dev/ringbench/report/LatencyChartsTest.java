// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringbench.model.Operation;
import dev.ringbench.render.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What sensors add, of published documents. */
class LatencyChartsTest {
  private static final Path PUBLISHED = Path.of("../results/published");
  private static final Path QUICK =
      PUBLISHED.resolve("2026-11-23-kvm-amd-epyc-2cpu-quick/result.json");

  @TempDir private Path directory;

  private static List<Page.Plot> plots(Path... files) {
    return new LatencyCharts(Archive.of(List.of(files)).whole()).of(Operation.OPEN, "open");
  }

  @Test
  void twoMachinesHaveTheSameRowsAndTheSameScale() throws IOException {
    Path other =
        Files.writeString(
            directory.resolve("other.json"),
            Files.readString(QUICK).replace("\"AMD EPYC\"", "\"Another\""));
    List<Page.Plot> plots = plots(QUICK, other);
    assertThat(plots).hasSize(2);
    Map<String, Object> one = plots.get(0).chart().drawing();
    Map<String, Object> two = plots.get(1).chart().drawing();
    for (String same : List.of("rows", "headings", "min", "max")) {
      assertThat(two.get(same)).as(same).isEqualTo(one.get(same));
    }
    assertThat(plots.get(1).chart().title()).contains("Another");
  }

  @Test
  void ofOneMachineTheBestDocumentIsDrawn() throws IOException {
    Path again = Files.writeString(directory.resolve("again.json"), Files.readString(QUICK));
    assertThat(plots(QUICK, again)).hasSize(1);
  }

  @Test
  void placementsHaveHeadingsAndEachSensorARow() {
    Map<String, Object> drawing = plots(QUICK).get(0).chart().drawing();
    assertThat(drawing.get("rows"))
        .asInstanceOf(InstanceOfAssertFactories.list(String.class))
        .contains("kernel, verified code", "user mode, asked", "seccomp-notify")
        .doesNotHaveDuplicates();
    assertThat(plots(QUICK).get(0).chart().rows())
        .allSatisfy(row -> assertThat(row.get(3)).containsPattern("[nu]s"));
  }
}
