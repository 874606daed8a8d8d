// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/**
 * The simulated tables of docs/, seeded, a line each: {@code -Dringbench.write.data=true} writes
 * all of them to results/data; otherwise the first line of each is simulated again.
 */
class SimulatedTablesTest {
  private static final Path DATA = Path.of("../results/data");
  private static final boolean WRITE = Boolean.getBoolean("ringbench.write.data");
  private static final long SEED = 20261130;

  private static void check(String name, String header, List<Supplier<String>> rows)
      throws IOException {
    Path file = DATA.resolve(name);
    if (WRITE) {
      List<String> lines = new ArrayList<>(List.of(header));
      rows.forEach(row -> lines.add(row.get()));
      Files.write(file, lines, StandardCharsets.UTF_8);
    }
    List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    assertThat(lines).hasSize(1 + rows.size());
    assertThat(lines.get(0)).isEqualTo(header);
    assertThat(lines.get(1)).isEqualTo(rows.get(0).get());
  }

  /** How often the truth is in the interval of a run's median, and how wide that is. */
  @Test
  void coverage() throws IOException {
    List<Supplier<String>> rows = new ArrayList<>();
    for (int[] size : List.of(new int[] {5, 3}, new int[] {6, 5}, new int[] {10, 6})) {
      for (String data : List.of("clean", "disturbed", "forks differ", "both")) {
        rows.add(() -> coverage(size[0], size[1], data));
      }
    }
    check("coverage.csv", "forks,rounds,data,repetitions,coverage,median_width", rows);
  }

  private static String coverage(int forks, int rounds, String data) {
    int repetitions = 400;
    boolean forksDiffer = data.equals("forks differ") || data.equals("both");
    boolean disturbed = data.equals("disturbed") || data.equals("both");
    HierarchicalBootstrap bootstrap = new HierarchicalBootstrap(1, 2_000, 0.95);
    SplittableRandom random = new SplittableRandom(SEED);
    int contained = 0;
    double[] widths = new double[repetitions];
    for (int i = 0; i < repetitions; i++) {
      List<Observation> observations = new ArrayList<>();
      for (int fork = 0; fork < forks; fork++) {
        double centre = 100 + (forksDiffer ? random.nextGaussian() : 0);
        for (int round = 0; round < rounds; round++) {
          // One block in ten is slower by up to 30 standard deviations.
          double slower = disturbed && random.nextDouble() < 0.1 ? 30 * random.nextDouble() : 0;
          observations.add(new Observation(fork, round, centre + random.nextGaussian() + slower));
        }
      }
      Interval interval = bootstrap.interval(observations);
      contained += interval.contains(100) ? 1 : 0;
      widths[i] = interval.high() - interval.low();
    }
    Arrays.sort(widths);
    return String.format(
        Locale.ROOT,
        "%d,%d,%s,%d,%.3f,%.2f",
        forks,
        rounds,
        data,
        repetitions,
        contained / (double) repetitions,
        widths[repetitions / 2]);
  }

  /** What the search for changes finds in series of independent normal noise of 1 %. */
  @Test
  void changes() throws IOException {
    List<Supplier<String>> rows = new ArrayList<>();
    for (double p : new double[] {0.0001, 0.001}) {
      rows.add(() -> changes(10, 0, 0, 4000, p));
      rows.add(() -> changes(30, 0, 0, 4000, p));
      rows.add(() -> changes(100, 0, 0, 2000, p));
      rows.add(() -> changes(15, 1, 0.05, 2000, p));
      rows.add(() -> changes(15, 2, 0.05, 2000, p));
      rows.add(() -> changes(15, 3, 0.05, 2000, p));
      rows.add(() -> changes(15, 5, 0.03, 2000, p));
      rows.add(() -> changes(15, 15, 0.03, 2000, p));
      rows.add(() -> changes(15, 15, 0.02, 2000, p));
      rows.add(() -> changes(15, 15, 0.01, 2000, p));
    }
    check("trend-changes.csv", "p,before,after,step,series,found,at_the_very_run", rows);
  }

  /**
   * Without a step: series in which anything is found; with one, those where it is, one run off.
   */
  private static String changes(int before, int after, double step, int series, double p) {
    ChangePoints search = new ChangePoints(50, p, 0);
    SplittableRandom random = new SplittableRandom(SEED);
    int found = 0;
    int exactly = 0;
    for (int i = 0; i < series; i++) {
      double[] values = new double[before + after];
      for (int run = 0; run < values.length; run++) {
        values[run] = 100 * (1 + (run < before ? 0 : step) + 0.01 * random.nextGaussian());
      }
      List<ChangePoint> points = search.of(values);
      boolean near = points.stream().anyMatch(point -> Math.abs(point.index() - before) <= 1);
      found += (after == 0 ? !points.isEmpty() : near) ? 1 : 0;
      exactly += points.stream().anyMatch(point -> point.index() == before) ? 1 : 0;
    }
    return String.format(
        Locale.ROOT,
        "%s,%d,%d,%s,%d,%.4f,%s",
        p == 0.0001 ? "0.0001" : "0.001",
        before,
        after,
        step,
        series,
        found / (double) series,
        after == 0 || found == 0
            ? "-"
            : String.format(Locale.ROOT, "%.3f", exactly / (double) found));
  }

  /**
   * How often two documents of one build have nothing in common in a row whose boots are normally
   * distributed, by how many spreads both ends of each together are moved out.
   */
  @Test
  void boots() throws IOException {
    List<Supplier<String>> rows = new ArrayList<>();
    rows.add(() -> boots(2, 80));
    rows.add(() -> boots(3, 0));
    rows.add(() -> boots(3, 6));
    rows.add(() -> boots(4, 2));
    rows.add(() -> boots(5, 1));
    check("counted-alarms.csv", "boots,spreads,pairs,alarms", rows);
  }

  private static String boots(int boots, double spreads) {
    int pairs = 1_000_000;
    SplittableRandom random = new SplittableRandom(SEED);
    int alarms = 0;
    for (int i = 0; i < pairs; i++) {
      double[] one = DoubleStream.generate(random::nextGaussian).limit(boots).sorted().toArray();
      double[] two = DoubleStream.generate(random::nextGaussian).limit(boots).sorted().toArray();
      double out = spreads * (one[boots - 1] - one[0] + two[boots - 1] - two[0]) / 2;
      alarms += Math.max(two[0] - one[boots - 1], one[0] - two[boots - 1]) > out ? 1 : 0;
    }
    return String.format(Locale.ROOT, "%d,%s,%d,%d", boots, spreads, pairs, alarms);
  }
}
