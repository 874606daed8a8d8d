// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.document.Experiment;
import dev.ringbench.document.Experiments;
import dev.ringbench.document.Reading;
import dev.ringbench.document.ShardMerge;
import dev.ringbench.files.AtomicFile;
import dev.ringbench.files.OutputFile;
import dev.ringbench.files.Outputs;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.render.MarkdownReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One document of the shards of a plan. */
@Command(
    name = "merge",
    description = {
      "Merges the shards of one plan into the document that one machine would have written.",
      "It refuses shards of different plans or builds, and says which shards are missing or there twice.",
      "Classes of runs are counted together. Times of unlike machines are never pooled: each kind of machine has its own."
    },
    footer = {
      "",
      "Examples:",
      "  ringbench merge shard-1 shard-2 shard-3 --out big",
      "  ringbench merge shards/* --out big --partial"
    })
final class MergeCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "DIR|FILE",
      arity = "1..*",
      description = "Shards: directories of `ringbench faults --shard`, or their documents.")
  private List<Path> shards;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR|FILE",
      description =
          "Where the whole goes: a directory for shards that are directories, else a file.")
  private Path out;

  @Option(
      names = "--partial",
      description =
          "Merge what there is, though shards are missing or cut off. The document says which.")
  private boolean partial;

  @Option(
      names = "--prefer",
      paramLabel = "DIR|FILE",
      description =
          "Of two copies of a shard with different runs, use this one. Repeat it for each.")
  private List<Path> preferred = List.of();

  @Option(names = "--all", description = "Print the whole report, not its first screen.")
  private boolean all;

  @Mixin private ForceOption force;

  @Override
  public Integer call() {
    requirePreferredAmongShards();
    Reading first = Experiments.read(shards.get(0));
    Experiment experiment = Experiments.of(first.head().kind());
    ShardMerge merge =
        experiment
            .merging(new ShardMerge.Choices(Version.text(), partial, preferred))
            .orElseThrow(
                () ->
                    RingbenchException.badInput(
                        shards.get(0)
                            + " is of `"
                            + experiment.form().command()
                            + "`, which has no shards. Compare or report such documents."));
    Optional<Path> inDirectory = experiment.documentIn(out);
    Path document = inDirectory.orElse(out);
    Outputs outputs = force.reading(shards.toArray(Path[]::new));
    // A directory is made when there is something to put in it.
    OutputFile early =
        inDirectory.isEmpty() || Files.isDirectory(out) ? outputs.file("--out", document) : null;
    for (Path shard : shards) {
      Reading next = shard.equals(shards.get(0)) ? first : Experiments.read(shard);
      requireKind(first, next);
      merge.add(next);
    }
    ShardMerge.Merged merged = merge.merged();
    merged.notes().forEach(note -> System.err.println("ringbench: " + note));
    Reading whole = merged.reading().apply(document);
    if (inDirectory.isPresent()) {
      outputs.directory("--out", out);
    }
    OutputFile last = early == null ? outputs.file("--out", document) : early;
    if (inDirectory.isPresent()) {
      writeBeside(outputs, merged, whole);
    }
    last.write(merged.document());
    Terminal.show(whole, all);
    return 0;
  }

  private void requirePreferredAmongShards() {
    for (Path path : preferred) {
      if (shards.stream().noneMatch(shard -> isSame(shard, path))) {
        throw RingbenchException.badInput(
            "--prefer " + path + ": it is none of the shards. Name it among them, too.");
      }
    }
  }

  private static boolean isSame(Path a, Path b) {
    try {
      return Files.isSameFile(a, b);
    } catch (IOException e) {
      return false;
    }
  }

  private static void requireKind(Reading first, Reading next) {
    if (!next.head().kind().equals(first.head().kind())) {
      throw RingbenchException.badInput(
          "%s is of `ringbench %s`, and %s of `ringbench %s`. Merge each kind alone."
              .formatted(
                  next.head().file(),
                  next.head().kind(),
                  first.head().file(),
                  first.head().kind()));
    }
  }

  /** Before the document: without it nobody reads the directory. */
  private void writeBeside(Outputs outputs, ShardMerge.Merged merged, Reading whole) {
    Map<OutputFile, AtomicFile.Content> files = new LinkedHashMap<>();
    merged
        .beside()
        .forEach((name, content) -> files.put(outputs.file("--out", out.resolve(name)), content));
    String name = whole.head().file().getFileName().toString().replaceFirst("\\.json$", ".md");
    files.put(
        outputs.file("--out", out.resolve(name)), AtomicFile.Content.of(MarkdownReport.of(whole)));
    files.forEach(OutputFile::write);
  }
}
