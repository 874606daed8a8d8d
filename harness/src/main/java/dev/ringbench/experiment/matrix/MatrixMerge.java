// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.matrix;

import dev.ringbench.document.DocumentHead;
import dev.ringbench.document.Reading;
import dev.ringbench.document.ShardMerge;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.model.Sensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Merges the shards of a matrix: each kernel is counted in one shard. Instructions are counted in
 * an emulated machine, so that they do not depend on the machine that ran the emulator.
 */
final class MatrixMerge implements ShardMerge {
  private final Choices choices;
  private final SortedMap<Integer, MatrixReading> shards = new TreeMap<>();
  private final List<String> notes = new ArrayList<>();
  private MatrixReading first;

  MatrixMerge(Choices choices) {
    this.choices = choices;
  }

  @Override
  public void add(Reading reading) {
    MatrixReading next = (MatrixReading) reading;
    MatrixDocument document = next.document();
    if (document.shard() == null) {
      throw RingbenchException.badInput(
          next.head().file()
              + " is no shard: its matrix was not cut. Leave it out; shards are made by"
              + " `ringbench guest matrix --shard K/N`.");
    }
    if (!document.version().equals(choices.build())) {
      throw RingbenchException.badInput(
          "%s is of build %s, and this is %s. Merge with the build that counted the shards."
              .formatted(next.head().file(), document.version(), choices.build()));
    }
    if (first == null) {
      first = next;
    }
    MatrixDocument a = first.document();
    requireSame(next, "boots", a.boots(), document.boots());
    requireSame(next, "operations", a.operations(), document.operations());
    requireSame(next, "sensors", ids(a), ids(document));
    requireSame(next, "number of shards", a.shard().of(), document.shard().of());
    requireSame(next, "kernels", a.shard().kernels(), document.shard().kernels());
    MatrixReading before = shards.putIfAbsent(document.shard().number(), next);
    if (before != null) {
      shards.put(document.shard().number(), chosen(before, next));
    }
  }

  private static List<String> ids(MatrixDocument document) {
    return document.sensors().stream().map(Sensor::id).toList();
  }

  private void requireSame(MatrixReading next, String what, Object a, Object b) {
    if (!Objects.equals(a, b)) {
      throw RingbenchException.badInput(
          "Shards of two plans: %s of %s is %s, and that of %s is %s. Merge each plan alone, or count one of the two shards again as the other was."
              .formatted(what, first.head().file(), a, next.head().file(), b));
    }
  }

  /** Of two copies of a shard. */
  private MatrixReading chosen(MatrixReading before, MatrixReading next) {
    String twice =
        "Shard %s is there twice, in %s and %s"
            .formatted(before.document().shard(), before.head().file(), next.head().file());
    if (before.document().kernels().equals(next.document().kernels())) {
      notes.add(twice + ", with the same counts: it counts once.");
      return before;
    }
    boolean a = isPreferred(before);
    if (a == isPreferred(next)) {
      throw RingbenchException.badInput(
          twice
              + ", with different counts. Say which one counts: --prefer FILE, or leave one out.");
    }
    MatrixReading counts = a ? before : next;
    notes.add(twice + ", with different counts: " + counts.head().file() + " counts.");
    return counts;
  }

  private boolean isPreferred(MatrixReading shard) {
    return choices.preferred().stream().anyMatch(path -> isSame(path, shard.head().file()));
  }

  private static boolean isSame(Path a, Path b) {
    try {
      return Files.isSameFile(a, b);
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public Merged merged() {
    MatrixDocument like = first.document();
    MatrixShard plan = like.shard();
    List<Integer> lacking =
        IntStream.rangeClosed(1, plan.of())
            .filter(number -> !isWhole(shards.get(number)))
            .boxed()
            .toList();
    String why =
        lacking.isEmpty()
            ? null
            : "of %d shards these are missing or lack kernels: %s"
                .formatted(
                    plan.of(),
                    lacking.stream().map(String::valueOf).collect(Collectors.joining(", ")));
    if (why != null && !choices.partial()) {
      throw RingbenchException.badInput(
          "The matrix is not whole: "
              + why
              + ". Count them: ringbench guest matrix --shard "
              + lacking.get(0)
              + "/"
              + plan.of()
              + ". Or merge what there is: --partial.");
    }
    List<MatrixKernel> kernels = new ArrayList<>();
    for (String name : plan.kernels()) {
      shards.values().stream()
          .flatMap(shard -> shard.document().kernels().stream())
          .filter(kernel -> kernel.name().equals(name))
          .forEach(kernels::add);
    }
    MatrixDocument document =
        new MatrixDocument(
            DocumentHead.GENERATOR,
            MatrixDocument.SCHEMA_VERSION,
            like.version(),
            why == null ? "complete" : "partial",
            why,
            shards.values().stream()
                .map(shard -> shard.document().startedAt())
                .min(String::compareTo)
                .orElseThrow(),
            why == null ? latest() : null,
            like.boots(),
            like.operations(),
            shards.get(shards.firstKey()).document().environment(),
            like.warnings(),
            like.sensors(),
            kernels,
            null);
    return new Merged(
        MatrixDocument.FORM.content(document),
        Map.of(),
        file -> new MatrixReading(file, document),
        List.copyOf(notes));
  }

  private static boolean isWhole(MatrixReading shard) {
    return shard != null
        && shard.document().kernels().stream()
            .map(MatrixKernel::name)
            .toList()
            .equals(shard.document().shard().own())
        && shard.document().finishedAt() != null;
  }

  private String latest() {
    return shards.values().stream()
        .map(shard -> shard.document().finishedAt())
        .max(String::compareTo)
        .orElseThrow();
  }
}
