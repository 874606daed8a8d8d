// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.matrix.measure;

import dev.ringbench.content.ContentFile;
import dev.ringbench.content.GeneratedRules;
import dev.ringbench.counted.InstructionCount;
import dev.ringbench.counting.InstructionCounting;
import dev.ringbench.document.DocumentHead;
import dev.ringbench.experiment.matrix.MatrixDocument;
import dev.ringbench.experiment.matrix.MatrixKernel;
import dev.ringbench.experiment.matrix.MatrixShard;
import dev.ringbench.guest.Accelerator;
import dev.ringbench.guest.GuestJob;
import dev.ringbench.guest.KernelSource;
import dev.ringbench.measure.RunLock;
import dev.ringbench.model.Architecture;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Environment;
import dev.ringbench.model.Operation;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.model.Sensor;
import dev.ringbench.platform.RunFiles;
import dev.ringbench.platform.linux.HostFacts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Counts the rows of sensors in one kernel after the other. What failed in one is in its row. */
public final class MatrixRun {
  /** Rows of one kernel in which a guest may stall or die before the kernel is given up. */
  private static final int MOST_STALLED = 3;

  private static final int MOST_OUTPUT = 300;
  private static final int RULES = 0;

  /** Where no guest has yet said anything of its machine. */
  private static final Path NOTHING = Path.of("/nonexistent");

  private final RunFiles files;
  private final Settings settings;
  private final List<Planned> planned;
  private final Map<String, MatrixKernel> known;
  private final Environment[] earlier;
  private final List<MatrixKernel> done = new ArrayList<>();
  private KernelInProgress current;
  private Environment environment;

  /**
   * What is the same for all kernels.
   *
   * @param version of Ringbench
   * @param startedAt UTC, ISO 8601
   * @param boots of each kernel
   * @param limit for one kernel
   * @param shard which of the planned kernels are counted; null: all of them
   */
  public record Settings(
      String version,
      String startedAt,
      List<Sensor> sensors,
      List<Operation> operations,
      int boots,
      Duration limit,
      MatrixShard shard) {
    /** Every row to count. */
    public List<Cell> cells() {
      return InstructionCounting.cells(sensors, operations, List.of(RULES));
    }
  }

  /**
   * A kernel with a command line.
   *
   * @param commandLine words behind ours; empty: none
   */
  public record Planned(KernelSource source, String commandLine) {
    /** Unique in a matrix. */
    public String name() {
      return commandLine.isEmpty() ? source.release() : source.release() + " " + commandLine;
    }
  }

  /**
   * Of kernels, in that order.
   *
   * @param resumed a document whose complete kernels are kept; null: none
   */
  public MatrixRun(
      RunFiles files, Settings settings, List<Planned> planned, MatrixDocument resumed) {
    this.files = files;
    this.settings = settings;
    this.planned = List.copyOf(planned);
    this.known = new LinkedHashMap<>();
    this.earlier = new Environment[] {resumed == null ? null : resumed.environment()};
    if (resumed != null) {
      resumed.kernels().stream()
          .filter(kernel -> kernel.status() == MatrixKernel.Status.COMPLETE)
          .forEach(kernel -> known.put(kernel.name(), kernel));
    }
  }

  /** Whether a document that is resumed has it already. */
  public boolean has(Planned one) {
    return known.containsKey(one.name());
  }

  /**
   * Counts in each kernel.
   *
   * @param progress hears what is going on
   * @param save called when there is more to keep
   */
  public void measure(Consumer<String> progress, Runnable save) {
    for (Planned one : planned) {
      if (has(one)) {
        finish(known.get(one.name()));
        continue;
      }
      KernelInProgress kernel = begin(one);
      try {
        count(kernel, progress, save);
      } catch (RingbenchException e) {
        kernel.trouble = e.getMessage();
      }
      finish(kernel.document());
      save.run();
    }
  }

  private synchronized KernelInProgress begin(Planned one) {
    current = new KernelInProgress(one);
    return current;
  }

  private synchronized void finish(MatrixKernel kernel) {
    done.add(kernel);
    current = null;
  }

