// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.stats;

import java.util.*;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

public final class HierarchicalBootstrap {
  private final long seed; private final int resamples; private final double confidence;
  public HierarchicalBootstrap(long seed, int resamples, double confidence) {
    this.seed = seed; this.resamples = resamples; this.confidence = confidence;
  }
  public Interval interval(List<Observation> obs) {
    TreeMap<Integer, List<Observation>> by = new TreeMap<>();
    for (Observation o : obs) by.computeIfAbsent(o.fork(), k -> new ArrayList<>()).add(o);
    double[][] g = by.values().stream().map(l -> l.stream().sorted(Comparator.comparingInt(Observation::round)).mapToDouble(Observation::value).toArray()).toArray(double[][]::new);
    if (g.length == 1) { double[] r = g[0]; g = new double[r.length][]; for (int i = 0; i < r.length; i++) g[i] = new double[]{r[i]}; }
    double est = 0; for (double[] f : g) est += median(f.clone(), f.length) / g.length;
    int n = g.length;
    if (n < 2) return new Interval(est, Double.NaN, Double.NaN);
    SplittableRandom rnd = new SplittableRandom(seed);
    double[] e = new double[resamples];
    double[] buf = new double[Arrays.stream(g).mapToInt(a -> a.length).max().getAsInt()];
    for (int i = 0; i < resamples; i++) {
      double s = 0;
      for (int k = 0; k < n; k++) { double[] f = g[rnd.nextInt(n)]; for (int j = 0; j < f.length; j++) buf[j] = f[rnd.nextInt(f.length)]; s += median(buf, f.length); }
      e[i] = s / n;
    }
    Arrays.sort(e);
    double t = TDistribution.of(n - 1).inverseCumulativeProbability((1 - confidence) / 2);
    double a = NormalDistribution.of(0, 1).cumulativeProbability(Math.sqrt(n / (n - 1.0)) * t);
    int lo = (int) Math.floor(a * (resamples - 1));
    return new Interval(est, e[lo], e[resamples - 1 - lo]);
  }
  private static double median(double[] b, int n) { Arrays.sort(b, 0, n); return n % 2 == 1 ? b[n / 2] : (b[n / 2 - 1] + b[n / 2]) / 2; }
}
