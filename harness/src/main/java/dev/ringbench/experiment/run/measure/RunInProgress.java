// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run.measure;

import dev.ringbench.document.DocumentHead;
import dev.ringbench.experiment.run.Block;
import dev.ringbench.experiment.run.CellHistogram;
import dev.ringbench.experiment.run.FloorSample;
import dev.ringbench.experiment.run.MeasuredBlock;
import dev.ringbench.experiment.run.Plan;
import dev.ringbench.experiment.run.RunDocument;
import dev.ringbench.figure.Histograms;
import dev.ringbench.model.Availability;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Environment;
import dev.ringbench.model.Sensor;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * The document of a run while it is measured: at any moment {@link #document} gives a valid one
 * with everything so far. Safe for a shutdown hook to ask.
 */
public final class RunInProgress {
  private Plan plan;
  private final String version;
  private final boolean emulated;
  private final List<Sensor> sensors;
  private final List<Availability> availability;
  private final Environment environment;
  private final List<String> warnings;
  private final RunDocument.Run request;
  private final List<Block> blocks = new ArrayList<>();
  private final List<FloorSample> floors = new ArrayList<>();

  /** Of the forks before the present one: encoded they take a fiftieth of the memory. */
  private final List<CellHistogram> encoded = new ArrayList<>();

  /** Of the present fork. */
  private final Map<HistogramKey, Histogram> histograms = new LinkedHashMap<>();

  private final List<RunDocument.Session> sessions = new ArrayList<>();
  private int fork;

  private record HistogramKey(Cell cell, String metric) {}

  /** {@code request} holds what is known at the start; its status and times are replaced. */
  public RunInProgress(
      Plan plan,
      String version,
      List<Sensor> sensors,
      List<Availability> availability,
      Environment environment,
      List<String> warnings,
      RunDocument.Run request) {
    this.plan = plan;
    this.version = version;
    this.emulated = request.emulated();
    this.sensors = List.copyOf(sensors);
    this.availability = List.copyOf(availability);
    this.environment = environment;
    this.warnings = List.copyOf(warnings);
    this.request = request;
  }

  /** Adds what a slot gave. */
  public synchronized void add(MeasuredBlock measured) {
    floors.addAll(measured.floors());
    Block block = measured.block();
    if (block == null) {
      return;
    }
    blocks.add(block);
    if (block.fork() != fork) {
      encoded.addAll(encodedHistograms());
      histograms.clear();
      fork = block.fork();
    }
    measured
        .histograms()
        .forEach(
            (metric, encoded) ->
                histograms
                    .computeIfAbsent(
                        new HistogramKey(block.cell(), metric), key -> Histograms.empty())
                    .add(Histograms.decode(encoded)));
  }

  /** From now on another session is measured; not said at all where there is only one. */
  public synchronized void sessionBegins(RunDocument.Session session) {
    sessions.add(session);
  }

  /** There are more forks than were planned. */
  synchronized void goOn(Plan longer) {
    plan = longer;
  }

  private boolean isComplete() {
    return blocks.size() == plan.forks() * plan.rounds() * plan.cells().size() && hasAllFloors();
  }

  /** A floor may come after the last block of its round. */
  private boolean hasAllFloors() {
    Set<Plan.Floor> planned = new HashSet<>(plan.floors());
    long measured =
        floors.stream()
            .filter(sample -> planned.contains(new Plan.Floor(sample.name(), sample.handoff())))
            .count();
    return measured >= (long) plan.forks() * planned.size();
  }

  /** Why there is nothing to compare with, though all was tried; null: a baseline was measured. */
  public synchronized String nothingMeasured() {
    Set<String> baselines =
        sensors.stream().map(Sensor::baseline).collect(Collectors.toUnmodifiableSet());
    List<Block> tried =
        blocks.stream().filter(block -> baselines.contains(block.cell().sensor())).toList();
    if (tried.stream().anyMatch(Block::measured)) {
      return null;
    }
    return "no block of a baseline has figures"
        + tried.stream()
            .findFirst()
            .map(block -> " (" + block.cell() + ": " + block.reason() + ")")
            .orElse("");
  }

  /** Everything so far; {@code whyPartial} is stored unless all blocks are in. */
  public synchronized RunDocument document(String whyPartial) {
    boolean all = isComplete();
    String nothing = all ? nothingMeasured() : null;
    boolean complete = all && nothing == null;
    RunDocument.Run run =
        new RunDocument.Run(
            complete ? RunDocument.Status.COMPLETE : RunDocument.Status.PARTIAL,
            complete ? null : all ? nothing : whyPartial,
            request.startedAt(),
            Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
            plan.profile(),
            plan.forks(),
            plan.rounds(),
            plan.seed(),
            emulated,
            request.operations(),
            request.handoffs(),
            plan.settings(),
            request.session(),
            request.content(),
            sessions.isEmpty() ? null : List.copyOf(sessions),
            request.precision());
    return new RunDocument(
        RunDocument.SCHEMA_VERSION,
        DocumentHead.GENERATOR,
        version,
        run,
        environment,
        warnings,
        sensors,
        availability,
        List.copyOf(blocks),
        List.copyOf(floors),
        Stream.concat(encoded.stream(), encodedHistograms().stream()).toList(),
        List.of(),
        List.of());
  }

  private List<CellHistogram> encodedHistograms() {
    List<CellHistogram> ofFork = new ArrayList<>();
    histograms.forEach(
        (key, histogram) ->
            ofFork.add(
                new CellHistogram(
                    fork,
                    key.cell().sensor(),
                    key.cell().operation(),
                    key.cell().handoff(),
                    key.cell().rules(),
                    key.metric(),
                    Histograms.encode(histogram))));
    return ofFork;
  }
}
