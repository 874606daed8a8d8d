// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.subject.running;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringbench.model.Operation;
import dev.ringbench.subject.Subject;
import dev.ringbench.subject.SubjectFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs of subjects as they grow, are cut and are begun anew. */
class EventLogTest {
  private static final String RUN = "rb7q";
  private static final Actor.Batch BATCH = new Actor.Batch(Operation.OPEN, "rb7q00", 0, 10);
  private static final Actor.Batch OTHER = new Actor.Batch(Operation.OPEN, "rb7q01", 0, 10);

  @TempDir Path directory;
  private Path events;
  private Path errors;
  private EventLog log;

  private static Subject subject(String more) {
    return SubjectFile.parse(
        "mine.yaml",
        """
        subject: mine
        title: Mine
        placement: user-async
        mode: notify
        mechanism: none
        scope: machine
        operations:
          open: {event: '^(?P<pid>[0-9]+)? ?OPEN {target}$'}
          connect: {event: '^CONNECT {target}$'}
        start: [agent]
        """
            + more);
  }

  private EventLog of(String more) {
    return new EventLog(subject(more), RUN, events, List.of(errors));
  }

  @BeforeEach
  void begin() {
    events = directory.resolve("stdout");
    errors = directory.resolve("stderr");
    log = of("lost: {event: 'lost (?P<count>[0-9]+)'}\nready: {line: '^ready'}\n");
  }

  @AfterEach
  void end() {
    log.close();
  }

  private static void append(Path file, String text) throws IOException {
    Files.writeString(
        file,
        text,
        StandardCharsets.ISO_8859_1,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  @Test
  void aFileThatIsNotThereYetIsEmpty() throws Exception {
    assertThat(log.poll()).isFalse();
    assertThat(log.of(BATCH)).isEmpty();
    assertThat(log.bytes()).isZero();
    assertThat(log.lastComplaint()).isNull();
  }

  @Test
  void whatIsWrittenIsSeenOnceAndNewsAreTold() throws Exception {
    append(events, "OPEN rb7q00_1\nOPEN rb7q00_2\nnoise\n");
    assertThat(log.poll()).isTrue();
    assertThat(log.of(BATCH)).containsOnlyKeys(1, 2);
    assertThat(log.poll()).isFalse();
    append(events, "OPEN rb7q00_2\n");
    assertThat(log.poll()).as("the same again is no news").isFalse();
    append(events, "OPEN rb7q01_3\n");
    assertThat(log.poll()).isTrue();
    assertThat(log.of(BATCH)).containsOnlyKeys(1, 2);
    assertThat(log.of(OTHER)).containsOnlyKeys(3);
    assertThat(log.bytes()).isEqualTo(Files.size(events));
  }

  @Test
  void anIndexBeyondTheTargetsIsNone() throws Exception {
    append(events, "OPEN rb7q00_9\nOPEN rb7q00_10\nOPEN rb7q00_99999\nOPEN rb7p00_1\n");
    log.poll();
    assertThat(log.of(BATCH)).containsOnlyKeys(9);
  }

  @Test
  void connectsAreToldByTheirIndexAlone() throws Exception {
    append(events, "CONNECT 127.64.0.5\nCONNECT 127.64.0.25\n");
    log.poll();
    assertThat(log.of(new Actor.Batch(Operation.CONNECT, "rb7q00", 0, 10))).containsOnlyKeys(5);
    assertThat(log.of(new Actor.Batch(Operation.CONNECT, "rb7q01", 20, 10))).containsOnlyKeys(25);
    assertThat(log.of(BATCH)).isEmpty();
  }

  @Test
  void aLineThatIsNotWholeWaitsForItsRest() throws Exception {
    append(events, "OPEN rb7q00_");
    assertThat(log.poll()).isFalse();
    append(events, "4");
    assertThat(log.poll()).isFalse();
    append(events, "\nOPEN");
    assertThat(log.poll()).isTrue();
    assertThat(log.of(BATCH)).containsOnlyKeys(4);
    append(events, " rb7q00_5\n");
    assertThat(log.poll()).isTrue();
  }

  @Test
  void linesOverTheEdgesOfReadsAreWhole() throws Exception {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      text.append("x".repeat(i % 97)).append("\nOPEN rb7q00_").append(i).append('\n');
    }
    append(events, text.toString());
    log.poll();
    assertThat(log.of(new Actor.Batch(Operation.OPEN, "rb7q00", 0, 20_000))).hasSize(20_000);
  }

  @Test
  void aLineWithoutEndTakesNoMemoryAndTheNextIsSeen() throws Exception {
    for (int i = 0; i < 40; i++) {
      append(events, "x".repeat(100_000));
      assertThat(log.poll()).isFalse();
    }
    append(events, "\nOPEN rb7q00_1\n");
    assertThat(log.poll()).isTrue();
  }

  @Test
  void anyBytesAreALine() throws Exception {
    byte[] bytes = new byte[1024];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }
    Files.write(events, bytes);
    append(events, "\nOPEN rb7q00_1\n");
    log.poll();
    assertThat(log.of(BATCH)).containsOnlyKeys(1);
  }

