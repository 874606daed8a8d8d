// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.compare;

import dev.ringbench.compare.ComparedFigure.Verdict;
import dev.ringbench.document.StoredDocument;
import dev.ringbench.model.Placement;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.stats.Holm;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Two documents of one kind, figure by figure. Runs of one session are paired by block; all others
 * are compared as independent ones, by {@link dev.ringbench.stats.IndependentEffect}.
 */
public final class DocumentComparison {
  /** Chance of any false difference among the rows of a metric. */
  static final double ALPHA = 0.05;

  private final StoredDocument base;
  private final StoredDocument next;
  private final SessionPairs session;
  private final List<String> differences;
  private final List<FigureTest> tests;
  private final List<ComparedFigure> figures;

  private DocumentComparison(StoredDocument base, StoredDocument next, List<String> differences) {
    this.base = base;
    this.next = next;
    this.session = session(base, next);
    this.differences = differences;
    this.tests = tests();
    this.figures = figures(key -> true);
  }

  /**
   * Compares.
   *
   * @throws RingbenchException bad input: they may not be compared; the message says why
   */
  public static DocumentComparison of(StoredDocument base, StoredDocument next) {
    Comparability comparability = Comparability.of(base, next);
    if (!comparability.refusals().isEmpty()) {
      throw RingbenchException.badInput(
          base.file()
              + " and "
              + next.file()
              + " cannot be compared: "
              + String.join("; ", comparability.refusals())
              + ". Measure both on the same machine with the same settings.");
    }
    return new DocumentComparison(base, next, comparability.differences());
  }

  /** Null: they were measured apart. */
  private static SessionPairs session(StoredDocument base, StoredDocument next) {
    return base instanceof StoredDocument.Run one
            && next instanceof StoredDocument.Run two
            && one.document().run().session() != null
            && one.document().run().session().equals(two.document().run().session())
        ? new SessionPairs(one.document(), two.document())
        : null;
  }

  /** The older document. */
  public StoredDocument base() {
    return base;
  }

  /** The newer document. */
  public StoredDocument next() {
    return next;
  }

  /** Whether blocks were paired. */
  public boolean isPaired() {
    return session != null;
  }

  /** What else differs between the two, a sentence each. */
  public List<String> differences() {
    return differences;
  }

  /** All figures that either has. */
  public List<ComparedFigure> figures() {
    return figures;
  }

  /** Those alone, and p corrected for no others. */
  public List<ComparedFigure> figures(Predicate<ComparableFigure.Key> asked) {
    List<FigureTest> all = tests.stream().filter(test -> asked.test(test.key())).toList();
    Map<Metric, List<FigureTest>> families = new EnumMap<>(Metric.class);
    for (FigureTest test : all) {
      if (test.p() != null) {
        families.computeIfAbsent(test.key().metric(), metric -> new ArrayList<>()).add(test);
      }
    }
    Map<ComparableFigure.Key, Double> adjusted = new LinkedHashMap<>();
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
    Map<ComparableFigure.Key, ComparableFigure> old = byKey(ComparableFigures.of(base));
    Map<ComparableFigure.Key, ComparableFigure> fresh = byKey(ComparableFigures.of(next));
    Set<ComparableFigure.Key> keys = new LinkedHashSet<>(old.keySet());
    keys.addAll(fresh.keySet());
    return keys.stream()
        .map(key -> FigureTest.of(key, old.get(key), fresh.get(key), session))
        .toList();
  }

  private static Map<ComparableFigure.Key, ComparableFigure> byKey(List<ComparableFigure> figures) {
    Map<ComparableFigure.Key, ComparableFigure> byKey = new LinkedHashMap<>();
    figures.forEach(figure -> byKey.put(figure.key(), figure));
    return byKey;
  }

  /** Geometric mean of new by base over the rows of a placement that are told from none. */
  public record PlacementMean(Placement placement, Metric metric, double ratio, int rows) {}

  /** Of costs, by placement; only where there are rows. */
  public List<PlacementMean> means() {
    List<PlacementMean> means = new ArrayList<>();
    for (Metric metric : Metric.values()) {
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
