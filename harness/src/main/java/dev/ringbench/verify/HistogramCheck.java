// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.verify;

import dev.ringbench.model.Cell;
import dev.ringbench.result.Block;
import dev.ringbench.result.CellHistogram;
import dev.ringbench.result.Histograms;
import dev.ringbench.result.ResultDocument;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.HdrHistogram.Histogram;

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

  static Check of(ResultDocument document) {
    Map<Key, List<Block.Figures>> blocks = new LinkedHashMap<>();
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
    for (CellHistogram stored : document.histograms()) {
      Key key = new Key(stored.fork(), stored.cell(), stored.metric());
      List<Block.Figures> figures = blocks.remove(key);
      violations.require(figures != null, () -> key + " has a histogram, and no block");
      if (figures != null) {
        String breach = breach(stored.encoded(), figures);
        violations.require(breach == null, () -> key + ": " + breach);
      }
    }
    blocks.keySet().forEach(key -> violations.require(false, () -> key + " has no histogram"));
    return violations.check(
        NAME, document.histograms().size() + " hold what the figures of the blocks say");
  }

  /** Null: none. */
  private static String breach(String encoded, List<Block.Figures> blocks) {
    Histogram histogram;
    try {
      histogram = Histograms.decode(encoded);
    } catch (RuntimeException e) { // whatever the library throws at damaged bytes
      return "it cannot be decoded: " + e.getMessage();
    }
    long count = blocks.stream().mapToLong(Block.Figures::count).sum();
    if (histogram.getTotalCount() != count) {
      return "it has %d values, the blocks have %d".formatted(histogram.getTotalCount(), count);
    }
    long max = blocks.stream().mapToLong(Block.Figures::maxNs).max().orElse(0);
    if (histogram.getMaxValue() != max) {
      return "its maximum is %d ns, that of the blocks %d".formatted(histogram.getMaxValue(), max);
    }
    double mean = blocks.stream().mapToDouble(f -> f.meanNs() * f.count()).sum() / count;
    if (!FigureRules.equal(histogram.getMean(), mean)) {
      return "its mean is %s ns, that of the blocks %s".formatted(histogram.getMean(), mean);
    }
    return percentiles(histogram, blocks);
  }

  private static String percentiles(Histogram histogram, List<Block.Figures> blocks) {
    TreeSet<Long> values = new TreeSet<>();
    for (Block.Figures block : blocks) {
      for (long value : List.of(block.p50Ns(), block.p99Ns(), block.p999Ns(), block.maxNs())) {
        // HdrHistogram gives the end of a bucket, and of one that has values.
        if (histogram.highestEquivalentValue(value) != value
            || histogram.getCountAtValue(value) == 0) {
          return "a block has a percentile of " + value + " ns, which it does not hold";
        }
        values.add(value);
        values.add(histogram.lowestEquivalentValue(value) - 1);
      }
    }
    for (long value : values) {
      long below = value < 0 ? 0 : histogram.getCountBetweenValues(0, value);
      long least = blocks.stream().mapToLong(block -> atLeast(block, value)).sum();
      long most = blocks.stream().mapToLong(block -> atMost(block, value)).sum();
      if (below < least || below > most) {
        return "%d of its values are up to %d ns, the blocks' percentiles allow %d to %d"
            .formatted(below, value, least, most);
      }
    }
    return null;
  }

  /** Values of a block that are at most {@code value}, by its percentiles. */
  private static long atLeast(Block.Figures block, long value) {
    if (value >= block.maxNs()) {
      return block.count();
    }
    if (value >= block.p999Ns()) {
      return rank(block, 99.9);
    }
    if (value >= block.p99Ns()) {
      return rank(block, 99);
    }
    return value >= block.p50Ns() ? rank(block, 50) : 0;
  }

  private static long atMost(Block.Figures block, long value) {
    if (value < block.p50Ns()) {
      return rank(block, 50) - 1;
    }
    if (value < block.p99Ns()) {
      return rank(block, 99) - 1;
    }
    if (value < block.p999Ns()) {
      return rank(block, 99.9) - 1;
    }
    return value < block.maxNs() ? block.count() - 1 : block.count();
  }

  /** The number, from 1, of the value that HdrHistogram gives for a percentile. */
  private static long rank(Block.Figures block, double percentile) {
    double below = Math.nextDown(percentile);
    return Math.max(1, (long) Math.ceil(below * block.count() / 100));
  }
}
