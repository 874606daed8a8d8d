// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringbench.cli.RingbenchCommand;
import dev.ringbench.document.DocumentJson;
import dev.ringbench.document.Experiments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Commands that measure the same again. */
class RerunTest {
  private static final Path PUBLISHED = Path.of("../results/published");
  private static final Path LOAD = PUBLISHED.resolve("2026-11-25-kvm-amd-epyc-2cpu-load");
  private static final Path FAULTS = PUBLISHED.resolve("2026-11-26-faults/faults.json");

  @TempDir private Path directory;

  private static String command(Path file) {
    String command = Experiments.read(file).rerun();
    RingbenchCommand.commandLine()
        .parseArgs(command.substring("./ringbench ".length()).split(" ", -1));
    return command + " ";
  }

  private Path changed(ObjectNode document) throws IOException {
    return Files.writeString(directory.resolve("changed.json"), document.toString());
  }

  private static ObjectNode tree(Path file) {
    return (ObjectNode) DocumentJson.mapper().readTree(file);
  }

  @Test
  void wholeProgramsHaveTheirHandoff() {
    assertThat(command(LOAD.resolve("macro.json"))).contains(" --handoff other-cpu ");
  }

  @Test
  void aGuestThatWasNotEmulatedIsAGuestAllTheSame() throws IOException {
    Path quick = PUBLISHED.resolve("2026-11-23-kvm-amd-epyc-2cpu-quick/result.json");
    assertThat(command(quick)).startsWith("./ringbench run ").doesNotContain("--allow");
    ObjectNode document = tree(quick);
    ((ObjectNode) document.get("environment").get("kernel"))
        .put("command_line", "console=ttyS0 ringbench.acceleration=kvm");
    assertThat(command(changed(document))).startsWith("./ringbench guest run ");
  }

  @Test
  void aCapacityHasItsQueuesWhereTheyWereChosen() throws IOException {
    assertThat(command(LOAD.resolve("capacity.json"))).doesNotContain("--queue-bytes");
    ObjectNode document = tree(LOAD.resolve("capacity.json"));
    int[] sizes = {65536, 4096};
    int number = 0;
    for (JsonNode row : document.get("rows")) {
      ((ObjectNode) row).put("queue_bytes", sizes[number++ % 2]);
    }
    assertThat(command(changed(document))).contains(" --queue-bytes 4096,65536 ");
  }

  @Test
  void theRatesOfAFleetHaveTheOptionsOfTheirOwnRows() {
    assertThat(command(LOAD.resolve("fleet.json")))
        .contains(" --operations null-call ")
        .contains(" --handoff busy-poll ")
        .contains(" --fleet bursts ");
  }

  @Test
  void aSideOfAPairIsMeasuredBesideTheOther() throws IOException {
    ObjectNode document =
        tree(PUBLISHED.resolve("2026-11-25-kvm-amd-epyc-2cpu-standard/result.json"));
    ((ObjectNode) document.get("run")).put("session", "2026-11-25T10:00:00Z, seed 1");
    assertThat(command(changed(document))).startsWith("./ringbench pair OTHER.jar ");
  }

  @Test
  void faultsHaveTheirPlaceWhereItWasOne() throws IOException {
    assertThat(command(FAULTS)).doesNotContain("--place");
    ObjectNode document = tree(FAULTS);
    for (JsonNode sensor : document.get("plan").get("sensors")) {
      ((ObjectNode) sensor).put("place", "guest");
    }
    assertThat(command(changed(document))).contains(" --place guest ");
  }
}
