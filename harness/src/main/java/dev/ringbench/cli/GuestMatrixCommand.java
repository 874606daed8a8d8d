// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.document.DocumentJson;
import dev.ringbench.experiment.matrix.MatrixDocument;
import dev.ringbench.experiment.matrix.MatrixReading;
import dev.ringbench.experiment.matrix.MatrixShard;
import dev.ringbench.experiment.matrix.measure.MatrixRun;
import dev.ringbench.experiment.run.measure.Planner;
import dev.ringbench.files.OutputFile;
import dev.ringbench.files.Outputs;
import dev.ringbench.guest.GuestJob;
import dev.ringbench.guest.KernelSource;
import dev.ringbench.model.Architecture;
import dev.ringbench.model.Operation;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.model.Sensor;
import dev.ringbench.model.Shard;
import dev.ringbench.platform.Platforms;
import dev.ringbench.platform.SensorPlatform;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Sensors over kernels. */
@Command(
    name = "matrix",
    description = {
      "Counts what sensors add to an operation in one kernel after the other, and compares.",
      "Kernels are fetched from the distribution and unpacked in the cache; none is installed. The driver is built with the headers and the compiler of the kernel's distribution."
    },
    footer = {
      "",
      "Examples:",
      "  ringbench guest matrix",
      "  ringbench guest matrix --kernel linux-image-amd64/trixie --kernel linux-image-amd64/sid",
      "  ringbench guest matrix --kernel linux-image-amd64 --kernel linux-image-arm64",
      "  ringbench guest matrix --kernel /boot/vmlinuz-6.1.0-57-amd64 --cmdline mitigations=off --cmdline mitigations=auto"
    })
final class GuestMatrixCommand implements Callable<Integer> {
  private static final int MOST_BOOTS = 20;
  private static final int MOST_MINUTES = 600;
  private static final int MOST_WORDS = 200;
  private static final Pattern WORDS =
      Pattern.compile("[A-Za-z0-9_.,:=/-]+( [A-Za-z0-9_.,:=/-]+)*");

  /** Of a boot on two CPUs that do nothing else, and of fetching and building. */
  private static final double SECONDS_A_BOOT = 8;

  private static final double SECONDS_A_ROW = 0.25;
  private static final double SECONDS_A_KERNEL = 15;
  private static final double BYTES_A_SECOND = 10e6;

  @Option(
      names = "--kernel",
      paramLabel = "NAME",
      description =
          "Kernel: a package of this machine's distribution (linux-image-amd64), one of another suite of Debian (linux-image-amd64/trixie) or for another architecture (linux-image-arm64), or a file in /boot. Repeat it for each. Default: the newest of each series and flavour that the distribution has.")
  private List<String> kernelNames = List.of();

  @Option(
      names = "--arch",
      split = ",",
      paramLabel = "NAME",
      description =
          "Architectures whose kernels are counted where no --kernel is named: amd64, arm64. Default: this machine's.")
  private List<String> architectureNames = List.of();

  @Option(
      names = "--cmdline",
      paramLabel = "WORDS",
      description =
          "Words for the kernel's command line, such as mitigations=auto or preempt=full. Repeat it to count each kernel with each; an empty text is none. Default: none.")
  private List<String> commandLines = List.of("");

  @Option(
      names = "--sensors",
      split = ",",
      paramLabel = "ID",
      description =
          "Count only these sensors, with their baselines and floors; `ringbench list` shows all.")
  private List<String> sensorNames = List.of();

  @Option(
      names = "--operations",
      split = ",",
      converter = Names.OperationName.class,
      paramLabel = "NAME",
      description = "Operations to count: open, exec, connect, and so on. Default: open.")
  private List<Operation> operations = List.of(Operation.OPEN);

  @Option(
      names = "--boots",
      paramLabel = "N",
      defaultValue = "3",
      description =
          "How often each kernel boots. Each boot counts every row, and the spread between boots is the noise. Default: 3.")
  private int boots;

  @Option(
      names = "--limit",
      paramLabel = "MINUTES",
      defaultValue = "15",
      description = "Time for one kernel; what was counted by then is kept. Default: 15.")
  private int limitMinutes;

