// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.fault;

import static java.time.temporal.ChronoUnit.SECONDS;

import dev.ringbench.files.AtomicFile;
import dev.ringbench.files.OutputFile;
import dev.ringbench.files.SafeDocument;
import dev.ringbench.model.RingbenchException;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;

/**
 * What a campaign keeps: {@code plan.json}, {@code runs.jsonl} with a line for each run, and {@code
 * consoles/}. Everything else in it is made from these, as often as one likes.
 */
public final class CampaignDirectory implements AutoCloseable {
  private static final String PLAN = "plan.json";
  private static final String RUNS = "runs.jsonl";
  private static final String CONSOLES = "consoles";
  private static final String CLASSES = "classes.json";

  private final Path path;
  private final CampaignPlan plan;
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
      Files.createDirectory(path);
      Files.createDirectory(path.resolve(CONSOLES));
      AtomicFile.replace(path.resolve(PLAN), AtomicFile.Content.of(FaultJson.pretty(plan)));
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
   * @throws RingbenchException when it is none, or of a newer version
   */
  public static CampaignDirectory open(Path path) {
    try {
      CampaignPlan plan =
          FaultJson.SNAKE.readValue(
              Files.readString(path.resolve(PLAN), StandardCharsets.UTF_8), CampaignPlan.class);
      if (plan.format() > CampaignPlan.FORMAT) {
        throw RingbenchException.badInput(
            path + " has format " + plan.format() + ". Use a newer Ringbench.");
      }
      if (plan.catalogueVersion() > Catalogue.load().version()) {
        throw RingbenchException.badInput(
            path + " is of catalogue " + plan.catalogueVersion() + ". Use a newer Ringbench.");
      }
      return new CampaignDirectory(path, plan);
    } catch (NoSuchFileException e) {
      throw RingbenchException.badInput(
          path
              + " is no directory of a campaign: there is no "
              + PLAN
              + " in it. `ringbench faults` makes one.",
          e);
    } catch (JacksonException e) {
      throw RingbenchException.badInput(
          path.resolve(PLAN) + " is damaged: " + e.getOriginalMessage() + ".", e);
    } catch (IOException e) {
      throw RingbenchException.badInput("Cannot read " + path + ": " + e.getMessage() + ".", e);
    }
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

  /** What it consists of. */
  public CampaignPlan plan() {
    return plan;
  }

  /** Where the consoles of guests go. */
  public Path consoles() {
    return path.resolve(CONSOLES);
  }

  /** Every run that was kept whole; one that was being written when the process died is not. */
  public void forEachRun(Consumer<StoredRun> consumer) {
    Path file = path.resolve(RUNS);
    if (!Files.exists(file)) {
      return;
    }
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      int number = 0;
      for (String line = lines.readLine(); line != null; ) {
        number++;
        String next = lines.readLine();
        try {
          consumer.accept(FaultJson.SNAKE.readValue(line, StoredRun.class));
        } catch (JacksonException e) {
          if (next != null) {
            throw RingbenchException.badInput(
                file + ", line " + number + " is damaged: " + e.getOriginalMessage() + ".", e);
          }
        }
        line = next;
      }
    } catch (IOException e) {
      throw RingbenchException.badInput("Cannot read " + file + ": " + e.getMessage() + ".", e);
    }
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
                new OutputStreamWriter(
                    Files.newOutputStream(
                        path.resolve(RUNS),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND,
                        LinkOption.NOFOLLOW_LINKS),
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
    if (!Files.exists(file)) {
      return;
    }
    String text = Files.readString(file, StandardCharsets.UTF_8);
    if (!text.isEmpty() && !text.endsWith("\n")) {
      replaceRuns(text.substring(0, text.lastIndexOf('\n') + 1));
    }
  }

  /** What the kernel of that run's guest said; empty where there was none. */
  public String console(StoredRun run) {
    if (run.guest() == null || run.guest().console() == null) {
      return "";
    }
    Path file = path.resolve(run.guest().console());
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw RingbenchException.badInput(
          "Cannot read " + file + " of run " + run.run().number() + ": " + e.getMessage() + ".", e);
    }
  }

  /** Keeps what runs came to; see {@link #keep}. */
  public int keepClasses(List<GradedRun> graded, Consumer<String> complaints) {
    return keep(
        CLASSES,
        FaultJson.SNAKE.writeValueAsString(
            graded.stream().filter(run -> run.outcome() != null).map(Kept::of).toList()),
        complaints);
  }

  /** What runs came to when it was kept; empty: it was not. */
  public List<Kept> classes() {
    Path file = path.resolve(CLASSES);
    try {
      return Files.exists(file)
          ? FaultJson.SNAKE.readValue(
              Files.readString(file, StandardCharsets.UTF_8), new TypeReference<List<Kept>>() {})
          : List.of();
    } catch (IOException | JacksonException e) {
      throw RingbenchException.badInput("Cannot read " + file + ": " + e.getMessage() + ".", e);
    }
  }

  /**
   * Replaces a file of it as a whole, or keeps it elsewhere where the disk is full.
   *
   * @param complaints told where, in a sentence
   * @return 0, or the exit code for a file that is elsewhere
   */
  public int keep(String name, String text, Consumer<String> complaints) {
    SafeDocument document = new SafeDocument(OutputFile.inOwn(path, name), complaints);
    document.save(AtomicFile.Content.of(text));
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