  @Test
  void aFileThatIsCutBeginsAgain() throws Exception {
    append(events, "OPEN rb7q00_1\nOPEN rb7q00_2\nOPEN half");
    log.poll();
    long before = log.bytes();
    Files.writeString(events, "OPEN rb7q00_3\n");
    assertThat(log.poll()).isTrue();
    assertThat(log.of(BATCH)).containsOnlyKeys(1, 2, 3);
    assertThat(log.bytes()).as("all that it wrote").isEqualTo(before + Files.size(events));
  }

  @Test
  void aFileThatIsBegunAnewIsReadFirst() throws Exception {
    append(events, "OPEN rb7q00_1\n");
    append(errors, "lost 2\n");
    log.begin();
    assertThat(events).isEmptyFile();
    assertThat(errors).isEmptyFile();
    assertThat(log.of(BATCH)).containsOnlyKeys(1);
    append(events, "OPEN rb7q00_2 and more\nOPEN rb7q00_2\n");
    log.poll();
    assertThat(log.of(BATCH)).containsOnlyKeys(1, 2);
    log.begin();
    Files.delete(events);
    append(events, "OPEN rb7q00_3\n");
    assertThat(log.poll()).as("another file of that name").isTrue();
    assertThat(log.lost()).isEqualTo(2);
  }

  @Test
  void theFirstTimeIsKept() throws Exception {
    long begin = System.nanoTime();
    append(events, "17 OPEN rb7q00_1\n");
    log.poll();
    EventLog.Seen first = log.of(BATCH).get(1);
    append(events, "18 OPEN rb7q00_1\n");
    log.poll();
    assertThat(log.of(BATCH).get(1)).isEqualTo(first);
    assertThat(first.pid()).isEqualTo(17);
    assertThat(first.atNs()).isBetween(begin, System.nanoTime());
    append(events, "OPEN rb7q00_2\n");
    log.poll();
    assertThat(log.of(BATCH).get(2).pid()).as("it names none").isZero();
    assertThat(log.namesProcesses(Operation.OPEN)).isTrue();
    assertThat(log.namesProcesses(Operation.CONNECT)).isFalse();
  }

  @Test
  void lossIsSummedWhereverItIsSaid() throws Exception {
    append(events, "lost 3\nOPEN rb7q00_1\n");
    append(errors, "lost 4 more\n");
    log.poll();
    append(errors, "lost 10\nlost 99999999999999999999999\n");
    log.poll();
    log.poll();
    assertThat(log.lost()).isEqualTo(17);
    assertThat(log.lastComplaint()).startsWith("lost 999");
  }

  @Test
  void aCounterOfLossIsNotReadFromLines() throws Exception {
    try (EventLog counted = of("lost: {command: [cat, /x], pattern: 'lost (?P<count>[0-9]+)'}\n")) {
      append(events, "lost 3\n");
      counted.poll();
      assertThat(counted.lost()).isZero();
    }
  }

  @Test
  void aLineSaysThatItIsReady() throws Exception {
    assertThat(log.saidReady()).isFalse();
    append(errors, "not ready\n");
    log.poll();
    assertThat(log.saidReady()).isFalse();
    append(errors, "ready\n");
    append(errors, "more\n \n");
    log.poll();
    assertThat(log.saidReady()).isTrue();
    assertThat(log.lastComplaint()).isEqualTo("more");
    try (EventLog without = of("")) {
      assertThat(without.saidReady()).isTrue();
    }
  }

  @Test
  void whoWritesForEverIsStopped() throws Exception {
    try (RandomAccessFile sparse = new RandomAccessFile(events.toFile(), "rw")) {
      sparse.setLength(513L << 20);
    }
    assertThatThrownBy(log::poll)
        .isInstanceOf(SubjectFailure.class)
        .hasMessage("it wrote more than 512 MiB to stdout");
  }

  @Test
  void whatItGaveAtItsEndIsItsLog() throws Exception {
    Path printed = directory.resolve("printed");
    append(printed, "OPEN rb7q00_1\nOPEN rb7q00_2\nlost 1\nOPEN rb7q00_3\n");
    log.read(printed);
    assertThat(log.of(BATCH)).containsOnlyKeys(1, 2, 3);
    assertThat(log.lost()).isEqualTo(1);
  }
}