  private void count(KernelInProgress kernel, Consumer<String> progress, Runnable save) {
    String name = kernel.planned.name();
    progress.accept(name + ": getting the kernel");
    KernelSource.Fetched fetched = kernel.planned.source().fetch();
    kernel.config = KernelConfig.read(fetched.config());
    kernel.files = fetched.kernel().reachesFiles() ? "9p" : "serial ports";
    Path directory = files.workDir().resolveSibling("guest-matrix-" + done.size());
    GuestJob job = new GuestJob(fetched.kernel(), Accelerator.TCG_COUNTING, directory);
    try {
      if (!fetched.kernel().architecture().isOurs()) {
        progress.accept(name + ": building programs for " + fetched.kernel().architecture());
      }
      prepare(job, fetched.kernel().architecture());
      progress.accept(name + ": building the driver");
      try {
        job.carry(fetched.driver(), GuestJob.DRIVER);
      } catch (RingbenchException e) {
        kernel.driverReason = withoutHome(e.getMessage());
      }
      job.append(kernel.planned.commandLine());
      job.endAt(kernel.begunNs + settings.limit().toNanos());
      for (int boot = 0; boot < settings.boots() && kernel.trouble == null; boot++) {
        boot(kernel, job, boot, progress);
        save.run();
      }
    } finally {
      remove(directory);
    }
  }

  private void prepare(GuestJob job, Architecture architecture) {
    try {
      Path directory = Files.createDirectories(job.carried().resolve("native"));
      files.unpackNative(directory, architecture);
      Files.write(
          directory.resolve(InstructionCounting.contentName(RULES)),
          ContentFile.encode(GeneratedRules.of(RULES)));
    } catch (IOException e) {
      throw RingbenchException.machine("Cannot prepare the share: " + e.getMessage() + ".", e);
    }
  }

  /** A document is read elsewhere, by others. */
  private static String withoutHome(String message) {
    String home = System.getProperty("user.home", "");
    return home.length() > 1
        ? message.replaceAll("(?<![\\w./~-])" + Pattern.quote(home + "/"), "~/")
        : message;
  }

  /** A row in which the guest stalls or dies is left out, and the boot is made again. */
  private void boot(KernelInProgress kernel, GuestJob job, int boot, Consumer<String> progress) {
    while (true) {
      List<Cell> cells =
          settings.cells().stream().filter(cell -> !kernel.stalled.containsKey(cell)).toList();
      String of = kernel.planned.name() + ", boot " + (boot + 1) + " of " + settings.boots() + ": ";
      progress.accept(of + "booting");
      GuestJob.Outcome outcome =
          RunLock.whenFree(
              holder -> progress.accept(of + "waiting for another run, " + holder),
              () -> InstructionCounting.run(job, cells, row -> progress.accept(of + row)));
      List<InstructionCount> counts = InstructionCounting.read(job, boot);
      Path facts = job.result(InstructionCounting.FACTS_FOLDER);
      if (facts != null && kernel.facts == null) {
        take(kernel, new HostFacts(facts).read());
      }
      boolean worked = outcome.trouble() == null && Integer.valueOf(0).equals(outcome.status());
      if (!worked && mayGoOn(kernel, job, outcome, cells, counts)) {
        continue;
      }
      keep(kernel, boot, counts);
      if (!worked) {
        kernel.trouble = outcome.trouble() == null ? said(job) : outcome.trouble();
      }
      return;
    }
  }

  private boolean mayGoOn(
      KernelInProgress kernel,
      GuestJob job,
      GuestJob.Outcome outcome,
      List<Cell> cells,
      List<InstructionCount> counts) {
    List<Cell> counted = counts.stream().map(InstructionCount::cell).toList();
    Cell next =
        cells.stream()
            .sorted(Comparator.comparing(Cell::operation))
            .filter(cell -> !counted.contains(cell))
            .findFirst()
            .orElse(null);
    if (outcome.trouble() == null
        || outcome.readyMillis() == 0
        || job.isOver()
        || next == null
        || kernel.stalled.size() >= MOST_STALLED
        || Thread.currentThread().isInterrupted()) {
      return false;
    }
    synchronized (this) {
      kernel.stalled.put(next, outcome.trouble());
    }
    return true;
  }

