// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.subject.running;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringbench.model.RingbenchException;
import dev.ringbench.platform.SimulatedBench;
import dev.ringbench.platform.SimulatedSubjects;
import dev.ringbench.subject.Subject;
import dev.ringbench.subject.SubjectFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service whose state is a file. */
final class FoundServicesTest {
  private static final String TEXT =
      """
      subject: service
      title: A service
      placement: user-async
      mode: notify
      mechanism: none
      scope: machine
      operations: {open: {event: '{target}'}}
      toggle: {state: [test, -e, '%1$s'], on: [[touch, '%1$s']], off: [[rm, '%2$s']]}
      """;

  @TempDir private Path directory;
  private final SimulatedSubjects hosting = new SimulatedSubjects();

  private Subject service(Path on, Object off) {
    return SubjectFile.parse("service.yaml", TEXT.formatted(on, off));
  }

  private SubjectShell shell(Subject service) {
    return new SubjectShell(service, new SimulatedBench(1, 1, true), directory, directory);
  }

  @Test
  void whatWasOnIsOffMeanwhileAndOnAfterwards() throws Exception {
    Path on = Files.createFile(directory.resolve("on"));
    Subject service = service(on, on);
    try (FoundServices services = new FoundServices(hosting)) {
      services.turnOff(service, shell(service));
      assertThat(on).doesNotExist();
      assertThat(services.wasOn(service)).isTrue();
      assertThat(hosting.promises())
          .containsExactly("service, which was on, [[touch, " + on + "]]");
      // It is looked at once: what turns it on later is ours.
      Files.createFile(on);
      services.turnOff(service, shell(service));
      assertThat(on).exists();
      Files.delete(on);
    }
    assertThat(on).exists();
    assertThat(hosting.promises()).isEmpty();
  }

  @Test
  void whatWasOffStaysOff() throws Exception {
    Path on = directory.resolve("on");
    Subject service = service(on, on);
    try (FoundServices services = new FoundServices(hosting)) {
      services.turnOff(service, shell(service));
      assertThat(services.wasOn(service)).isFalse();
    }
    assertThat(on).doesNotExist();
  }

  @Test
  void whatCannotBeTurnedOffIsNotMeasured() throws IOException {
    Path on = Files.createFile(directory.resolve("on"));
    Subject service = service(on, directory.resolve("another"));
    try (FoundServices services = new FoundServices(hosting)) {
      assertThatThrownBy(() -> services.turnOff(service, shell(service)))
          .hasMessageStartingWith("it is on, and cannot be turned off");
    }
    assertThat(on).exists();
  }

  @Test
  void commandsWithStateNeedNoDirectory() {
    assertThatThrownBy(() -> service(Path.of("{work}/on"), "x"))
        .isInstanceOf(RingbenchException.class)
        .hasMessageContaining("with `state`");
  }
}
