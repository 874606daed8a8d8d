// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.visibility.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringbench.experiment.visibility.Sight;
import dev.ringbench.model.Operation;
import dev.ringbench.subject.Subjects;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What real sensors print of tries, read as their descriptions say. */
class SubjectLinesTest {
  private static final String RUN = "rb3e";

  private static Attempt attempt(String name, String object, String alias, String decoy) {
    return new Attempt(
        "V01", 0, 4001, 4002, 1000, 0, true, false, null, name, object, alias, decoy);
  }

  private static Attempt plain(String object) {
    return attempt(object.substring(object.lastIndexOf('/') + 1), object, "", "");
  }

  private static Sight sight(String subject, Operation operation, Attempt attempt, String line) {
    return new SightGrading(
            operation,
            RUN,
            new SubjectLines(Subjects.find(subject), operation, RUN, List.of(attempt))
                .events(List.of(line)))
        .grade(attempt)
        .sight();
  }

  private static Sight open(String subject, Attempt attempt, String line) {
    return sight(subject, Operation.OPEN, attempt, line);
  }

  @Test
  void aPathWithItsProcessIsRight() {
    Attempt attempt = plain("/mnt/t/rb3e02_0");
    assertThat(open("fatrace", attempt, "cat(4001): O /mnt/t/rb3e02_0")).isEqualTo(Sight.RIGHT);
    assertThat(open("fatrace", attempt, "cat(4009): O /mnt/t/rb3e02_0")).isEqualTo(Sight.WRONG);
    assertThat(open("fatrace", attempt, "cat(4003): O /mnt/t/rb3e02_01")).isEqualTo(Sight.UNSEEN);
    assertThat(open("fatrace", attempt, "cat(4001): O /mnt/t/other")).isEqualTo(Sight.UNSEEN);
  }

  /** strace prints the thread. */
  @Test
  void whoNamesTheThreadNamesNoProcess() {
    Attempt attempt = plain("/mnt/t/rb3e02_0");
    assertThat(open("fatrace", attempt, "cat(4002): O /mnt/t/rb3e02_0")).isEqualTo(Sight.PARTIAL);
  }

  @Test
  void aNameAloneOrAnotherNameIsPartial() {
    Attempt linked = attempt("rb3e02_0", "/mnt/t/rb3e02_0", "/mnt/a/link-rb3e02_0", "");
    assertThat(open("fatrace", linked, "cat(4001): O rb3e02_0")).isEqualTo(Sight.PARTIAL);
    assertThat(open("fatrace", linked, "cat(4001): O /mnt/a/link-rb3e02_0"))
        .isEqualTo(Sight.PARTIAL);
    assertThat(open("fatrace", linked, "cat(4001): O /other/rb3e02_0")).isEqualTo(Sight.WRONG);
  }

  @Test
  void aDirectoryAndANameApartAreAPath() {
    Attempt attempt = plain("/mnt/t/rb3e02_0");
    assertThat(open("inotifywait", attempt, "/mnt/t/ OPEN rb3e02_0")).isEqualTo(Sight.RIGHT);
    assertThat(open("inotifywait", attempt, "/srv/t/ OPEN rb3e02_0")).isEqualTo(Sight.PARTIAL);
  }

  @Test
  void unusualCharactersAreReadAsTheyArePrinted() {
    Attempt attempt = attempt("rb3e02_0", "/mnt/t/new\nline-rb3e02_0", "", "");
    assertThat(open("fatrace", attempt, "cat(4001): O /mnt/t/new\\nline-rb3e02_0"))
        .isEqualTo(Sight.RIGHT);
  }

  @Test
  void aDecoyIsTheWrongObject() {
    Attempt attempt = attempt("rb3e02_0", "/mnt/t/rb3e02_0", "", "/mnt/t/qb3e02_0");
    assertThat(open("fatrace", attempt, "cat(4001): O /mnt/t/qb3e02_0")).isEqualTo(Sight.WRONG);
  }

  @Test
  void addressesAreReadInDecimalAndHexadecimalDigits() {
    Attempt attempt = attempt("rb3e02_0", "127.64.2.1:4000", "", "");
    assertThat(
            sight(
                "auditd",
                Operation.CONNECT,
                attempt,
                "type=SOCKADDR msg=audit(1.2:3): saddr=02000FA07F4002010000000000000000"))
        .isEqualTo(Sight.RIGHT);
    assertThat(
            sight(
                "auditd",
                Operation.CONNECT,
                attempt,
                "type=SOCKADDR msg=audit(1.2:3): saddr=02000FA07F4002020000000000000000"))
        .isEqualTo(Sight.UNSEEN);
  }
}
