// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ringbench.experiment.claims.ClaimResult;
import dev.ringbench.experiment.claims.ClaimsDocument;
import dev.ringbench.experiment.claims.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Claims by the real commands. */
@Measures
class ClaimsIT {
  private static final String HEAD =
      """
      title: inotify and an ordinary open
      source: {title: A page, date: 2024-07}
      says: inotify sees it.
      conditions: None.
      confirmed-if: It does.
      refuted-if: It does not.
      """;

  private static final String SEEN =
      """
      claim: T01
      """
          + HEAD
          + """
          steps:
            seen: [visibility, --sensors, inotify, --forms, V01, --tries, '1']
          figures:
            sight: {step: seen, sensor: inotify, operation: open, metric: sight_class}
          rule:
            confirm: [{figure: sight, at-most: 0}]
          """;

  private static final String NOT_SEEN =
      SEEN.replace("T01", "T02").replace("at-most: 0", "at-least: 3");

  private static final String REFUSED =
      SEEN.replace("T01", "T03").replace("--forms, V01", "--forms, Z99");

  private static final String MISSING =
      SEEN.replace("T01", "T04").replace("steps:", "needs: {cpus: 4096}\nsteps:");

  @TempDir Path directory;

  private Path claim(String text) throws Exception {
    String id = text.lines().findFirst().orElseThrow().replace("claim: ", "");
    return Files.writeString(directory.resolve(id + ".yaml"), text);
  }

  private static ClaimResult of(ClaimsDocument document, String id) {
    return document.claims().stream()
        .filter(claim -> claim.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void eachClaimHasItsVerdictWhateverBecomesOfTheOthers() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "private mounts need root");
    MachineState before = MachineState.cleaned(directory);
    Path out = directory.resolve("claims.json");
    Ringbench.Result result =
        Ringbench.run(
            directory,
            "claims",
            "run",
            claim(SEEN).toString(),
            claim(NOT_SEEN).toString(),
            claim(REFUSED).toString(),
            claim(MISSING).toString(),
            "--out",
            out.toString());
    assertThat(result.exitCode()).as(result.output() + result.error()).isZero();
    ClaimsDocument document = ClaimsDocument.FORM.read(out);
    assertThat(document.status()).isEqualTo("complete");
    assertThat(of(document, "T01").verdict()).isEqualTo(Verdict.CONFIRMED);
    assertThat(of(document, "T02").verdict()).isEqualTo(Verdict.REFUTED);
    assertThat(of(document, "T03").verdict()).isEqualTo(Verdict.NOT_TESTABLE_HERE);
    assertThat(of(document, "T03").sentence()).contains("exit code 2", "Z99");
    assertThat(of(document, "T04").sentence()).contains("the test takes 4096");
    assertThat(of(document, "T01").steps()).isEqualTo(of(document, "T02").steps());
    try (Stream<Path> documents = Files.list(directory.resolve("claims-documents"))) {
      assertThat(documents.filter(file -> file.toString().endsWith(".json"))).hasSize(1);
    }
    Ringbench.Result verified = Ringbench.run(directory, "verify", out.toString());
    assertThat(verified.exitCode()).as(verified.output() + verified.error()).isZero();
    Path page = directory.resolve("claims.html");
    Ringbench.Result report =
        Ringbench.run(directory, "report", out.toString(), "--html", page.toString());
    assertThat(report.exitCode()).as(report.output() + report.error()).isZero();
    assertThat(page).content().contains("T01 CONFIRMED", "T02 REFUTED");
    assertThat(MachineState.now()).isEqualTo(before);
  }

  @Test
  void theClaimsThatShipAreListedAndCheckedAndNewOnesBegun() throws Exception {
    Ringbench.Result list = Ringbench.run(directory, "claims", "list");
    assertThat(list.exitCode()).isZero();
    assertThat(list.output()).contains("C01", "C12", "R04");
    Ringbench.Result draft = Ringbench.run(directory, "claims", "new");
    assertThat(draft.exitCode()).isZero();
    Path file = Files.writeString(directory.resolve("C99.yaml"), draft.output());
    Ringbench.Result check = Ringbench.run(directory, "claims", "check", file.toString());
    assertThat(check.exitCode()).as(check.error()).isZero();
    assertThat(check.output()).contains("confirmed if", "ringbench guest run --deterministic");
  }

  @Test
  void badClaimsEndWithExitCodeTwoAndTheirPlace() throws Exception {
    Path one = claim(SEEN);
    Path same = Files.writeString(directory.resolve("same.yaml"), SEEN);
    Path strange = claim(SEEN.replace("T01", "T05").replace("visibility,", "sh, -c, id,"));
    Path unknown = claim(SEEN.replace("T01", "T06").replace("{figure: sight", "{figure: sigh"));
    Path residue =
        claim(
            SEEN.replace("T01", "T07")
                .replace(
                    "[visibility, --sensors, inotify, --forms, V01, --tries, '1']",
                    "[run, --subject, auditd]")
                .replace("sight_class", "added_p50"));
    for (List<String> bad :
        List.of(
            List.of("are both claim T01", one.toString(), same.toString()),
            List.of("T05.yaml:9:10: a plan runs no `sh`", strange.toString()),
            List.of("T06.yaml:13:22: there is no figure `sigh`", unknown.toString()),
            List.of("T07.yaml:9:9: subject auditd leaves something", residue.toString()))) {
      String[] arguments =
          Stream.concat(Stream.of("claims", "check"), bad.stream().skip(1)).toArray(String[]::new);
      Ringbench.Result result = Ringbench.run(directory, arguments);
      assertThat(result.exitCode()).as(result.output()).isEqualTo(2);
      assertThat(result.error()).contains(bad.get(0));
    }
  }

  /** Its queue has 16,384 places, and nobody reads while 20,000 files are opened. */
  @Test
  void aStoppedSubjectLosesEventsAndTheDocumentSaysWhatItSaidOfIt() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "subjects need root");
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/inotifywait")), "inotifywait is not installed");
    Path out = directory.resolve("subjects.json");
    Ringbench.Result result =
        Ringbench.run(
            directory,
            "run",
            "--subject",
            "inotifywait",
            "--operations",
            "open",
            "--rounds",
            "1",
            "--overflow",
            "--out",
            out.toString());
    assertThat(result.exitCode()).as(result.output() + result.error()).isZero();
    Ringbench.Result csv = Ringbench.run(directory, "export", "--to", "csv", out.toString());
    assertThat(csv.output())
        .contains("subjects-overflow,open,inotifywait,", ",issued,events,20000", ",told,reports,");
    Ringbench.Result report = Ringbench.run(directory, "report", out.toString());
    assertThat(report.output()).contains("stopped while its queue filled");
  }
}
