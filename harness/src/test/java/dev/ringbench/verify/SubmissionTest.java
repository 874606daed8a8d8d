// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringbench.check.Check;
import dev.ringbench.cli.RingbenchCommand;
import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class SubmissionTest {
  @TempDir Path parent;

  private Path folder;

  @BeforeEach
  void copyOfAPublishedFolder() throws IOException {
    folder = Files.createDirectory(parent.resolve("2026-11-26-guest-6.1-rules"));
    try (Stream<Path> files = Files.list(Tampering.COUNTED.getParent())) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
  }

  private Submission submission() {
    return Submission.of(folder, Tampering.VERIFICATION);
  }

  private String detail() {
    List<Check> checks = submission().checks();
    assertThat(Tampering.failed(checks)).containsExactly("checksums");
    return checks.get(0).detail();
  }

  private void replaceInReport(String what, String by) throws IOException {
    Path report = folder.resolve("report.md");
    String text = Files.readString(report);
    assertThat(text).contains(what);
    int at = text.indexOf(what);
    Files.writeString(report, text.substring(0, at) + by + text.substring(at + what.length()));
  }

  private Check report() {
    return Tampering.check(submission().documents().get(0), "report");
  }

  @Test
  void aFolderOfFoldersIsEachOfThem() throws IOException {
    assertThat(Submission.folders(parent)).containsExactly(folder);
    assertThat(Submission.folders(folder)).containsExactly(folder);
    Files.writeString(parent.resolve("report.html"), "A page of all of them.");
    assertThat(Submission.folders(parent)).containsExactly(folder);
    assertThat(Tampering.failed(submission().checks())).isEmpty();
  }

  @Test
  void aChangedByteIsFoundByTheChecksumAlone() throws IOException {
    replaceInReport("## Before you trust it\n", "## Before you trust it \n");
    assertThat(detail()).contains("report.md was changed");
    assertThat(Tampering.failed(submission().documents().get(0))).isEmpty();
  }

  @Test
  void sumsThatAreMissingComeWithTheRemedy() throws IOException {
    Files.delete(folder.resolve("SHA256SUMS"));
    assertThat(detail()).contains("sha256sum *.json *.md > SHA256SUMS");
  }

  @Test
  void aFileThatTheSumsDoNotCoverIsNamed() throws IOException {
    Files.writeString(folder.resolve("notes.txt"), "quiet machine");
    List<Check> checks = submission().checks();
    assertThat(Tampering.failed(checks)).containsExactly("checksums", "files");
    assertThat(checks.get(0).detail()).contains("notes.txt is not in SHA256SUMS");
  }

  @Test
  void aReportThatNothingLooksAtIsNamed() throws IOException {
    Files.copy(folder.resolve("report.md"), folder.resolve("result.md"));
    List<Check> checks = submission().checks();
    assertThat(checks.get(1).detail())
        .contains("report.md is neither a document nor the report of one");
  }

  @Test
  void aFileThatIsMissingIsNamed() throws IOException {
    Files.delete(folder.resolve("report.md"));
    assertThat(detail()).contains("report.md is in SHA256SUMS, and not in the folder");
  }

  @Test
  void aReportWithAnotherFigureFailsWithBothRows() throws IOException {
    replaceInReport("8,618", "12,345");
    assertThat(report().status()).isEqualTo(Check.Status.FAILED);
    assertThat(report().detail()).contains("12,345");
  }

  @Test
  void aReportWithOtherWordsFailsWhoeverWroteIt() throws IOException {
    replaceInReport("What sensors cost", "What sensors take");
    assertThat(report().status()).isEqualTo(Check.Status.FAILED);
    assertThat(report().detail())
        .contains("other words", "What sensors take", "in 1 of its lines", "--format markdown");
  }

  /** Of a build that is not the one that wrote the document, as nearly all are. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "| bpf-null-lsm | -;| bpf-null-mls | -",
        "| seccomp-filter | - | 8,495 | +392;| seccomp-filter | - | 8,495 | -392",
        "| none | - | 8,103 | baseline;| none | - | 8,103 | -",
        "**FLOOR**;**BASELINE**",
        "p50 | added p50;added p50 | p50",
        "seccomp-filter adds +392;seccomp-filter adds -392",
        "adds +392 instructions;adds +392 ns",
        "seccomp-notify (same-cpu) adds;fanotify-permission (same-cpu) adds",
        "seccomp-notify (same-cpu) adds;seccomp-notify (busy-poll) adds",
        "both cost the same at 21 (;both cost the same at 10 ("
      })
  void aReportWithAnotherNameSignUnitOrMarkFails(String what, String by) throws IOException {
    replaceInReport(what, by);
    assertThat(report().status()).as("%s", report()).isEqualTo(Check.Status.FAILED);
    assertThat(report().detail()).contains("other figures");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "+12] ns =;+12] ns",
        "13.3 us;13.3 ns",
        "[+33.2, +37.3] us;[+33.2, +37.3] ns",
        "+4815;-4815",
        "4.03 % silent;-",
        "noise floor 20 ns;noise floor 20 us"
      })
  void aTimedReportWithoutItsMarksFails(String what, String by) throws IOException {
    Path document = folder.resolve("result.json");
    Files.copy(Tampering.RUN, document, StandardCopyOption.REPLACE_EXISTING);
    Files.copy(
        Tampering.RUN.resolveSibling("report.md"),
        folder.resolve("report.md"),
        StandardCopyOption.REPLACE_EXISTING);
    assertThat(report().status()).isEqualTo(Check.Status.OK);
    replaceInReport(what, by);
    assertThat(report().status()).as("%s", report()).isEqualTo(Check.Status.FAILED);
  }

  @Test
  void otherEscapesAreNoOtherFigures() throws IOException {
    Path report = folder.resolve("report.md");
    Files.writeString(report, Files.readString(report).replace(" ~: undecided", " \\~: undecided"));
    assertThat(report().status()).isEqualTo(Check.Status.WARNING);
  }

  @Test
  void aSubmittedDocumentNeedsItsReportAndALoneOneDoesNot() throws IOException {
    Files.delete(folder.resolve("report.md"));
    assertThat(report().status()).isEqualTo(Check.Status.FAILED);
    assertThat(report().detail()).contains("ringbench report result.json");
    assertThat(
            Tampering.check(Tampering.VERIFICATION.of(folder.resolve("result.json")), "report")
                .status())
        .isEqualTo(Check.Status.NOT_APPLICABLE);
  }

  @Test
  void aTruncatedDocumentIsUnreadable() throws IOException {
    Path document = folder.resolve("result.json");
    String text = Files.readString(document);
    Files.writeString(document, text.substring(0, text.length() / 2));
    Verification.Result result = Tampering.VERIFICATION.of(document);
    assertThat(result.readable()).isFalse();
    assertThat(result.checks())
        .singleElement()
        .satisfies(check -> assertThat(check.detail()).contains("truncated"));
  }

  @Test
  void aNewerSchemaIsUnreadableAndSaysSo() throws IOException {
    Path document = folder.resolve("result.json");
    String text = Files.readString(document);
    Files.writeString(
        document, text.replaceFirst("\"schema_version\":[0-9]+", "\"schema_version\":99"));
    Verification.Result result = Tampering.VERIFICATION.of(document);
    assertThat(result.readable()).isFalse();
    assertThat(result.checks().get(0).detail()).contains("99", "newer Ringbench");
  }

  @Test
  void aBreachOfTheSchemaIsAFailedCheckWithItsPlace() throws IOException {
    Path document = folder.resolve("result.json");
    String text = Files.readString(document);
    Files.writeString(document, text.replaceFirst("\"busy-poll\"", "\"psychic\""));
    Verification.Result result = Tampering.VERIFICATION.of(document);
    assertThat(result.readable()).isTrue();
    assertThat(Tampering.failed(result)).containsExactly("schema");
    assertThat(result.checks().get(0).detail()).contains("handoffs");
  }

  @Test
  void aFolderWithoutADocumentIsBadInput() throws IOException {
    Path empty = Files.createDirectory(parent.resolve("empty"));
    assertThatThrownBy(() -> Submission.of(empty, Tampering.VERIFICATION))
        .isInstanceOf(RingbenchException.class)
        .hasMessageContaining("no document");
  }

  @Test
  void partsThatAreMissingAreAFailedCheck() throws IOException {
    Verification.Result result =
        Tampering.verify(
            Files.createDirectory(parent.resolve("macro")),
            Tampering.MACRO,
            document -> ((ObjectNode) document.get("availability").get(0)).remove("cell"));
    assertThat(Tampering.failed(result)).containsExactly("schema");
  }

  @Test
  void aMachineThatHadOtherWorkIsAWarning() {
    assertThat(Tampering.check(Tampering.VERIFICATION.of(Tampering.FLEET), "quiet"))
        .satisfies(
            check -> {
              assertThat(check.status()).isEqualTo(Check.Status.WARNING);
              assertThat(check.detail()).contains("3.10 on 2 CPUs");
            });
  }

  @Test
  void exitCodesTellFineFromFailedFromUnreadable() throws IOException {
    assertThat(RingbenchCommand.execute("verify", folder.toString())).isZero();
    Files.delete(folder.resolve("SHA256SUMS"));
    assertThat(RingbenchCommand.execute("verify", folder.toString())).isEqualTo(1);
    Path missing = parent.resolve("no.json");
    assertThat(RingbenchCommand.execute("verify", missing.toString(), folder.toString()))
        .isEqualTo(2);
    Files.createDirectory(parent.resolve("empty"));
    assertThat(RingbenchCommand.execute("verify", parent.toString())).isEqualTo(2);
  }
}