  @Option(
      names = "--shard",
      paramLabel = "K/N",
      description =
          "Count only part K of N of the kernels, such as 1/3, so that N machines share them; needs --kernel. `ringbench merge` makes one document of all parts.")
  private String shard;

  @Option(
      names = "--resume",
      paramLabel = "FILE",
      description =
          "Document of an earlier matrix: its complete kernels are kept, and not counted again.")
  private Path resumed;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Result document. Default: ringbench-matrix-TIME.json in this directory.")
  private Path out;

  @Option(names = "--dry-run", description = "Print the plan, and do nothing.")
  private boolean dryRun;

  @Option(names = "--all", description = "Print the whole report, not its first screen.")
  private boolean all;

  @Option(names = "--json", description = "Print the result document and no report.")
  private boolean json;

  @Mixin private ForceOption force;

  @Override
  public Integer call() {
    requireRange("--boots", boots, MOST_BOOTS);
    requireRange("--limit", limitMinutes, MOST_MINUTES);
    requireNamedKernels();
    if (operations.stream().distinct().count() != operations.size()) {
      throw RingbenchException.badInput("--operations names one twice.");
    }
    SensorPlatform platform = Platforms.current();
    Planner planner = new Planner(platform);
    List<Sensor> sensors = planner.choose(sensorNames);
    planner.check(sensorNames, operations);
    List<MatrixRun.Planned> whole = planned();
    MatrixShard part = shard == null ? null : shardOf(whole);
    List<MatrixRun.Planned> planned = part == null ? whole : Shard.parse(shard).of(whole);
    MatrixRun.Settings settings =
        new MatrixRun.Settings(
            Version.text(),
            now(),
            sensors,
            operations,
            boots,
            Duration.ofMinutes(limitMinutes),
            part);
    MatrixDocument earlier = resumed == null ? null : earlier(settings);
    MatrixRun run = new MatrixRun(platform.files(), settings, planned, earlier);
    OutputFile file =
        dryRun ? null : reading().file("--out", RunOptions.path(out, "ringbench-matrix-"));
    plan(run, settings, planned);
    if (dryRun) {
      return 0;
    }
    planned.stream()
        .map(one -> one.source().architecture())
        .distinct()
        .forEach(GuestJob::requireEmulator);
    Leftovers.removeUnlessMeasuring(platform.changes(), System.err);
    return measure(run, file);
  }

  /** What this machine has in its distribution is no plan that others share. */
  private void requireNamedKernels() {
    if (shard != null && kernelNames.isEmpty()) {
      throw RingbenchException.badInput(
          "--shard " + shard + ": all shards need the same kernels. Name them: --kernel NAME.");
    }
  }

  private Outputs reading() {
    return resumed == null ? force.reading() : force.reading(resumed);
  }

  private static void requireRange(String option, int given, int most) {
    if (given < 1 || given > most) {
      throw RingbenchException.badInput(option + " " + given + ": use 1 to " + most + ".");
    }
  }

  private List<MatrixRun.Planned> planned() {
    for (String words : commandLines) {
      if (!words.isEmpty() && (words.length() > MOST_WORDS || !WORDS.matcher(words).matches())) {
        throw RingbenchException.badInput(
            "--cmdline '"
                + words
                + "': use up to "
                + MOST_WORDS
                + " characters of words such as"
                + " mitigations=auto, with one blank between them.");
      }
    }
    List<Architecture> architectures = architectures();
    List<KernelSource> sources =
        kernelNames.isEmpty()
            ? architectures.stream().flatMap(one -> KernelSource.offered(one).stream()).toList()
            : kernelNames.stream().map(KernelSource::of).sorted(KernelSource.ORDER).toList();
    List<MatrixRun.Planned> planned = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (KernelSource source : sources) {
      for (String words : commandLines) {
        MatrixRun.Planned one = new MatrixRun.Planned(source, words);
        if (!names.add(one.name())) {
          throw RingbenchException.badInput(
              "--kernel " + source.named() + ": " + one.name() + " comes twice. Name it once.");
        }
        planned.add(one);
      }
    }
    return planned;
  }

