// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.faults;

import static java.time.temporal.ChronoUnit.SECONDS;

import dev.ringbench.fault.FactsForm;
import dev.ringbench.fault.FaultJson;
import dev.ringbench.fault.FaultRun;
import dev.ringbench.fault.FormException;
import dev.ringbench.fault.HarnessFailure;
import dev.ringbench.fault.StoredRun;
import dev.ringbench.files.AtomicFile;
import dev.ringbench.files.OutputFile;
import dev.ringbench.files.PlainFile;
import dev.ringbench.files.SafeDocument;
import dev.ringbench.model.RingbenchException;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What a campaign keeps: {@code plan.json}, {@code runs.jsonl} with a line for each run, and {@code
 * consoles/}. Everything else in it is made from these, as often as one likes.
 */
public final class CampaignDirectory implements CampaignRuns, AutoCloseable {
  private static final String PLAN = "plan.json";
  private static final String RUNS = "runs.jsonl";
  private static final String CLASSES = "classes.json";
  private static final int MOST_PLAN_BYTES = 1 << 20;
  private static final int MOST_LINE_CHARACTERS = 1 << 18;
  private static final int MOST_CLASSES_BYTES = 1 << 26;
  private static final int MOST_CONSOLE_BYTES = 1 << 23;

  private final Path path;
  private final CampaignPlan plan;
  private Map<Integer, FaultRun> planned;
  private BufferedWriter out;

  private CampaignDirectory(Path path, CampaignPlan plan) {
    this.path = path;
    this.plan = plan;
  }

  /**
   * A new one.
   *
   * @throws RingbenchException when there is something of that name
   */
  public static CampaignDirectory create(Path path, CampaignPlan plan) {
    try {
      CampaignForm.check(plan);
      if (!isUnbegun(path)) {
        Files.createDirectory(path);
        Files.createDirectory(path.resolve(FactsForm.CONSOLES));
      }
      AtomicFile.replaceDurably(path.resolve(PLAN), AtomicFile.Content.of(FaultJson.pretty(plan)));
    } catch (FormException e) {
      throw RingbenchException.badInput("This campaign " + e.getMessage() + ".", e);
    } catch (FileAlreadyExistsException e) {
      throw RingbenchException.badInput(
          "--out " + path + ": there is one already. Go on with it: --resume " + path + ".", e);
    } catch (IOException e) {
      throw RingbenchException.badInput(
          "--out "
              + path
              + ": cannot be made ("
              + e.getClass().getSimpleName()
              + "). Name a new directory in one that you may write.",
          e);
    }
    return new CampaignDirectory(path, plan);
  }

  /**
   * One that is there.
   *
   * @throws RingbenchException when it is none, of a newer version, or not as {@link CampaignForm}
   *     has it
   */
  public static CampaignDirectory open(Path path) {
    Path file = path.resolve(PLAN);
    try {
      CampaignPlan plan = CampaignForm.plan(PlainFile.text(file, MOST_PLAN_BYTES));
      Path consoles = path.resolve(FactsForm.CONSOLES);
      if (PlainFile.exists(consoles) && !Files.isDirectory(consoles, LinkOption.NOFOLLOW_LINKS)) {
        throw RingbenchException.badInput(
            consoles + " is no directory: no console is read there or written. Remove it.");
      }
      return new CampaignDirectory(path, plan);
    } catch (NoSuchFileException e) {
      throw RingbenchException.badInput(
          path
              + " is no directory of a campaign: there is no "
              + PLAN
              + " in it. `ringbench faults` makes one.",
          e);
    } catch (FormException e) {
      throw RingbenchException.badInput(file + " " + e.getMessage() + ".", e);
    } catch (IOException e) {
      throw RingbenchException.badInput("Cannot read " + path + ": " + e.getMessage() + ".", e);
    }
  }

