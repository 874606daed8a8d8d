// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.compare;

import dev.ringbench.compare.FigureChange.Verdict;
import dev.ringbench.document.Reading;
import dev.ringbench.figure.Figure;
import dev.ringbench.figure.Metric;
import dev.ringbench.model.Placement;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.stats.Holm;
import dev.ringbench.stats.PairedUnits;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Two documents of one kind, figure by figure. Runs of one session are paired by block; all others
 * are compared as independent ones, by {@link dev.ringbench.stats.IndependentEffect}.
 */
public final class DocumentComparison {
  /** Chance of any false difference among the rows of a metric. */
  static final double ALPHA = 0.05;

  private final Reading base;
  private final Reading next;
  private final boolean paired;
  private final List<String> differences;
  private final List<FigureTest> tests;
  private final List<FigureChange> figures;

  private DocumentComparison(Reading base, Reading next, List<String> differences) {
    this.base = base;
    this.next = next;
    this.paired = isSession(base, next);
    this.differences = differences;
    this.tests = tests();
    this.figures = figures(key -> true);
  }

  /**
   * Compares.
   *
   * @throws RingbenchException bad input: they may not be compared; the message says why
   */
  public static DocumentComparison of(Reading base, Reading next) {
    Comparability comparability = Comparability.of(base, next);
    if (!comparability.refusals().isEmpty()) {
      throw RingbenchException.badInput(
          base.head().file()
              + " and "
              + next.head().file()
              + " cannot be compared: "
              + String.join("; ", comparability.refusals())
              + ". Measure both on the same machine with the same settings.");
    }
    return new DocumentComparison(base, next, comparability.differences());
  }

  private static boolean isSession(Reading base, Reading next) {
    String session = base.basis().session();
    return session != null && session.equals(next.basis().session());
  }

  /** The older document. */
  public Reading base() {
    return base;
  }

  /** The newer document. */
  public Reading next() {
    return next;
  }

  /** What to say where both are one file; empty: they are two. */
  public Optional<String> ofOneFile() {
    try {
      return Files.isSameFile(base.head().file(), next.head().file())
          ? Optional.of("Both names are one file, and a document does not differ from itself.")
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // a pipe that is gone
    }
  }

  /** Whether blocks were paired. */
  public boolean isPaired() {
    return paired;
  }

  /** What else differs between the two, a sentence each. */
  public List<String> differences() {
    return differences;
  }

  /** All figures that either has. */
  public List<FigureChange> figures() {
    return figures;
  }

  /** Those alone, and p corrected for no others. */
  public List<FigureChange> figures(Predicate<Figure.Key> asked) {
    List<FigureTest> all = tests.stream().filter(test -> asked.test(test.key())).toList();
    Map<Metric, List<FigureTest>> families = new EnumMap<>(Metric.class);
    for (FigureTest test : all) {
      if (test.p() != null) {
        families.computeIfAbsent(test.key().metric(), metric -> new ArrayList<>()).add(test);
      }
    }
    Map<Figure.Key, Double> adjusted = new LinkedHashMap<>();
    for (List<FigureTest> family : families.values()) {
      double[] p = Holm.adjusted(family.stream().mapToDouble(FigureTest::p).toArray());
      for (int i = 0; i < p.length; i++) {
        adjusted.put(family.get(i).key(), p[i]);
      }
    }
    return all.stream()
        .map(
            test ->
                test.graded(
                    adjusted.get(test.key()),
                    families.getOrDefault(test.key().metric(), List.of())))
        .toList();
  }

  private List<FigureTest> tests() {
    Map<Figure.Key, Figure> old = byKey(base.figures());
    Map<Figure.Key, Figure> fresh = byKey(next.figures());
    Set<Figure.Key> keys = new LinkedHashSet<>(old.keySet());
    keys.addAll(fresh.keySet());
    return keys.stream()
        .map(key -> FigureTest.of(key, old.get(key), fresh.get(key), session(key)))
        .toList();
  }

  private Supplier<Optional<PairedUnits>> session(Figure.Key key) {
    return paired ? () -> next.pairedWith(base, key) : null;
  }

  private static Map<Figure.Key, Figure> byKey(List<Figure> figures) {
    Map<Figure.Key, Figure> byKey = new LinkedHashMap<>();
    figures.forEach(figure -> byKey.put(figure.key(), figure));
    return byKey;
  }

  /** Geometric mean of new by base over the significant rows of a placement. */
  public record PlacementMean(Placement placement, Metric metric, double ratio, int rows) {}

  /** Of costs, by placement; only where there are rows. */
  public List<PlacementMean> means() {
    List<PlacementMean> means = new ArrayList<>();
    for (Metric metric : Metric.compared()) {
      if (metric.family() != Metric.Family.COST && metric.family() != Metric.Family.CAPACITY) {
        continue;
      }
      for (Placement placement : Placement.values()) {
        double[] logarithms =
            figures.stream()
                .filter(figure -> figure.key().metric() == metric)
                .filter(figure -> figure.verdict() != Verdict.MISSING)
                .filter(figure -> figure.base().placement() == placement)
                .mapToDouble(figure -> Math.log(figure.ratio()))
                .filter(Double::isFinite)
                .toArray();
        if (logarithms.length > 0) {
          double mean = java.util.Arrays.stream(logarithms).average().orElseThrow();
          means.add(new PlacementMean(placement, metric, Math.exp(mean), logarithms.length));
        }
      }
    }
    return means;
  }
}