  private MatrixShard shardOf(List<MatrixRun.Planned> whole) {
    Shard part = Shard.parse(shard);
    if (part.of() > whole.size()) {
      throw RingbenchException.badInput(
          "--shard %s: there are %d kernels. Use up to %d shards."
              .formatted(shard, whole.size(), whole.size()));
    }
    return new MatrixShard(
        part.number(), part.of(), whole.stream().map(MatrixRun.Planned::name).toList());
  }

  private List<Architecture> architectures() {
    if (!kernelNames.isEmpty() && !architectureNames.isEmpty()) {
      throw RingbenchException.badInput(
          "--arch is for the kernels that the distribution offers, and --kernel names others; the"
              + " name of a package says its architecture. Use one of the two.");
    }
    return architectureNames.isEmpty()
        ? List.of(Architecture.ours())
        : architectureNames.stream().map(ArchitectureOption::named).sorted().distinct().toList();
  }

  /** What was counted by another build, or otherwise, stands beside nothing. */
  private MatrixDocument earlier(MatrixRun.Settings settings) {
    MatrixDocument document = MatrixDocument.FORM.read(resumed);
    String differs =
        !document.version().equals(settings.version())
            ? "Ringbench " + document.version() + " wrote it, and this is " + settings.version()
            : document.boots() != boots
                ? "it has " + document.boots() + " boots"
                : !document.operations().equals(operations)
                    ? "it has " + document.operations()
                    : !ids(document.sensors()).equals(ids(settings.sensors()))
                        ? "it has other sensors"
                        : !Objects.equals(document.shard(), settings.shard())
                            ? "it is of another shard, or of other kernels"
                            : null;
    if (differs != null) {
      throw RingbenchException.badInput(
          "--resume " + resumed + ": " + differs + ". Count all of it again.");
    }
    return document;
  }

  private static List<String> ids(List<Sensor> sensors) {
    return sensors.stream().map(Sensor::id).toList();
  }

  private static void plan(
      MatrixRun run, MatrixRun.Settings settings, List<MatrixRun.Planned> planned) {
    int rows = settings.cells().size();
    double seconds = 0;
    long bytes = 0;
    Set<String> fetched = new HashSet<>();
    for (MatrixRun.Planned one : planned) {
      if (!run.has(one)) {
        seconds += SECONDS_A_KERNEL + settings.boots() * (SECONDS_A_BOOT + SECONDS_A_ROW * rows);
        if (fetched.add(one.source().release())) {
          bytes += one.source().bytes();
        }
      }
    }
    System.err.printf(
        Locale.ROOT,
        "ringbench: plan: %d kernels, %d boots of each, %d rows; about %.0f minutes on two idle"
            + " CPUs%s.%n",
        planned.size(),
        settings.boots(),
        rows,
        Math.ceil((seconds + bytes / BYTES_A_SECOND) / 60),
        bytes == 0 ? "" : ", with " + (bytes >> 20) + " MiB to fetch, and compilers");
    planned.forEach(
        one ->
            System.err.println(
                "  "
                    + one.name()
                    + (one.source().packageName() == null
                        ? ", " + one.source().named()
                        : ", " + one.source().packageName() + " " + one.source().version())
                    + (one.source().suite() == null ? "" : " of " + one.source().suite())
                    + (run.has(one) ? ", kept" : "")));
  }

  private int measure(MatrixRun run, OutputFile file) {
    GrowingDocument document =
        new GrowingDocument(
            file,
            whyPartial -> MatrixDocument.FORM.content(run.document(whyPartial, now())),
            () -> {});
    try (document) {
      run.measure(
          line -> {
            document.stayWhenEnding();
            RunProgress.showLine(line);
          },
          document::save);
      document.finish(null);
    }
    MatrixDocument measured = run.document(null, now());
    RunProgress.showLine("");
    if (json) {
      System.out.println(DocumentJson.mapper().writeValueAsString(measured));
    } else {
      Terminal.show(new MatrixReading(document.writtenTo(), measured), all);
    }
    if (measured.kernels().stream()
        .allMatch(kernel -> kernel.counts().stream().allMatch(c -> c.medians().isEmpty()))) {
      throw RingbenchException.machine(
          "No kernel gave a count: "
              + measured.kernels().get(0).reason()
              + " All reasons are in "
              + document.writtenTo()
              + ".");
    }
    return document.exitCode();
  }

  private static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