  /** Whether it is what a process leaves that ends before it has written the plan. */
  private static boolean isUnbegun(Path path) throws IOException {
    Path consoles = path.resolve(FactsForm.CONSOLES);
    if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
        || !Files.isDirectory(consoles, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    try (Stream<Path> entries = Files.list(path);
        Stream<Path> logs = Files.list(consoles)) {
      return logs.findAny().isEmpty()
          && entries.allMatch(
              entry ->
                  entry.equals(consoles)
                      || entry
                          .getFileName()
                          .toString()
                          .matches(PLAN + "\\.[0-9a-f]{16}\\.writing"));
    }
  }

  /** Whether a directory has a plan. */
  static boolean isOne(Path path) {
    return PlainFile.exists(path.resolve(PLAN));
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  /** When it was made: UTC, ISO 8601. */
  public String startedAt() {
    Path planFile = path.resolve(PLAN);
    try {
      return Files.getLastModifiedTime(planFile).toInstant().truncatedTo(SECONDS).toString();
    } catch (IOException e) {
      throw RingbenchException.badInput("Cannot read " + planFile + ": " + e.getMessage() + ".", e);
    }
  }

  @Override
  public CampaignPlan plan() {
    return plan;
  }

  /** Every run that was kept whole; one that was being written when the process died is not. */
  @Override
  public synchronized void forEachRun(Consumer<StoredRun> consumer) {
    Path file = path.resolve(RUNS);
    if (!PlainFile.exists(file)) {
      return;
    }
    if (planned == null) {
      planned = CampaignForm.runsOf(plan);
    }
    try (Reader in = new InputStreamReader(PlainFile.open(file), StandardCharsets.UTF_8);
        BufferedReader lines = new BufferedReader(in)) {
      int number = 0;
      for (String line = readLine(lines, file); line != null; ) {
        number++;
        String next = readLine(lines, file);
        try {
          consumer.accept(withoutHarness(FactsForm.run(line, planned)));
        } catch (FormException e) {
          if (next != null) {
            throw RingbenchException.badInput(
                file + ", line " + number + " " + e.getMessage() + ".", e);
          }
        }
        line = next;
      }
    } catch (IOException e) {
      throw RingbenchException.badInput("Cannot read " + file + ": " + e.getMessage() + ".", e);
    }
  }

  /** Also of a version that knew less of what the harness does. */
  private static StoredRun withoutHarness(StoredRun stored) {
    String harness = HarnessFailure.of(stored);
    return harness == null ? stored : StoredRun.trouble(stored.run(), harness);
  }

  private static String readLine(BufferedReader in, Path file) throws IOException {
    StringBuilder line = new StringBuilder();
    int next = in.read();
    boolean end = next < 0;
    while (next >= 0 && next != '\n') {
      line.append((char) next);
      if (line.length() > MOST_LINE_CHARACTERS) {
        throw RingbenchException.badInput(
            file + " has a line of more than " + MOST_LINE_CHARACTERS + " characters.");
      }
      next = in.read();
    }
    return end ? null : line.toString();
  }

  /** Forgets the runs that could not be conducted. */
  public synchronized void dropTroubles() {
    List<String> kept = new ArrayList<>();
    AtomicBoolean dropped = new AtomicBoolean();
    forEachRun(
        run -> {
          if (run.trouble() == null) {
            kept.add(FaultJson.SNAKE.writeValueAsString(run) + "\n");
          } else {
            dropped.set(true);
          }
        });
    if (dropped.get()) {
      replaceRuns(String.join("", kept));
    }
  }

  /** Keeps a run, from whatever thread. */
  public synchronized void add(StoredRun run) {
    try {
      if (out == null) {
        dropCutLine();
        out =
            new BufferedWriter(
                Channels.newWriter(
                    Files.newByteChannel(
                        path.resolve(RUNS),
                        Set.of(
                            StandardOpenOption.CREATE,
                            StandardOpenOption.APPEND,
                            LinkOption.NOFOLLOW_LINKS)),
                    StandardCharsets.UTF_8));
      }
      out.write(FaultJson.SNAKE.writeValueAsString(run));
      out.newLine();
      out.flush();
    } catch (IOException e) {
      throw RingbenchException.machine(
          "Cannot keep a run in " + path + ": " + e.getMessage() + ". Free space, then --resume.",
          e);
    }
  }

  private void replaceRuns(String text) {
    try {
      AtomicFile.replaceDurably(path.resolve(RUNS), AtomicFile.Content.of(text));
    } catch (IOException e) {
      throw RingbenchException.machine(
          "Cannot keep the runs of "
              + path
              + ": "
              + e.getMessage()
              + ". Free space, then --resume.",
          e);
    }
  }

  /** What follows must not become part of a line that was cut. */
  private void dropCutLine() throws IOException {
    Path file = path.resolve(RUNS);
    if (!PlainFile.exists(file)) {
      return;
    }
    try (SeekableByteChannel runs =
        Files.newByteChannel(
            file,
            Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS))) {
      ByteBuffer last = ByteBuffer.allocate(1);
      long end = runs.size();
      for (; end > 0; end--) {
        runs.position(end - 1);
        runs.read(last.clear());
        if (last.get(0) == '\n') {
          break;
        }
      }
      runs.truncate(end);
    }
  }

  @Override
  public String console(StoredRun run) {
    if (run.guest() == null || run.guest().console() == null) {
      return "";
    }
    // Not as it is named there: a path from a file of strangers reads whatever it likes.
    Path file = path.resolve(FactsForm.consoleOf(run.run()));
    try {
      return new String(PlainFile.bytes(file, MOST_CONSOLE_BYTES), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw RingbenchException.badInput(
          "Cannot read " + file + " of run " + run.run().number() + ": " + e.getMessage() + ".", e);
    }
  }

  /**
   * Keeps it.
   *
   * @return its name in the directory; null: it said nothing
   */
  public String keepConsole(FaultRun run, String text) {
    if (text.isBlank()) {
      return null;
    }
    String name = FactsForm.consoleOf(run);
    try (OutputStream file = PlainFile.create(path.resolve(name))) {
      file.write(text.getBytes(StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw RingbenchException.machine(
          "Cannot keep " + path.resolve(name) + ": " + e.getMessage() + ". Free space there.", e);
    }
    return name;
  }

  /** Keeps what runs came to; see {@link #keep}. */
  public int keepClasses(List<GradedRun> graded, Consumer<String> complaints) {
    return keep(
        CLASSES,
        AtomicFile.Content.of(FaultJson.SNAKE.writeValueAsString(Kept.of(graded))),
        complaints);
  }

  /** Keeps the raw runs in the form that can be published; see {@link #keep}. */
  public int keepArchive(List<GradedRun> graded, Consumer<String> complaints) {
    SafeDocument document =
        new SafeDocument(OutputFile.inOwn(path, CampaignArchive.FILE), complaints);
    document.save(out -> CampaignArchive.write(this, Kept.of(graded), out));
    return document.exitCode();
  }

  @Override
  public List<Kept> classes() {
    Path file = path.resolve(CLASSES);
    try {
      return PlainFile.exists(file)
          ? CampaignForm.classes(PlainFile.text(file, MOST_CLASSES_BYTES))
          : List.of();
    } catch (FormException e) {
      throw RingbenchException.badInput(file + " " + e.getMessage() + ".", e);
    } catch (IOException e) {
      throw RingbenchException.badInput("Cannot read " + file + ": " + e.getMessage() + ".", e);
    }
  }

  /**
   * Replaces a file of it as a whole, or keeps it elsewhere where the disk is full.
   *
   * @param complaints told where, in a sentence
   * @return 0, or the exit code for a file that is elsewhere
   */
  public int keep(String name, AtomicFile.Content content, Consumer<String> complaints) {
    SafeDocument document = new SafeDocument(OutputFile.inOwn(path, name), complaints);
    document.save(content);
    return document.exitCode();
  }

  @Override
  public synchronized void close() {
    try {
      if (out != null) {
        out.close();
      }
    } catch (IOException e) {
      throw RingbenchException.machine("Cannot close " + path + ": " + e.getMessage() + ".", e);
    }
  }
}
