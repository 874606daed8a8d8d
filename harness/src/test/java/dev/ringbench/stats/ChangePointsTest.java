// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Series with known changes. Those of Hunter and Otava are from the tests of Apache Otava
 * (analysis_test, change_point_divisive_test, series_test, tigerbeetle_test; Apache License 2.0).
 */
class ChangePointsTest {
  private static final int WINDOW = 50;
  private static final int TIGERBEETLE_WINDOW = 30;

  /** Annual flow of the Nile at Aswan from 1871 to 1970, in 10^8 m^3 (Cobb 1978, Biometrika 65). */
  private static final double[] NILE = {
    1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110, 994, 1020, 960, 1180,
    799, 958, 1140, 1100, 1210, 1150, 1250, 1260, 1220, 1030, 1100, 774, 840, 874, 694, 940, 833,
    701, 916, 692, 1020, 1050, 969, 831, 726, 456, 824, 702, 1120, 1100, 832, 764, 821, 768, 845,
    864, 862, 698, 845, 744, 796, 1040, 759, 781, 865, 845, 944, 984, 897, 822, 1010, 771, 676, 649,
    846, 812, 742, 801, 1040, 860, 874, 848, 890, 744, 749, 838, 1050, 918, 986, 797, 923, 975, 815,
    1020, 906, 901, 1170, 912, 746, 919, 718, 714, 740
  };

  /** TigerBeetle's benchmark, as Nyrkioe shows it and Otava tests with it. */
  private static final double[] TIGERBEETLE = {
    26705, 26475, 26641, 26806, 26835, 26911, 26564, 26812, 26874, 26682, 15672, 26745,
    26460, 26977, 26851, 23412, 23547, 23674, 23519, 23670, 23662, 23462, 23750, 23717,
    23524, 23588, 23687, 23793, 23937, 23715, 23570, 23730, 23690, 23699, 23670, 23860,
    23988, 23652, 23681, 23798, 23728, 23604, 23523, 23412, 23685, 23773, 23771, 23718,
    23409, 23739, 23674, 23597, 23682, 23680, 23711, 23660, 23990, 23938, 23742, 23703,
    23536, 24363, 24414, 24483, 24509, 24944, 24235, 24560, 24236, 24667, 24730, 28346,
    28437, 28436, 28057, 28217, 28456, 28427, 28398, 28250, 28331, 28222, 28726, 28578,
    28345, 28274, 28514, 28590, 28449, 28305, 28411, 28788, 28404, 28821, 28580, 27483,
    26805, 27487, 27124, 26898, 27295, 26951, 27312, 27660, 27154, 27050, 26989, 27193,
    27503, 27326, 27375, 27513, 27057, 27421, 27574, 27609, 27123, 27824, 27644, 27394,
    27836, 27949, 27702, 27457, 27272, 28207, 27802, 27516, 27586, 28005, 27768, 28543,
    28237, 27915, 28437, 28342, 27733, 28296, 28524, 28687, 28258, 28611, 29360, 28590,
    29641, 28965, 29474, 29256, 28611, 28205, 28539, 27962, 28398, 28509, 28240, 28592,
    28102, 28461, 28578, 28669, 28507, 28535, 28226, 28536, 28561, 28087, 27953, 28398,
    28007, 28518, 28337, 28242, 28607, 28545, 28514, 28377, 28010, 28412, 28633, 28576,
    28195, 28637, 28724, 28466, 28287, 28719, 28425, 28860, 28842, 28604, 28327, 28216,
    28946, 28918, 29287, 28725, 29148, 29541, 29137, 29628, 29087, 28612, 29154, 29108,
    28884, 29234, 28695, 28969, 28809, 28695, 28634, 28916, 29852, 29389, 29757, 29531,
    29363, 29251, 29552, 29561, 29046, 29795, 29022, 29395, 28921, 29739, 29257, 29455,
    29376, 29528, 28909, 29492, 28984, 29621, 29026, 29457, 29102, 29114, 28924, 29162,
    29259, 29554, 29616, 29211, 29367, 29460, 28836, 29645, 29586, 28848, 29324, 28969,
    29150, 29243, 29081, 29312, 28923, 29272, 29117, 29072, 29529, 29737, 29652, 29612,
    29856, 29012, 30402, 29969, 29309, 29439, 29285, 29421, 29023, 28772, 29692, 29416,
    29267, 29542, 29904, 30045, 29739, 29945, 29141, 29163, 29765, 29197, 29441, 28910,
    29504, 29614, 29643, 29506, 29420, 29672, 29432, 29784, 29888, 29309, 29247, 29816,
    29254, 29813, 29451, 29382, 29618, 28558, 29845, 29499, 29283, 29184, 29246, 28790,
    29952, 29145, 29415, 30437, 29227, 29605, 29859, 29156, 29807, 29406, 29734, 29861,
    29140, 29983, 29832, 29919, 29896, 29991, 29266, 29001, 29459, 29548, 29310, 29042,
    29303, 29894, 29091, 29018, 29537, 29614, 29180, 29736, 29500, 29218, 29581, 28906,
    28542, 29306, 28987, 29878, 28865, 30272, 29707, 29662, 29815, 30492, 29347, 30096,
    29054, 30238, 28813, 31895, 28915
  };

