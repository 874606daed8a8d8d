// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.faults;

import dev.ringbench.fault.Facts;
import dev.ringbench.fault.FactsForm;
import dev.ringbench.fault.FaultJson;
import dev.ringbench.fault.FaultRun;
import dev.ringbench.fault.FormException;
import dev.ringbench.fault.HarnessFailure;
import dev.ringbench.fault.StoredRun;
import dev.ringbench.files.PlainFile;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.model.Shard;
import java.io.BufferedReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import tools.jackson.databind.JsonNode;

/**
 * The raw runs of a campaign in one file that can be published: gzip of JSON lines, the plan, the
 * classes that were kept, then each run with what its guest's console said, and, where shards were
 * merged, with its shard. Anybody may have written it, so it is read a line at a time, within
 * bounds, and against plan, schema and catalogue.
 */
public final class CampaignArchive implements CampaignRuns {
  /** Its name beside a campaign's document. */
  public static final String FILE = "faults.runs.jsonl.gz";

  private static final long MOST_PACKED_BYTES = 256L << 20;
  private static final long MOST_UNPACKED_BYTES = 2L << 30;
  private static final int MOST_LINE_CHARACTERS = 1 << 25;
  private static final int MOST_CONSOLE_CHARACTERS = 1 << 23;

  private final Path file;
  private final CampaignPlan plan;
  private final List<Kept> classes;
  private final Map<Integer, FaultRun> planned;
  private final int shards;
  private final Map<Integer, Integer> dealt;
  private String console = "";
  private int shard;

  private CampaignArchive(Path file, CampaignPlan plan, int shards, List<Kept> classes) {
    this.file = file;
    this.plan = plan;
    this.classes = classes;
    this.planned = CampaignForm.runsOf(plan);
    this.shards = shards;
    this.dealt = shards == 0 ? Map.of() : plan.shardsOf(shards);
  }

  /**
   * One that is there.
   *
   * @throws RingbenchException bad input: it is none, or not as Ringbench writes it
   */
  public static CampaignArchive open(Path file) {
    try (BufferedReader lines = lines(file)) {
      JsonNode head = tree(lines, file, 1, "plan");
      CampaignPlan plan = CampaignForm.plan(head.get("plan").toString());
      List<Kept> classes =
          CampaignForm.classes(tree(lines, file, 2, "classes").get("classes").toString());
      return new CampaignArchive(file, plan, shards(head), classes);
    } catch (FormException e) {
      throw RingbenchException.badInput(file + " " + e.getMessage() + ".", e);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static JsonNode tree(BufferedReader lines, Path file, int number, String name)
      throws IOException, FormException {
    String line = line(lines, file, number);
    JsonNode tree = line == null ? null : FactsForm.tree(line);
    if (tree == null || tree.get(name) == null) {
      throw new FormException(
          "is no file of raw runs: line " + number + " has no " + name + ". Name a " + FILE);
    }
    return tree;
  }

  private static int shards(JsonNode head) throws FormException {
    JsonNode shards = head.get("shards");
    if (shards == null) {
      return 0;
    }
    FormException.require(
        shards.isInt() && shards.asInt() >= 1 && shards.asInt() <= Shard.MOST,
        "says that it was merged from " + shards + " shards");
    return shards.asInt();
  }

  private static RingbenchException unreadable(Path file, IOException e) {
    return RingbenchException.badInput(
        e instanceof NoSuchFileException
            ? "There is no file " + file + "."
            : "Cannot read " + file + ": " + e.getMessage() + ".",
        e);
  }

  private static BufferedReader lines(Path file) throws IOException {
    if (PlainFile.exists(file) && Files.size(file) > MOST_PACKED_BYTES) {
      throw new IOException("it has more than " + (MOST_PACKED_BYTES >> 20) + " MiB");
    }
    return new BufferedReader(
        new InputStreamReader(
            new Bounded(new GZIPInputStream(PlainFile.open(file))), StandardCharsets.UTF_8));
  }

  private static String line(BufferedReader lines, Path file, int number) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = lines.read(); next != '\n'; next = lines.read()) {
      if (next < 0) {
        if (line.isEmpty()) {
          return null;
        }
        throw new IOException("line " + number + " is cut off");
      }
      if (line.length() == MOST_LINE_CHARACTERS) {
        throw RingbenchException.badInput(
            file + ", line " + number + " has more than " + MOST_LINE_CHARACTERS + " characters.");
      }
      line.append((char) next);
    }
    return line.toString();
  }

