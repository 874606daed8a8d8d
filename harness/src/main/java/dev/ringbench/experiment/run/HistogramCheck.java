// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import dev.ringbench.check.Check;
import dev.ringbench.check.HistogramCopies;
import dev.ringbench.check.PercentileRules;
import dev.ringbench.check.Violations;
import dev.ringbench.figure.Histograms;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Percentiles;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * Whether the figures of the blocks can be those of the histograms, which hold all values of a row
 * in a fork: as many, the same maximum and mean, and for each value no more and no fewer values
 * below it than the blocks' percentiles allow. The more blocks a fork has of a row, the more a
 * single one of them could be changed unseen: what it does to the report is seen there.
 */
final class HistogramCheck {
  private static final String NAME = "histograms";

  private HistogramCheck() {}

  private record Key(int fork, Cell cell, String metric) {
    @Override
    public String toString() {
      return cell + ", fork " + fork + ", " + metric;
    }
  }

  static Check of(RunDocument document) {
    Map<Key, List<Percentiles>> blocks = new LinkedHashMap<>();
    for (Block block : document.blocks()) {
      BlockChecks.figuresOf(block)
          .forEach(
              (metric, figures) ->
                  blocks
                      .computeIfAbsent(
                          new Key(block.fork(), block.cell(), metric), key -> new ArrayList<>())
                      .add(figures));
    }
    Violations violations = new Violations();
    HistogramCopies copies = new HistogramCopies();
    for (CellHistogram stored : document.histograms()) {
      Key key = new Key(stored.fork(), stored.cell(), stored.metric());
      List<Percentiles> figures = blocks.remove(key);
      violations.require(figures != null, () -> key + " has a histogram, and no block");
      if (figures != null) {
        Histogram histogram = decoded(stored.encoded());
        String breach = histogram == null ? "it cannot be decoded" : breach(histogram, figures);
        violations.require(breach == null, () -> key + ": " + breach);
        if (histogram != null) {
          copies.require(violations, key.toString(), histogram);
        }
      }
    }
    blocks.keySet().forEach(key -> violations.require(false, () -> key + " has no histogram"));
    return violations.check(
        NAME, document.histograms().size() + " hold what the figures of the blocks say");
  }

  /** Null: it cannot be. */
  private static Histogram decoded(String encoded) {
    try {
      return Histograms.decode(encoded);
    } catch (RuntimeException e) { // whatever the library throws at damaged bytes
      return null;
    }
  }

  /** Null: none. */
  private static String breach(Histogram histogram, List<Percentiles> blocks) {
    long count = blocks.stream().mapToLong(Percentiles::count).sum();
    if (histogram.getTotalCount() != count) {
      return "it has %d values, the blocks have %d".formatted(histogram.getTotalCount(), count);
    }
    long max = blocks.stream().mapToLong(Percentiles::maxNs).max().orElse(0);
    if (histogram.getMaxValue() != max) {
      return "its maximum is %d ns, that of the blocks %d".formatted(histogram.getMaxValue(), max);
    }
    double mean = blocks.stream().mapToDouble(f -> f.meanNs() * f.count()).sum() / count;
    if (!PercentileRules.equal(histogram.getMean(), mean)) {
      return "its mean is %s ns, that of the blocks %s".formatted(histogram.getMean(), mean);
    }
    return percentiles(histogram, blocks);
  }

  /**
   * Values of the blocks at or below a bound, by their percentiles.
   *
   * @param least at least so many
   * @param most at most so many
   */
  private record Allowed(long least, long most) {
    Allowed plus(Allowed other) {
      return new Allowed(least + other.least, most + other.most);
    }
  }

  /** In one pass over buckets and percentiles: the work grows with either, not with both. */
  private static String percentiles(Histogram histogram, List<Percentiles> blocks) {
    TreeMap<Long, Allowed> growth = new TreeMap<>();
    long most = 0;
    for (Percentiles block : blocks) {
      long p50 = rank(block, 50);
      long p99 = rank(block, 99);
      long p999 = rank(block, 99.9);
      most += p50 - 1;
      growth.merge(block.p50Ns(), new Allowed(p50, p99 - p50), Allowed::plus);
      growth.merge(block.p99Ns(), new Allowed(p99 - p50, p999 - p99), Allowed::plus);
      growth.merge(block.p999Ns(), new Allowed(p999 - p99, block.count() - p999), Allowed::plus);
      growth.merge(block.maxNs(), new Allowed(block.count() - p999, 1), Allowed::plus);
    }
    for (long value : List.copyOf(growth.keySet())) {
      // HdrHistogram gives the end of a bucket, and of one that has values.
      if (histogram.highestEquivalentValue(value) != value
          || histogram.getCountAtValue(value) == 0) {
        return "a block has a percentile of " + value + " ns, which it does not hold";
      }
      growth.putIfAbsent(histogram.lowestEquivalentValue(value) - 1, new Allowed(0, 0));
    }
    Iterator<HistogramIterationValue> buckets = histogram.recordedValues().iterator();
    HistogramIterationValue bucket = buckets.next();
    long below = 0;
    Allowed allowed = new Allowed(0, most);
    for (Map.Entry<Long, Allowed> grown : growth.entrySet()) {
      long value = grown.getKey();
      allowed = allowed.plus(grown.getValue());
      while (bucket != null && bucket.getValueIteratedTo() <= value) {
        below += bucket.getCountAtValueIteratedTo();
        bucket = buckets.hasNext() ? buckets.next() : null;
      }
      if (below < allowed.least() || below > allowed.most()) {
        return "%d of its values are up to %d ns, the blocks' percentiles allow %d to %d"
            .formatted(below, value, allowed.least(), allowed.most());
      }
    }
    return null;
  }

  /** The number, from 1, of the value that HdrHistogram gives for a percentile. */
  private static long rank(Percentiles block, double percentile) {
    double below = Math.nextDown(percentile);
    return Math.max(1, (long) Math.ceil(below * block.count() / 100));
  }
}