  private static List<Integer> found(int window, double maxPValue, double... series) {
    return found(window, maxPValue, 0, series);
  }

  private static List<Integer> found(
      int window, double maxPValue, double minMagnitude, double[] series) {
    return new ChangePoints(window, maxPValue, minMagnitude)
        .of(series).stream().map(ChangePoint::index).toList();
  }

  private static double[] noise(long seed, int length) {
    Random random = new Random(seed);
    return DoubleStream.generate(() -> 100 + random.nextGaussian()).limit(length).toArray();
  }

  @Test
  void seriesOfHuntersTestsChangeWhereItsTestsSay() {
    double[] halved = {1.02, 0.95, 0.99, 1.00, 1.12, 0.90, 0.50, 0.51, 0.48, 0.48, 0.55};
    double[] tenthLess = {2.02, 2.03, 2.01, 2.04, 1.82, 1.85, 1.79, 1.81, 1.80, 1.76, 1.78};
    assertThat(found(WINDOW, 0.001, halved)).containsExactly(6);
    assertThat(found(WINDOW, 0.001, tenthLess)).containsExactly(4);
    assertThat(found(WINDOW, 0.001, 0.2, halved)).containsExactly(6);
    assertThat(found(WINDOW, 0.001, 0.2, tenthLess)).isEmpty();
  }

  @Test
  void seriesOfOtavasTestsChangeWhereItsTestsSay() {
    assertThat(
            found(
                10, 0.0001, 1.02, 0.95, 0.99, 1.00, 1.12, 1.00, 1.01, 0.98, 1.01, 0.96, 0.50, 0.51,
                0.48, 0.48, 0.55, 0.50, 0.49, 0.51, 0.50, 0.49))
        .containsExactly(10);
    assertThat(
            found(
                WINDOW, 0.01, 0.3, 2.4, 1.5, -0.9, -0.5, 99.7, 98.3, 99.1, 149.0, 149.7, 149.5,
                149.1, 148.8, 150.0))
        .containsExactly(5, 8);
    assertThat(
            found(
                WINDOW, 0.05, 1, 1, 1, 1, 1, 5, 5, 5, 5, 5, 5, 5, 5, 9, 9, 9, 9, 9, 9, 9, 9, 3, 3,
                3, 3, 3, 3, 3, 3, 3))
        .containsExactly(5, 13, 21);
    assertThat(found(WINDOW, 0.001, 0.0, 0.0, 0.0, 1.00, 1.12, 0.90, 0.50, 0.51, 0.48, 0.48, 0.55))
        .containsExactly(3, 6);
  }

  @Test
  void tigerBeetleChangesWhereOtavasTestsSayWithTheirMinimumMagnitude() {
    assertThat(found(TIGERBEETLE_WINDOW, 0.01, 0.05, TIGERBEETLE)).containsExactly(15, 71);
    assertThat(found(TIGERBEETLE_WINDOW, 0.05, 0.05, TIGERBEETLE)).containsExactly(15, 71);
    assertThat(found(TIGERBEETLE_WINDOW, 0.2, 0.05, TIGERBEETLE)).containsExactly(10, 11, 15, 71);
  }

  /** See {@link ChangePoints} for the two corrections that cost the weakest points. */
  @Test
  void tigerBeetleHasOtavasPointsLessTheWeakestWithoutAMinimumMagnitude() {
    List<Integer> one = List.of(15, 26, 61, 71, 95, 117, 131, 142, 148, 165, 169, 192, 212, 260);
    List<Integer> tenth = List.of(15, 61, 71, 95, 117, 131, 142, 148, 192, 212, 260);
    List<Integer> hundredth = List.of(71, 95, 117, 131, 142, 148, 192, 212);
    List<Integer> thousandth = List.of(71, 95, 131, 192, 212);
    assertThat(found(TIGERBEETLE_WINDOW, 0.01, TIGERBEETLE))
        .isSubsetOf(one)
        .containsExactly(15, 61, 71, 95, 117, 131, 142, 148, 192, 212, 260);
    assertThat(found(TIGERBEETLE_WINDOW, 0.001, TIGERBEETLE))
        .isSubsetOf(tenth)
        .containsExactly(15, 61, 71, 95, 117, 131, 142, 148, 192, 212);
    assertThat(found(TIGERBEETLE_WINDOW, 0.0001, TIGERBEETLE))
        .isSubsetOf(hundredth)
        .containsExactly(71, 95, 131, 192, 212);
    assertThat(found(TIGERBEETLE_WINDOW, 0.00001, TIGERBEETLE))
        .isSubsetOf(thousandth)
        .containsExactly(71, 95, 131, 192);
  }

