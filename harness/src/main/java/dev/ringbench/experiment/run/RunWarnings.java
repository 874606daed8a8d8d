// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import dev.ringbench.document.FirstScreen;
import dev.ringbench.figure.Metric;
import dev.ringbench.model.Operation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What to know before trusting a figure of this run, each with what to do. */
public final class RunWarnings {
  private RunWarnings() {}

  /** What happened to this run, or to this boot of the machine. */
  static List<String> ofWhatHappened(RunFigures comparison) {
    RunDocument document = comparison.document();
    List<String> warnings = blocks(document);
    warnings.addAll(FirstScreen.ofThisMachine(document.warnings()));
    return warnings;
  }

  /** The gravest first. */
  private static List<String> blocks(RunDocument document) {
    List<String> warnings = new ArrayList<>();
    long noisy = count(document, Block.Status.NOISY);
    if (count(document, Block.Status.FAILED) > 0) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "%d of %d blocks failed and have no figures (%s).",
              count(document, Block.Status.FAILED),
              document.blocks().size(),
              reasons(document, Block.Status.FAILED)));
    }
    if (noisy > 0) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "%d of %d blocks were disturbed and are kept (%s).",
              noisy,
              document.blocks().size(),
              reasons(document, Block.Status.NOISY)));
    }
    return warnings;
  }

  /** Sentences, none for a clean run on a quiet machine. */
  public static List<String> of(RunFigures comparison) {
    RunDocument document = comparison.document();
    List<String> warnings = new ArrayList<>(document.warnings());
    if (document.run().status() == RunDocument.Status.PARTIAL) {
      warnings.add(
          0,
          "This document is partial ("
              + document.run().statusReason()
              + "): intervals rest on fewer blocks than planned. Run again for all of them.");
    }
    if (document.run().emulated()) {
      warnings.add(
          "An emulator ran this machine (EMULATED in every row): compare its rows with each other,"
              + " loosely, and with nothing else."
              + (document.instructionCounts().isEmpty()
                  ? " `ringbench guest run --deterministic` counts instructions instead, of which two boots differ by tenths of a percent."
                  : ""));
    }
    HostPair.sentence(comparison).ifPresent(warnings::add);
    warnings.addAll(blocks(document));
    for (Operation operation : document.run().operations()) {
      Steadiness.of(document, operation)
          .filter(steadiness -> !steadiness.isSteady())
          .ifPresent(steadiness -> warnings.add(steadiness.sentence()));
    }
    String lossy =
        comparison.rows().stream()
            .filter(
                row -> row.metric() == Metric.SILENTLY_LOST || row.metric() == Metric.REPORTED_LOST)
            .filter(row -> !row.hasValue() || row.value() > 0)
            .map(row -> row.operation() + " " + row.sensor() + " (" + row.handoff() + ")")
            .distinct()
            .collect(Collectors.joining(", "));
    if (!lossy.isEmpty()) {
      warnings.add("Delays hold only for delivered events where events were lost: " + lossy + ".");
    }
    boolean timed = document.instructionCounts().isEmpty();
    for (Operation operation : timed ? document.run().operations() : List.<Operation>of()) {
      if (comparison.noiseFloor(operation, BlockValue.COST_P50).isEmpty()) {
        warnings.add(operation + ": no placebo was measured, so there is no noise floor.");
      }
    }
    return warnings;
  }

  private static long count(RunDocument document, Block.Status status) {
    return document.blocks().stream().filter(block -> block.status() == status).count();
  }

  /** The commonest reason, with the sensor it hit first. */
  private static String reasons(RunDocument document, Block.Status status) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    document.blocks().stream()
        .filter(block -> block.status() == status)
        .forEach(
            block ->
                counts.merge(
                    status == Block.Status.FAILED
                        ? block.cell() + ": " + block.reason()
                        : block.reason(),
                    1,
                    Integer::sum));
    return counts.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
  }
}
