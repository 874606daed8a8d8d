// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.report;

import dev.ringbench.macro.MacroDocument;
import dev.ringbench.macro.MacroSample;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Sensor;
import dev.ringbench.stats.HierarchicalBootstrap;
import dev.ringbench.stats.Interval;
import dev.ringbench.stats.Observation;
import dev.ringbench.stats.PairedEffect;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.apache.commons.statistics.descriptive.Median;

/** How much slower programs are with each sensor, in sections. */
public final class MacroReport {
  private static final int RESAMPLES = 2000;
  private static final double CONFIDENCE = 0.95;
  private static final String WITHOUT = "none";
  private static final String PLACEBO = "placebo";

  private final MacroDocument document;

  /** For one document. */
  public MacroReport(MacroDocument document) {
    this.document = document;
  }

  /** All that there is to say. */
  public List<Section> sections() {
    List<Section> sections = new ArrayList<>();
    sections.add(Section.of("What this run was", about()));
    document.workloads().forEach(workload -> sections.add(workload(workload)));
    sections.add(Section.of("How to read it", legend()));
    sections.add(Section.of("What could not be run here", notRun()));
    return sections.stream()
        .filter(section -> !section.rows().isEmpty() || !section.sentences().isEmpty())
        .toList();
  }

  private List<String> about() {
    return Provenance.sentences(
        document.version(),
        document.rounds() + " rounds",
        document.seed(),
        document.startedAt(),
        document.statusReason(),
        document.environment(),
        document.emulated(),
        document.warnings());
  }

  private static List<String> legend() {
    return List.of(
        "slow-down: of the wall-clock time, paired with a run without a sensor right before or after"
            + " it; ~ what cannot be told from no effect: its interval holds 0, or the placebo did as much."
            + " Sensors watch everybody's opens (the"
            + " process connector: execs); fanotify those in the tree, seccomp and ptrace those of"
            + " the programs and their children.",
        "sensor CPU: of its process, in per cent of the run's time; stolen: what the programs' own"
            + " CPU time grows by. events, reported lost: a run; what was lost without a report"
            + " nobody knows here, as programs keep no count.");
  }

  private List<MacroSample> samples(String workload, String sensor) {
    return document.samples().stream()
        .filter(sample -> sample.workload().equals(workload) && sample.sensor().equals(sensor))
        .toList();
  }

  /** Wall-clock time by that without a sensor; empty: no round has both. */
  public Optional<Interval> slowDown(String workload, Sensor sensor) {
    return growth(workload, sensor, MacroSample::elapsedMs);
  }

  /** The same of each round. */
  public Map<Integer, Double> slowDowns(String workload, Sensor sensor) {
    Neighbours neighbours = neighbours(workload, sensor, MacroSample::elapsedMs);
    Map<Integer, Double> ratios = new TreeMap<>();
    for (int i = 0; i < neighbours.with().size(); i++) {
      ratios.put(
          neighbours.with().get(i).round(),
          neighbours.with().get(i).value() / neighbours.without().get(i).value());
    }
    return ratios;
  }

  /** Runs with a sensor, and at the same places those without one next to them. */
  private record Neighbours(List<Observation> with, List<Observation> without) {}

  /** Each run by the one without a sensor next to it. */
  private Optional<Interval> growth(
      String workload, Sensor sensor, ToDoubleFunction<MacroSample> figure) {
    Neighbours neighbours = neighbours(workload, sensor, figure);
    if (neighbours.with().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        PairedEffect.of(
                neighbours.with(),
                neighbours.without(),
                new HierarchicalBootstrap(document.seed(), RESAMPLES, CONFIDENCE))
            .ratio());
  }

  private Neighbours neighbours(
      String workload, Sensor sensor, ToDoubleFunction<MacroSample> figure) {
    List<Observation> with = new ArrayList<>();
    List<Observation> without = new ArrayList<>();
    for (MacroSample sample : good(samples(workload, sensor.id()))) {
      good(samples(workload, WITHOUT)).stream()
          .filter(other -> other.round() == sample.round() && other.step() != sample.step())
          .min(Comparator.comparingInt(other -> Math.abs(other.step() - sample.step())))
          .ifPresent(
              other -> {
                with.add(new Observation(0, sample.round(), figure.applyAsDouble(sample)));
                without.add(new Observation(0, sample.round(), figure.applyAsDouble(other)));
              });
    }
    return new Neighbours(with, without);
  }

  private static List<MacroSample> good(List<MacroSample> samples) {
    return samples.stream().filter(sample -> sample.reason() == null).toList();
  }

  private static double median(List<MacroSample> samples, ToDoubleFunction<MacroSample> figure) {
    return Median.withDefaults()
        .evaluate(
            samples.stream()
                .filter(sample -> sample.reason() == null)
                .mapToDouble(figure)
                .toArray());
  }

