// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringbench.check.Check;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class VerificationOfPublishedTest {
  static List<Path> folders() throws IOException {
    try (Stream<Path> entries = Files.list(Tampering.PUBLISHED)) {
      return entries.filter(Files::isDirectory).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("folders")
  void everyPublishedFolderIsAsItsDocumentsAndSumsSay(Path folder) {
    Submission submission = Submission.of(folder, Tampering.VERIFICATION);
    assertThat(submission.checks())
        .extracting(Check::status)
        .as("%s: %s", folder, submission.checks())
        .containsOnly(Check.Status.OK);
    assertThat(submission.documents())
        .isNotEmpty()
        .allSatisfy(
            result -> {
              assertThat(Tampering.failed(result)).as("%s", result).isEmpty();
              assertThat(Tampering.check(result, "report").status())
                  .as("every document has a report beside it: %s", result.file())
                  .isNotEqualTo(Check.Status.NOT_APPLICABLE);
            });
  }
}
