// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ringbench.experiment.tamper.Effect;
import dev.ringbench.experiment.tamper.TamperDocument;
import dev.ringbench.experiment.tamper.TamperTrial;
import dev.ringbench.experiment.tamper.Told;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real attacks on real sensors. */
@Measures
class TamperIT {
  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void needsRoot() {
    assumeTrue("root".equals(System.getProperty("user.name")), "attacks need root");
    file = directory.resolve("tamper.json");
  }

  private static TamperTrial trial(TamperDocument document, String attack, String sensor) {
    return document.trials().stream()
        .filter(trial -> trial.attack().equals(attack) && trial.defender().equals(sensor))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void attacksDoWhatTheMechanismLetsThemAndNothingStays() throws Exception {
    MachineState before = MachineState.cleaned(directory);
    Ringbench.Result result =
        Ringbench.run(
            directory,
            "tamper",
            "--sensors",
            "inotify,fanotify-permission,seccomp-notify",
            "--attacks",
            "T11,T13,T16a,T29",
            "--out",
            file.toString());
    assertThat(result.exitCode()).as(result.output() + result.error()).isZero();
    TamperDocument document = TamperDocument.FORM.read(file);
    assertThat(document.status()).isEqualTo("complete");
    assertThat(trial(document, "T00", "inotify").effect()).isEqualTo(Effect.NOTHING);
    TamperTrial killed = trial(document, "T11", "fanotify-permission");
    assertThat(killed.effect()).isEqualTo(Effect.OPEN);
    assertThat(killed.told().by()).isEqualTo(Told.By.EXIT);
    assertThat(killed.recoveredMs()).as("nobody starts it again").isNull();
    assertThat(trial(document, "T11", "seccomp-notify").effect()).isEqualTo(Effect.CLOSED);
    assertThat(trial(document, "T13", "inotify").effect()).isEqualTo(Effect.BLIND);
    assertThat(trial(document, "T13", "inotify").told()).isNull();
    assertThat(trial(document, "T13", "fanotify-permission").effect()).isEqualTo(Effect.NOTHING);
    assertThat(trial(document, "T16a", "fanotify-permission").effect()).isEqualTo(Effect.NOTHING);
    assertThat(trial(document, "T29", "seccomp-notify").effect()).isEqualTo(Effect.OPEN);
    assertThat(result.error()).contains("Plan: 5 attacks on 3 sensors");
    assertThat(result.output()).contains("a sensor told within 10 s", "Without root");
    Ringbench.Result verified = Ringbench.run(directory, "verify", file.toString());
    assertThat(verified.exitCode()).as(verified.output() + verified.error()).isZero();
    assertThat(MachineState.now()).isEqualTo(before);
  }

  @Test
  void whatAKilledControllerLeavesOfAnAttackIsUndoneByTheNextCommand() throws Exception {
    MachineState before = MachineState.cleaned(directory);
    Ringbench run =
        Ringbench.start(
            directory,
            "tamper",
            "--sensors",
            "inotify",
            "--attacks",
            "T30a",
            "--out",
            file.toString());
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
    while (!isPromised("T30a") && System.nanoTime() < deadline && run.process().isAlive()) {
      Thread.sleep(20);
    }
    assertThat(isPromised("T30a")).as("the attack is written down before it is done").isTrue();
    // The attack follows at once, and lasts for seconds.
    Thread.sleep(1000);
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
    assertThat(next.error())
        .contains("removed what a run before left")
        .contains("what the attack T30a on inotify changed on this machine");
    assertThat(isPromised("T30a")).isFalse();
    assertThat(MachineState.now()).isEqualTo(before);
  }

  private static boolean isPromised(String attack) throws Exception {
    try (Stream<Path> promises = Files.list(Path.of("/run"))) {
      for (Path promise :
          promises
              .filter(path -> path.getFileName().toString().startsWith("ringbench-undo-"))
              .toList()) {
        try {
          if (Files.readString(promise).contains("the attack " + attack)) {
            return true;
          }
        } catch (java.nio.file.NoSuchFileException e) {
          // It was undone meanwhile.
        }
      }
    }
    return false;
  }

  @Test
  void aGuestIsAttackedAsAWhole() throws Exception {
    Guests.need(directory);
    MachineState before = MachineState.cleaned(directory);
    Ringbench.Result result =
        Ringbench.run(
            directory,
            "guest",
            "tamper",
            "--sensors",
            "module-ftrace,bpf-tracepoint",
            "--attacks",
            "T01,T31",
            "--out",
            file.toString());
    assertThat(result.exitCode()).as(result.output() + result.error()).isZero();
    TamperDocument document = TamperDocument.FORM.read(file);
    assertThat(document.status()).isEqualTo("complete");
    assertThat(trial(document, "T00", "module-ftrace").effect()).isEqualTo(Effect.NOTHING);
    assertThat(trial(document, "T01", "module-ftrace").effect()).isEqualTo(Effect.BLIND);
    assertThat(trial(document, "T01", "bpf-tracepoint").effect()).isEqualTo(Effect.NOTHING);
    assertThat(trial(document, "T31", "module-ftrace").effect()).isEqualTo(Effect.NOTHING);
    Ringbench.Result verified = Ringbench.run(directory, "verify", file.toString());
    assertThat(verified.exitCode()).as(verified.output() + verified.error()).isZero();
    assertThat(MachineState.now()).isEqualTo(before);
  }

  @Test
  void badInputIsNamedBeforeAnythingIsAttacked() throws Exception {
    assertBadInput("--attacks: unknown attack 'T99'", "--attacks", "T99");
    assertBadInput("--sensors: unknown sensor 'placebo'", "--sensors", "placebo");
    assertBadInput("--repeats 0: use 1 to 100", "--repeats", "0");
    assertBadInput("--sensors none needs --subject", "--sensors", "none");
    assertThat(file).doesNotExist();
  }

  private void assertBadInput(String message, String option, String value) throws Exception {
    Ringbench.Result result = Ringbench.run(directory, "tamper", option, value);
    assertThat(result.exitCode()).as(result.output() + result.error()).isEqualTo(2);
    assertThat(result.error()).contains(message);
  }
}
