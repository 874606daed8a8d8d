// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.tamper.measure;

import dev.ringbench.subject.running.RunningSubject;
import dev.ringbench.subject.running.SubjectFailure;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** {@code ringbench-tamper serve}: see native/tamper/main.c. */
final class AttackServer implements AutoCloseable {
  private static final int START_MILLIS = 15_000;
  private static final int POLL_MILLIS = 5;
  private static final int END_SECONDS = 2;
  private static final int MOST_BYTES = 1 << 22;
  private static final int CHUNK = 1 << 16;

  private final Process process;
  private final Path answers;
  private Writer to;
  private final Map<String, Answer> known = new HashMap<>();
  private FileChannel from;
  private String rest = "";
  private int next;
  private boolean ready;

  /**
   * An operation. Times are System.nanoTime's.
   *
   * @param endNs 0: it did not return within its limit
   * @param error errno, 0: it was done
   */
  record Done(int index, long startNs, long endNs, int error) {
    boolean stalled() {
      return endNs == 0;
    }

    boolean succeeded() {
      return endNs != 0 && error == 0;
    }
  }

  /** What was said to one command; it grows until it has ended. */
  static final class Answer {
    private final List<Done> done = new ArrayList<>();
    private String lacks;
    private Integer error;

    List<Done> done() {
      return List.copyOf(done);
    }

    /** Why this machine has no such form; null: it has. */
    String lacks() {
      return lacks;
    }

    boolean ended() {
      return error != null;
    }

    /** errno of the command; null: it has not ended. */
    Integer error() {
      return error;
    }
  }

  /**
   * Starts it.
   *
   * @param commands a pipe that it makes
   * @param answers a file that is not there yet
   */
  AttackServer(List<String> words, Path commands, Path answers, Path complaints)
      throws SubjectFailure {
    this.answers = answers;
    try {
      process =
          new ProcessBuilder(words)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(complaints.toFile())
              .start();
      process.getOutputStream().close();
    } catch (IOException e) {
      throw new SubjectFailure("the attacker cannot be started: " + e.getMessage(), "run again");
    }
    long deadline = deadline(START_MILLIS);
    while (!ready && System.nanoTime() < deadline && process.isAlive()) {
      RunningSubject.pause(POLL_MILLIS);
      poll();
    }
    if (!ready) {
      poll();
    }
    if (ready) {
      open(commands);
    } else {
      String why = complaint(complaints);
      close();
      throw new SubjectFailure("the attacker's process did not start" + why, "run with --verbose");
    }
  }

  private void open(Path commands) throws SubjectFailure {
    try {
      // For reading, too: opening a pipe for writing alone waits for its reader.
      to =
          new OutputStreamWriter(
              Channels.newOutputStream(
                  FileChannel.open(commands, StandardOpenOption.READ, StandardOpenOption.WRITE)),
              StandardCharsets.US_ASCII);
    } catch (IOException e) {
      close();
      throw new SubjectFailure("the attacker cannot be asked: " + e.getMessage(), "run again");
    }
  }

  private static String complaint(Path complaints) {
    try {
      return Files.readString(complaints, StandardCharsets.ISO_8859_1)
          .lines()
          .reduce((first, last) -> last)
          .map(line -> ": " + line)
          .orElse("");
    } catch (IOException e) {
      return "";
    }
  }

  private static long deadline(int millis) {
    return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
  }

  /** The process that was started: a sensor that runs the attacker, or the attacker itself. */
  Process process() {
    return process;
  }

  /** Begins a command; its words follow its number. */
  Answer begin(String command, Object... words) {
    String id = Integer.toString(++next);
    Answer answer = new Answer();
    known.put(id, answer);
    StringBuilder line = new StringBuilder(command).append(' ').append(id);
    for (Object word : words) {
      line.append(' ').append(word);
    }
    try {
      to.write(line.append('\n').toString());
      to.flush();
    } catch (IOException e) {
      answer.lacks = "the attacker's process has ended";
      answer.error = -1;
    }
    return answer;
  }

  /** Waits for the end of a command; false: it does not end within the time. */
  boolean await(Answer answer, int millis) {
    long deadline = deadline(millis);
    while (!answer.ended() && System.nanoTime() < deadline) {
      RunningSubject.pause(POLL_MILLIS);
      poll();
    }
    return answer.ended();
  }

  void poll() {
    try {
      if (from == null) {
        if (!Files.exists(answers)) {
          return;
        }
        from = FileChannel.open(answers, StandardOpenOption.READ);
      }
      ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
      while (from.position() < MOST_BYTES && from.read(chunk.clear()) > 0) {
        String text =
            rest + new String(chunk.array(), 0, chunk.position(), StandardCharsets.ISO_8859_1);
        int begin = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', begin)) {
          line(text.substring(begin, end));
          begin = end + 1;
        }
        rest = text.substring(begin);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("read " + answers, e);
    }
  }

  private void line(String line) {
    String[] words = line.split(" ", -1);
    if (words[0].equals("ready")) {
      ready = true;
      return;
    }
    Answer answer = words.length > 1 ? known.get(words[1]) : null;
    if (answer == null) {
      return;
    }
    switch (words[0]) {
      case "op" ->
          answer.done.add(
              new Done(
                  Integer.parseInt(words[2]),
                  Long.parseLong(words[3]),
                  Long.parseLong(words[4]),
                  Integer.parseInt(words[5])));
      case "lacks" -> answer.lacks = line.substring(line.indexOf(words[1]) + words[1].length() + 1);
      case "end" -> answer.error = Integer.valueOf(words[2]);
      default -> {
        // The next version's.
      }
    }
  }

  @Override
  public void close() {
    try {
      if (to != null) {
        to.close();
      }
    } catch (IOException e) {
      // It has ended.
    }
    try {
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      if (from != null) {
        from.close();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException("close " + answers, e);
    }
  }
}
