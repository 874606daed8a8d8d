// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.subject.running;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.ringbench.model.Operation;
import dev.ringbench.subject.EventPattern;
import dev.ringbench.subject.Subject;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The log of a subject as it grows: which of our targets it names, and what it says of loss. The
 * files stay open, because a subject that watches all opens would see us open them.
 */
public final class EventLog implements Closeable {
  /** A subject that writes more has run wild. Tests have less time. */
  private static final long MOST_BYTES = Long.getLong("ringbench.subject.log-mib", 512) << 20;

  private static final int CHUNK_BYTES = 1 << 16;

  private final Map<Operation, EventPattern> patterns = new EnumMap<>(Operation.class);
  private final Map<Operation, Map<String, Map<Integer, Seen>>> seen =
      new EnumMap<>(Operation.class);
  private final Pattern loss;
  private final Pattern ready;
  private final List<Growing> files = new ArrayList<>();
  private long lost;
  private boolean saidReady;
  private String lastComplaint;

  /**
   * A target's event.
   *
   * @param atNs when its first line was seen, by System.nanoTime
   * @param pid that it names; 0: none
   */
  public record Seen(long atNs, long pid) {}

  /** One file, of which some is read; wrappers may cut it again. */
  private static final class Growing {
    private final Path path;
    private final boolean events;
    private FileChannel channel;
    private long position;
    private long before;
    private String rest = "";

    Growing(Path path, boolean events) {
      this.path = path;
      this.events = events;
    }
  }

  /**
   * Of one run of a subject.
   *
   * @param events the file with its events
   * @param others files with what else it says
   */
  public EventLog(Subject subject, String run, Path events, List<Path> others) {
    subject
        .operations()
        .forEach(
            (operation, watched) -> {
              patterns.put(operation, new EventPattern(watched.event(), operation, run));
              seen.put(operation, new HashMap<>());
            });
    this.loss =
        subject.lost() == null || !subject.lost().command().isEmpty()
            ? null
            : Pattern.compile(subject.lost().pattern());
    this.ready = subject.readyLine() == null ? null : Pattern.compile(subject.readyLine());
    files.add(new Growing(events, true));
    others.forEach(path -> files.add(new Growing(path, false)));
  }

  /** Reads what is new. Returns whether it names a target that was not named before. */
  public boolean poll() throws SubjectFailure {
    boolean news = false;
    for (Growing file : files) {
      try {
        news |= read(file);
      } catch (IOException e) {
        throw new UncheckedIOException("read " + file.path, e);
      }
    }
    return news;
  }

  private boolean read(Growing file) throws IOException, SubjectFailure {
    if (file.channel == null) {
      if (!Files.isRegularFile(file.path, LinkOption.NOFOLLOW_LINKS)) {
        return false;
      }
      file.channel = FileChannel.open(file.path);
    }
    long size = file.channel.size();
    if (size < file.position) {
      file.before += file.position;
      file.position = 0; // it was cut, and begins again
      file.rest = "";
    }
    if (size > MOST_BYTES) {
      throw new SubjectFailure(
          "it wrote more than " + (MOST_BYTES >> 20) + " MiB to " + file.path.getFileName(),
          "let it watch less, or write less of each event");
    }
    boolean news = false;
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
    while (file.position < size) {
      chunk.clear();
      int count = file.channel.read(chunk, file.position);
      if (count <= 0) {
        break;
      }
      long now = System.nanoTime();
      file.position += count;
      String text = file.rest + new String(chunk.array(), 0, count, StandardCharsets.ISO_8859_1);
      int from = 0;
      for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
        news |= line(text.substring(from, end), file.events, now);
        from = end + 1;
      }
      file.rest = text.substring(Math.max(from, text.length() - CHUNK_BYTES));
    }
    return news;
  }

  private boolean line(String line, boolean events, long now) {
    if (loss != null) {
      Matcher found = loss.matcher(line);
      if (found.find()) {
        lost += number(found.group("count"));
      }
    }
    if (ready != null && !saidReady) {
      saidReady = ready.matcher(line).find();
    }
    if (!events) {
      lastComplaint = line.isBlank() ? lastComplaint : line.strip();
      return false;
    }
    boolean news = false;
    for (Map.Entry<Operation, EventPattern> of : patterns.entrySet()) {
      var event = of.getValue().find(line);
      if (event.isPresent()) {
        news |=
            seen.get(of.getKey())
                    .computeIfAbsent(event.get().batch(), batch -> new TreeMap<>())
                    .putIfAbsent(event.get().index(), new Seen(now, event.get().pid().orElse(0L)))
                == null;
      }
    }
    return news;
  }

  private static long number(String digits) {
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /**
   * For what begins its log anew with each command: reads what there is, and empties it, because a
   * new log may have grown longer than the old one before anybody looks.
   */
  public void begin() throws SubjectFailure {
    poll();
    for (Growing file : files) {
      try {
        if (Files.exists(file.path)) {
          Files.newByteChannel(file.path, StandardOpenOption.WRITE).truncate(0).close();
          close(file);
        }
      } catch (IOException e) {
        throw new UncheckedIOException("empty " + file.path, e);
      }
    }
  }

  /** The next time it is opened again: there may be another file of its name. */
  private static void close(Growing file) throws IOException {
    if (file.channel != null) {
      file.channel.close();
      file.channel = null;
    }
    file.before += file.position;
    file.position = 0;
    file.rest = "";
  }

  /** Reads what it gave when it had ended. */
  void read(Path printed) throws SubjectFailure {
    Growing all = new Growing(printed, true);
    try {
      read(all);
      close(all);
    } catch (IOException e) {
      throw new UncheckedIOException("read " + printed, e);
    }
  }

  /** Targets of a batch that it names, by index. */
  public Map<Integer, Seen> of(Actor.Batch batch) {
    String name = batch.operation() == Operation.CONNECT ? "" : batch.name();
    Map<Integer, Seen> found = new TreeMap<>();
    seen.getOrDefault(batch.operation(), Map.of())
        .getOrDefault(name, Map.of())
        .forEach(
            (index, event) -> {
              if (batch.has(index)) {
                found.put(index, event);
              }
            });
    return found;
  }

  /** Whether events of the operation say who did it. */
  public boolean namesProcesses(Operation operation) {
    return patterns.get(operation).hasPid();
  }

  /** What lines say was lost, all together. */
  public long lost() {
    return lost;
  }

  /** Whether the line came that says it; true where none is expected. */
  public boolean saidReady() {
    return ready == null || saidReady;
  }

  /** The last that it said beside its events; null: nothing. */
  public String lastComplaint() {
    return lastComplaint;
  }

  /** The file with its events. */
  Path path() {
    return files.get(0).path;
  }

  /** Bytes of its events. */
  public long bytes() {
    return files.get(0).before + files.get(0).position;
  }

  @Override
  public void close() {
    for (Growing file : files) {
      try {
        close(file);
      } catch (IOException e) {
        throw new UncheckedIOException("close " + file.path, e);
      }
    }
  }
}