  @Test
  void theNileFallsOnceInEighteenNinetyNine() {
    for (int window : new int[] {30, 50, 100}) {
      assertThat(found(window, 0.0001, NILE)).as("window " + window).containsExactly(1899 - 1871);
    }
    ChangePoint fall = new ChangePoints(WINDOW, 0.0001, 0).of(NILE).get(0);
    assertThat(fall.meanBefore()).isBetween(1097.0, 1098.0);
    assertThat(fall.meanAfter()).isBetween(849.0, 850.5);
    assertThat(fall.pValue()).isLessThan(1e-6);
  }

  @Test
  void theDivergenceIsThatOfItsDefinition() {
    double[] x = {3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9};
    double largest = 0;
    for (int split = 1; split < x.length; split++) {
      for (int end = split + 1; end <= x.length; end++) {
        int n = split;
        int m = end - split;
        double across = 2.0 / (m + n) * pairs(x, 0, split, split, end);
        double left = n < 2 ? 0 : 2.0 * m / (m + n) / (n - 1) * pairs(x, 0, n, 0, n) / 2;
        double right = m < 2 ? 0 : 2.0 * n / (m + n) / (m - 1) * pairs(x, n, end, n, end) / 2;
        largest = Math.max(largest, across - left - right);
      }
    }
    assertThat(new EnergyDivergence(x).best(0, x.length).orElseThrow().divergence())
        .isCloseTo(largest, within(1e-9));
  }

  private static double pairs(double[] x, int from, int to, int otherFrom, int otherTo) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      for (int j = otherFrom; j < otherTo; j++) {
        sum += Math.abs(x[i] - x[j]);
      }
    }
    return sum;
  }

  @Test
  void everyPlaceOfAStepIsFoundWithCertainty() {
    for (int at = 4; at < 100; at++) {
      double[] step = new double[2 * at];
      Arrays.fill(step, at, 2 * at, 1);
      assertThat(found(WINDOW, 0.001, step)).containsExactly(at);
    }
  }

  @Test
  void noiseHasNoChangePointInMostSeeds() {
    long changed =
        IntStream.range(0, 500)
            .filter(seed -> !found(WINDOW, 0.001, noise(seed, 30)).isEmpty())
            .count();
    assertThat(changed).isBetween(1L, 20L);
    long atOurLevel =
        IntStream.range(0, 500)
            .filter(seed -> !found(WINDOW, 0.0001, noise(seed, 30)).isEmpty())
            .count();
    assertThat(atOurLevel).isLessThanOrEqualTo(5);
  }

  @Test
  void aStepOfFiveSigmaIsFoundWithThreeValuesBehindIt() {
    long hits =
        IntStream.range(0, 200)
            .filter(
                seed -> {
                  double[] series = noise(seed, 18);
                  for (int i = 15; i < 18; i++) {
                    series[i] += 5;
                  }
                  return found(WINDOW, 0.0001, series).contains(15);
                })
            .count();
    assertThat(hits).isGreaterThan(180);
  }

  @Test
  void theSameSeriesHasTheSamePoints() {
    ChangePoints search = new ChangePoints(TIGERBEETLE_WINDOW, 0.01, 0);
    assertThat(search.of(TIGERBEETLE)).isEqualTo(search.of(TIGERBEETLE.clone()));
  }

  @Test
  void constantAndShortSeriesHaveNone() {
    assertThat(found(WINDOW, 0.001)).isEmpty();
    assertThat(found(WINDOW, 0.001, 7)).isEmpty();
    assertThat(found(WINDOW, 0.001, 7, 9)).isEmpty();
    double[] tenths = new double[200];
    Arrays.fill(tenths, 0.1);
    assertThat(found(WINDOW, 0.001, tenths)).isEmpty();
  }

  @Test
  void valuesThatRepeatChangeWhereAnotherLasts() {
    assertThat(exact(5, 5, 5, 6, 6)).containsExactly(3);
    assertThat(exact(5, 5, 5, 6)).containsExactly(3);
    assertThat(exact(5, 5, 6, 5, 5)).isEmpty();
    assertThat(exact(5, 6, 6, 5, 5)).containsExactly(1, 3);
    assertThat(exact(5, 6, 7)).containsExactly(1, 2);
    assertThat(exact(5)).isEmpty();
    assertThat(exact()).isEmpty();
    assertThat(ChangePoints.exact(new double[] {100, 102, 99, 110, 111}, 3))
        .extracting(ChangePoint::index)
        .containsExactly(3);
    assertThat(ChangePoints.exact(new double[] {5, 5, 6}, 0))
        .containsExactly(new ChangePoint(2, 5, 6, 0));
  }

  private static List<Integer> exact(double... series) {
    return ChangePoints.exact(series, 0).stream().map(ChangePoint::index).toList();
  }

  @Test
  void parametersOutsideOfTheirBoundsAreRefused() {
    assertThatThrownBy(() -> new ChangePoints(1, 0.001, 0)).hasMessageContaining("window of 1");
    assertThatThrownBy(() -> new ChangePoints(50, 0, 0)).hasMessageContaining("p-value 0.0");
    assertThatThrownBy(() -> new ChangePoints(50, 0.001, -1)).hasMessageContaining("-1.0");
  }
}