  private synchronized void take(KernelInProgress kernel, Environment facts) {
    kernel.facts = facts;
    if (environment == null) {
      environment = facts;
    }
  }

  private synchronized void keep(KernelInProgress kernel, int boot, List<InstructionCount> counts) {
    kernel.counts.addAll(counts);
    kernel.stalled.forEach(
        (cell, trouble) ->
            kernel.counts.add(
                new InstructionCount(
                    boot,
                    cell.sensor(),
                    cell.operation(),
                    cell.handoff(),
                    cell.rules(),
                    0,
                    List.of(),
                    List.of(),
                    trouble,
                    "use another kernel")));
  }

  private static String said(GuestJob job) {
    Path output = job.result("output");
    try {
      String text = output == null ? "" : Files.readString(output, StandardCharsets.UTF_8).strip();
      return "The counting ended early"
          + (text.isEmpty() ? "" : ": " + text.substring(0, Math.min(MOST_OUTPUT, text.length())))
          + ".";
    } catch (IOException e) {
      return "The counting ended early, and what it said cannot be read.";
    }
  }

  private static void remove(Path directory) {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    } catch (IOException e) {
      // It goes with the directory of this process.
    }
  }

  /** What there is now; {@code whyPartial}: null: it is all. */
  public synchronized MatrixDocument document(String whyPartial, String now) {
    List<MatrixKernel> kernels = new ArrayList<>(done);
    if (current != null) {
      kernels.add(current.document());
    }
    boolean all = whyPartial == null && kernels.size() == planned.size();
    String ofShard =
        settings.shard() == null ? null : "these are the kernels of shard " + settings.shard();
    Environment of = environment == null ? earlier[0] : environment;
    return new MatrixDocument(
        DocumentHead.GENERATOR,
        MatrixDocument.SCHEMA_VERSION,
        settings.version(),
        all && ofShard == null ? "complete" : "partial",
        all ? ofShard : whyPartial == null ? "not every kernel was measured" : whyPartial,
        settings.startedAt(),
        all ? now : null,
        settings.boots(),
        settings.operations(),
        of == null ? new HostFacts(NOTHING).read() : of,
        List.of(),
        settings.sensors(),
        kernels,
        settings.shard());
  }

  /** A kernel while it is measured. */
  private final class KernelInProgress {
    private final Planned planned;
    private final long begunNs = System.nanoTime();
    private final Map<Cell, String> stalled = new LinkedHashMap<>();
    private final List<InstructionCount> counts = new ArrayList<>();
    private Map<String, String> config = Map.of();
    private String files;
    private String driverReason;
    private Environment facts;
    private String trouble;

    private KernelInProgress(Planned planned) {
      this.planned = planned;
    }

    private MatrixKernel document() {
      KernelSource source = planned.source();
      boolean any = counts.stream().anyMatch(count -> !count.medians().isEmpty());
      boolean all = counts.size() == settings.boots() * settings.cells().size();
      String reason = trouble;
      if (reason == null && !(all && any)) {
        reason = any ? "it was not finished" : "nothing could be counted";
      }
      return new MatrixKernel(
          planned.name(),
          source.release(),
          source.series(),
          source.flavour(),
          source.architecture().machine(),
          source.packageName(),
          source.version(),
          source.suite(),
          planned.commandLine(),
          facts == null ? null : facts.kernel().versionLine(),
          facts == null ? null : facts.kernel().preemption(),
          facts == null ? null : facts.cpu().mitigations(),
          facts == null ? null : facts.security().lsms(),
          config,
          files,
          driverReason,
          !any
              ? MatrixKernel.Status.FAILED
              : reason == null ? MatrixKernel.Status.COMPLETE : MatrixKernel.Status.PARTIAL,
          reason,
          TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begunNs) / 1000.0,
          counts);
    }
  }
}
