// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.visibility.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringbench.experiment.visibility.Sight;
import dev.ringbench.model.Operation;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What events, and events alone, say of a try. */
class SightGradingTest {
  private static final String OBJECT = "/mnt/t/rbaa01_0";
  private static final Attempt OPEN = attempt(OBJECT, "/mnt/a/rbaa01_0", "", false);

  private static Attempt attempt(String object, String alias, String decoy, boolean handed) {
    return new Attempt(
        "V01", 0, 500, 501, 65534, 0, true, handed, null, "rbaa01_0", object, alias, decoy);
  }

  private static SightGrading.Graded graded(Operation operation, Attempt of, String... events) {
    return new SightGrading(operation, "rbaa", SeenEvent.parse(List.of(events))).grade(of);
  }

  private static Sight sight(Attempt of, String... events) {
    return graded(Operation.OPEN, of, events).sight();
  }

  private static String event(String fields) {
    return "{\"operation\":0," + fields + "}";
  }

  @Test
  void theObjectAndItsProcessAreRight() {
    assertThat(sight(OPEN, event("\"pid\":500,\"path\":\"/mnt/t/rbaa01_0\"")))
        .isEqualTo(Sight.RIGHT);
    assertThat(sight(OPEN, event("\"path\":\"/mnt/t/rbaa01_0\"")))
        .as("an event that names nobody names nobody else")
        .isEqualTo(Sight.RIGHT);
  }

  @Test
  void anotherProcessIsWrong() {
    assertThat(sight(OPEN, event("\"pid\":7,\"path\":\"/mnt/t/rbaa01_0\""))).isEqualTo(Sight.WRONG);
  }

  @Test
  void whoeverGotTheObjectFromSomebodyElseIsNotMeantByAnEventWithoutProcess() {
    Attempt handed = attempt(OBJECT, "", "", true);
    assertThat(sight(handed, event("\"path\":\"/mnt/t/rbaa01_0\""))).isEqualTo(Sight.PARTIAL);
    assertThat(sight(handed, event("\"pid\":7,\"path\":\"/mnt/t/rbaa01_0\"")))
        .isEqualTo(Sight.WRONG);
  }

  @Test
  void otherNamesOfTheObjectArePartial() {
    for (String name : List.of("/mnt/a/rbaa01_0", "rbaa01_0", "t/rbaa01_0")) {
      assertThat(sight(OPEN, event("\"pid\":500,\"path\":\"" + name + "\"")))
          .as(name)
          .isEqualTo(Sight.PARTIAL);
    }
    assertThat(sight(OPEN, event("\"pid\":500,\"fault\":14"))).isEqualTo(Sight.PARTIAL);
  }

  @Test
  void aPathThatARecordCutOffIsPartial() {
    String path = "/mnt/t/" + "d".repeat(290) + "/rbaa01_0";
    Attempt deep = attempt(path, "", "", false);
    assertThat(sight(deep, event("\"pid\":500,\"path\":\"" + path.substring(0, 195) + "\"")))
        .isEqualTo(Sight.PARTIAL);
    assertThat(sight(deep, event("\"pid\":500,\"path\":\"/mnt/t/ddd\""))).isEqualTo(Sight.UNSEEN);
  }

  @Test
  void theDecoyAndTheSameNameElsewhereAreWrong() {
    Attempt flipped = attempt(OBJECT, "", "/mnt/t/qbaa01_0", false);
    assertThat(sight(flipped, event("\"pid\":500,\"path\":\"/mnt/t/qbaa01_0\"")))
        .isEqualTo(Sight.WRONG);
    assertThat(sight(OPEN, event("\"pid\":500,\"path\":\"/t/rbaa01_0\""))).isEqualTo(Sight.WRONG);
  }

  @Test
  void anotherProgramThanTheOneThatRanIsWrong() {
    String shell = event("\"pid\":500,\"path\":\"/bin/sh\"");
    assertThat(graded(Operation.EXEC, OPEN, shell).sight()).isEqualTo(Sight.WRONG);
    assertThat(graded(Operation.OPEN, OPEN, shell).sight())
        .as("a process opens many files")
        .isEqualTo(Sight.UNSEEN);
  }

  @Test
  void theBestEventCountsAndIsTheEvidence() {
    SightGrading.Graded graded =
        graded(
            Operation.OPEN,
            OPEN,
            event("\"pid\":7,\"path\":\"/mnt/t/rbaa01_0\""),
            event("\"pid\":500,\"uid\":65534,\"path\":\"/mnt/t/rbaa01_0\""));
    assertThat(graded.sight()).isEqualTo(Sight.RIGHT);
    assertThat(graded.complete()).isTrue();
    assertThat(graded.evidence()).contains("process 500", "user 65534", OBJECT);
  }

  @Test
  void fieldsAreCompleteOnlyWithTheRightUser() {
    for (String uid : List.of("", "\"uid\":0,")) {
      assertThat(
              graded(
                      Operation.OPEN,
                      OPEN,
                      event("\"pid\":500," + uid + "\"path\":\"/mnt/t/rbaa01_0\""))
                  .complete())
          .as(uid)
          .isFalse();
    }
  }

  @Test
  void withoutAnEventWhatTheProcessDidElseIsTheEvidence() {
    SightGrading.Graded graded =
        graded(Operation.OPEN, OPEN, event("\"pid\":500,\"path\":\"/proc/self/fd/3\""));
    assertThat(graded.sight()).isEqualTo(Sight.UNSEEN);
    assertThat(graded.evidence()).contains("no event names rbaa01_0", "/proc/self/fd/3");
    assertThat(sight(OPEN)).isEqualTo(Sight.UNSEEN);
  }

  @Test
  void anAddressOfIpv4IsTheSameWrittenAsIpv6() {
    Attempt connect =
        new Attempt(
            "N02", 0, 500, 500, 0, 0, true, false, null, "rbaa01_0", "127.64.1.2:80", "", "");
    assertThat(
            graded(
                    Operation.CONNECT,
                    connect,
                    event("\"pid\":500,\"path\":\"[::ffff:127.64.1.2]:80\""))
                .sight())
        .isEqualTo(Sight.RIGHT);
  }

  @Test
  void aLineThatAKilledProcessLeftIsNoEvent() {
    assertThat(SeenEvent.parse(List.of("{\"operation\":0,\"pid\":5", event("\"pid\":5"))))
        .hasSize(1);
  }

  @Test
  void aJournalSaysWhichOfTwoFilesWasOpened() {
    String line =
        Stream.of(
                "{\"form\":\"V28\",\"number\":3,\"pid\":5,\"tid\":6,\"other\":0,\"uid\":0,\"error\":0",
                "\"happened\":true,\"decoyed\":true,\"handed\":false,\"name\":\"rbaa01_3\"",
                "\"target\":\"/t/rbaa01_3\",\"alias\":\"\",\"decoy\":\"/t/qbaa01_3\",\"reason\":\"\"}")
            .reduce((one, next) -> one + "," + next)
            .orElseThrow();
    Attempt attempt = Attempt.parse(List.of(line)).get(0);
    assertThat(attempt.object()).isEqualTo("/t/qbaa01_3");
    assertThat(attempt.decoy()).isEqualTo("/t/rbaa01_3");
    assertThat(attempt.done()).isTrue();
    assertThat(attempt.refused()).isFalse();
    assertThat(attempt.reason()).isNull();
  }
}
