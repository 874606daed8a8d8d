// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.claims.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringbench.check.Check;
import dev.ringbench.claim.Claim;
import dev.ringbench.claim.ClaimFigure;
import dev.ringbench.claim.Condition;
import dev.ringbench.claim.Rule;
import dev.ringbench.experiment.claims.ClaimResult;
import dev.ringbench.experiment.claims.ClaimsDocument;
import dev.ringbench.experiment.claims.ClaimsReading;
import dev.ringbench.experiment.claims.SampleClaims;
import dev.ringbench.experiment.claims.Verdict;
import dev.ringbench.figure.Metric;
import dev.ringbench.model.Environment;
import dev.ringbench.platform.linux.HostFacts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plans whose commands are simulated: they give the small documents of other tests. */
class ClaimsRunTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final List<String> VISIBLE = List.of("visibility", "--forms", "V01");
  private static final List<String> BROKEN = List.of("run", "--subject", "none");

  @TempDir Path directory;
  private final List<List<String>> ran = new ArrayList<>();
  private PlanNeeds needs;

  @BeforeEach
  void makeNeeds() {
    needs = new PlanNeeds(List.of("inotify"), () -> 2, "sh"::equals, List::of);
  }

  private static Environment environment() {
    return new HostFacts(Path.of("/nonexistent")).read();
  }

  private String step(List<String> command, Path document) {
    ran.add(command);
    if (command.get(0).equals("run")) {
      return "it ended with exit code 3: no such subject";
    }
    try {
      Files.copy(GOLDEN.resolve("visibility/document.json"), document);
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Claim sight(String id, List<String> command, double atMost) {
    String sensor = "bpf-tracepoint";
    return SampleClaims.claim(
        id,
        List.of(new Claim.Step("seen", command)),
        List.of(
            new ClaimFigure.Read(
                "sight", "seen", sensor, "open", null, "visibility-V01-names", Metric.SIGHT)),
        new Rule(
            null,
            List.of(
                new Rule.Arm(
                    null, List.of(new Condition(List.of("sight"), null, atMost)), List.of())),
            null));
  }

  private ClaimsDocument run(Claim... claims) {
    ClaimsRun run =
        new ClaimsRun(
            new ClaimsRun.About(
                "0.0.0 (test)", "2026-11-30T12:00:00Z", false, environment(), List.of()),
            List.of(claims),
            needs,
            this::step,
            directory);
    run.run(line -> {}, () -> {});
    return run.document(null, "2026-11-30T12:01:00Z");
  }

  private static ClaimResult claim(ClaimsDocument document, String id) {
    return document.claims().stream().filter(c -> c.id().equals(id)).findFirst().orElseThrow();
  }

  @Test
  void aStepThatFailsIsAVerdictWithItsReasonAndTheOthersGoOn() {
    ClaimsDocument document = run(sight("C97", BROKEN, 1), sight("C98", VISIBLE, 1));
    assertThat(claim(document, "C97").verdict()).isEqualTo(Verdict.NOT_TESTABLE_HERE);
    assertThat(claim(document, "C97").sentence())
        .isEqualTo("Not testable here: step seen: it ended with exit code 3: no such subject.");
    assertThat(claim(document, "C98").verdict()).isEqualTo(Verdict.CONFIRMED);
  }

  @Test
  void whatWasMeasuredIsNotMeasuredAgain() {
    run(sight("C97", VISIBLE, 1), sight("C98", VISIBLE, 0));
    assertThat(ran).containsExactly(VISIBLE);
    run(sight("C97", VISIBLE, 1));
    assertThat(ran).hasSize(1);
  }

  @Test
  void aDamagedDocumentIsMeasuredAgain() throws IOException {
    Path document = directory.resolve(ClaimsRun.documentName(VISIBLE));
    Files.writeString(document, "{");
    Claim claim = sight("C98", VISIBLE, 1);
    ClaimsRun run =
        new ClaimsRun(
            new ClaimsRun.About(
                "0.0.0 (test)", "2026-11-30T12:00:00Z", false, environment(), List.of()),
            List.of(claim),
            needs,
            (command, to) -> {
              ran.add(command);
              return "it ended with exit code 3";
            },
            directory);
    run.run(line -> {}, () -> {});
    assertThat(ran).containsExactly(VISIBLE);
    ClaimResult result = run.document(null, null).claims().get(0);
    assertThat(result.verdict()).isEqualTo(Verdict.NOT_TESTABLE_HERE);
  }

  @Test
  void whatIsMissingIsFoundWhenItIsRun() {
    Claim.Needs wanted =
        new Claim.Needs(
            List.of("sh", "hackbench"),
            List.of("rt-tests"),
            8,
            List.of("6.12"),
            List.of("inotify", "uprobe"),
            List.of("opensnoop", "falco-kmod"),
            List.of("unpack", "redis-benchmark"),
            List.of("ftrace-off"),
            List.of("added_p50", "bpf_run_time"));
    assertThat(needs.missing(wanted))
        .containsExactly(
            "this machine has 2 CPUs, and the test takes 8",
            "this Ringbench has no sensor uprobe",
            "this Ringbench does not time the program redis-benchmark",
            "this Ringbench has no fault ftrace-off",
            "documents of this Ringbench have no bpf_run_time",
            "hackbench is not installed: apt-get install rt-tests",
            "subject opensnoop: opensnoop, stdbuf, mountpoint is not installed: apt-get install"
                + " libbpf-tools",
            "this Ringbench describes no subject falco-kmod",
            "no kernel 6.12 with its modules is in /boot");
  }

  @Test
  void aDocumentCanBeWrittenAndReadAndItsVerdictsFollow() throws IOException {
    ClaimsDocument document = run(sight("C97", BROKEN, 1), sight("C98", VISIBLE, 1));
    Path file = directory.resolve("claims.json");
    Files.writeString(file, ClaimsDocument.FORM.toJson(document));
    ClaimsDocument read = ClaimsDocument.FORM.read(file);
    assertThat(read).isEqualTo(document);
    assertThat(new ClaimsReading(file, read).checks())
        .extracting(Check::status)
        .containsOnly(Check.Status.OK);
  }
}