  /** The larger end of what no sensor did against no sensor: an effect below it is none. */
  private double noiseFloor(String workload, ToDoubleFunction<MacroSample> figure) {
    return document.sensors().stream()
        .filter(sensor -> sensor.id().equals(PLACEBO))
        .findFirst()
        .flatMap(placebo -> growth(workload, placebo, figure))
        .map(ratio -> Math.max(1 - ratio.low(), ratio.high() - 1))
        .orElse(Double.NaN);
  }

  private String grown(
      String workload, Sensor sensor, ToDoubleFunction<MacroSample> figure, double floor) {
    return growth(workload, sensor, figure).map(ratio -> percent(ratio, floor)).orElse("?");
  }

  private static String percent(Interval ratio, double floor) {
    if (Double.isNaN(ratio.low())) {
      return String.format(Locale.ROOT, "%+.1f %% [?]", 100 * (ratio.estimate() - 1));
    }
    boolean told =
        (ratio.low() > 1 || ratio.high() < 1) && !(Math.abs(ratio.estimate() - 1) <= floor);
    return String.format(
        Locale.ROOT,
        "%+.1f %% [%+.1f, %+.1f]%s",
        100 * (ratio.estimate() - 1),
        100 * (ratio.low() - 1),
        100 * (ratio.high() - 1),
        told ? "" : " ~");
  }

  private Section workload(String workload) {
    List<List<String>> rows = new ArrayList<>();
    double elapsedFloor = noiseFloor(workload, MacroSample::elapsedMs);
    double cpuFloor = noiseFloor(workload, MacroSample::cpuMs);
    for (Sensor sensor : document.sensors()) {
      List<MacroSample> samples = samples(workload, sensor.id());
      if (samples.isEmpty()) {
        continue;
      }
      List<MacroSample> good = good(samples);
      if (good.isEmpty()) {
        rows.add(List.of(sensor.id(), "-", "failed: " + samples.get(0).reason(), "", "", "", ""));
        continue;
      }
      boolean baseline = sensor.id().equals(WITHOUT);
      boolean reports = sensor.consumer();
      long events = good.stream().mapToLong(MacroSample::events).sum();
      boolean unknown = good.stream().anyMatch(sample -> sample.lost() == null);
      long lost =
          good.stream().mapToLong(sample -> sample.lost() == null ? 0 : sample.lost()).sum();
      rows.add(
          List.of(
              sensor.id(),
              samples.get(0).handoff() == Handoff.NONE ? "-" : samples.get(0).handoff().toString(),
              baseline
                  ? String.format(Locale.ROOT, "%.0f ms", median(good, MacroSample::elapsedMs))
                  : grown(workload, sensor, MacroSample::elapsedMs, elapsedFloor),
              baseline
                  ? String.format(Locale.ROOT, "%.0f ms", median(good, MacroSample::cpuMs))
                  : grown(workload, sensor, MacroSample::cpuMs, cpuFloor),
              reports
                  ? String.format(
                      Locale.ROOT,
                      "%.1f %%",
                      median(good, sample -> 100 * sample.sensorCpuMs() / sample.elapsedMs()))
                  : "-",
              reports ? String.format(Locale.ROOT, "%,d", events / good.size()) : "-",
              !reports
                  ? "-"
                  : unknown
                      ? "some"
                      : String.format(Locale.ROOT, "%,d", (lost + good.size() - 1) / good.size())));
    }
    return new Section(
        workload,
        List.of(
            "sensor",
            "hand-off",
            "slow-down [95 %]",
            "stolen [95 %]",
            "sensor CPU",
            "events",
            "reported lost"),
        rows,
        failures(workload));
  }

  /** What is missing is not the fastest. */
  private List<String> failures(String workload) {
    List<String> sentences = new ArrayList<>();
    for (Sensor sensor : document.sensors()) {
      List<MacroSample> samples = samples(workload, sensor.id());
      List<MacroSample> failed =
          samples.stream().filter(sample -> sample.reason() != null).toList();
      if (!failed.isEmpty()) {
        sentences.add(
            String.format(
                Locale.ROOT,
                "%s: %d of %d runs failed (%s); its figures are those of the others, and too good"
                    + " where a run took too long.",
                sensor.id(),
                failed.size(),
                samples.size(),
                failed.get(0).reason()));
      }
    }
    return sentences;
  }

  private List<String> notRun() {
    List<String> sentences = new ArrayList<>(document.missing());
    document.availability().stream()
        .filter(tried -> !tried.available())
        .forEach(
            tried ->
                sentences.add(tried.cell() + ": " + tried.reason() + "; " + tried.remedy() + "."));
    return sentences;
  }
}