  @Override
  public CampaignPlan plan() {
    return plan;
  }

  @Override
  public List<Kept> classes() {
    return classes;
  }

  @Override
  public synchronized void forEachRun(Consumer<StoredRun> consumer) {
    Set<List<Integer>> seen = new HashSet<>();
    int number = 2;
    try (BufferedReader lines = lines(file)) {
      line(lines, file, 1);
      line(lines, file, 2);
      for (String line = line(lines, file, ++number);
          line != null;
          line = line(lines, file, ++number)) {
        StoredRun stored = run(line);
        if (!seen.add(List.of(stored.run().number(), isCalibration(stored) ? shard : 0))) {
          throw new FormException("has run " + stored.run().number() + " twice");
        }
        consumer.accept(stored);
      }
    } catch (FormException e) {
      throw RingbenchException.badInput(file + ", line " + number + " " + e.getMessage() + ".", e);
    } catch (IOException e) {
      throw unreadable(file, e);
    } finally {
      console = "";
      shard = 0;
    }
  }

  private static boolean isCalibration(StoredRun stored) {
    return stored.run().kind().equals(Facts.CALIBRATION);
  }

  private StoredRun run(String line) throws FormException {
    JsonNode tree = FactsForm.tree(line);
    JsonNode run = tree.get("run");
    FormException.require(run != null, "has no run");
    StoredRun stored = FactsForm.run(run.toString(), planned);
    JsonNode said = tree.get("console");
    console = said == null || !said.isString() ? "" : said.asString();
    FormException.require(
        console.length() <= MOST_CONSOLE_CHARACTERS,
        "has a console of more than " + MOST_CONSOLE_CHARACTERS + " characters");
    boolean spoke = stored.guest() != null && stored.guest().console() != null;
    FormException.require(
        spoke || console.isEmpty(), "has a console of a run that says it had none");
    shard = tree.path("shard").asInt(0);
    FormException.require(
        shards == 0
            ? shard == 0
            : isCalibration(stored)
                ? shard >= 1 && shard <= shards
                : dealt.get(stored.run().number()) == shard,
        "has a run %d of shard %d, which is not in that shard"
            .formatted(stored.run().number(), shard));
    String harness = HarnessFailure.of(stored);
    return harness == null ? stored : StoredRun.trouble(stored.run(), harness);
  }

  @Override
  public int shards() {
    return shards;
  }

  @Override
  public int shardOf(StoredRun run) {
    return shard;
  }

  @Override
  public String console(StoredRun run) {
    return run.guest() == null || run.guest().console() == null ? "" : console;
  }

  /** All that {@code runs} recorded, and the classes that are kept of them now. */
  public static void write(CampaignRuns runs, List<Kept> classes, OutputStream out)
      throws IOException {
    GZIPOutputStream packed = new GZIPOutputStream(out, 1 << 16);
    Map<String, Object> head = new LinkedHashMap<>();
    head.put("plan", runs.plan());
    if (runs.shards() > 0) {
      head.put("shards", runs.shards());
    }
    write(packed, head);
    write(packed, Map.of("classes", classes));
    IOException[] failed = new IOException[1];
    runs.forEachRun(
        run -> {
          Map<String, Object> line = new LinkedHashMap<>();
          line.put("run", run);
          line.put("console", run.guest() == null ? null : runs.console(run));
          if (runs.shards() > 0) {
            line.put("shard", runs.shardOf(run));
          }
          try {
            if (failed[0] == null) {
              write(packed, line);
            }
          } catch (IOException e) {
            failed[0] = e;
          }
        });
    if (failed[0] != null) {
      throw failed[0];
    }
    packed.finish();
  }

  private static void write(OutputStream out, Object line) throws IOException {
    out.write((FaultJson.SNAKE.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Ends what unpacks to more than any campaign has. */
  private static final class Bounded extends FilterInputStream {
    private long left = MOST_UNPACKED_BYTES;

    Bounded(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = super.read(buffer, offset, length);
      left -= Math.max(0, read);
      if (left < 0) {
        throw new IOException("it unpacks to more than " + (MOST_UNPACKED_BYTES >> 20) + " MiB");
      }
      return read;
    }
  }
}
