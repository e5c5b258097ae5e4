package io.hourglass.bench.skab;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * When a reading is an alarm, given the windows of its file.
 *
 * @param hotelling whether a latent too may be too far from what was taught (Hotelling's
 *     T-squared), not only the reconstruction
 * @param every whether every window that holds a reading must be over the limit, as in the
 *     benchmark's own autoencoders, or the one that ends with it
 * @param limit in units of the 0.999 quantile of what was fitted
 */
record Rule(boolean hotelling, boolean every, double limit) {
  private static final double QUANTILE = 0.999;
  private static final double[] LIMITS = {1, 4.0 / 3, 2, 3, 4};

  /** The benchmark's own limit for its best autoencoder, 4/3, for the window that ends. */
  static Rule usual(boolean hotelling) {
    return new Rule(hotelling, false, 4.0 / 3);
  }

  /** What there is to choose from. */
  static List<Rule> all() {
    List<Rule> rules = new ArrayList<>();
    for (double limit : LIMITS) {
      for (boolean every : new boolean[] {false, true}) {
        rules.add(new Rule(false, every, limit));
        rules.add(new Rule(true, every, limit));
      }
    }
    return rules;
  }

  /** Values in units of the limit that the normal ones set. */
  double[] inLimits(double[] values, double[] normal) {
    double[] sorted = normal.clone();
    Arrays.sort(sorted);
    double over = limit * sorted[(int) Math.round(QUANTILE * (sorted.length - 1))];
    return Arrays.stream(values).map(value -> value / over).toArray();
  }

  /**
   * What each reading scores.
   *
   * @param ending scores of the windows that end with each reading
   * @param window readings in a window
   */
  double[] byReading(double[] ending, int window) {
    if (!every) {
      return ending;
    }
    double[] least = new double[ending.length];
    for (int i = 0; i < least.length; i++) {
      int end = Math.min(ending.length, i + window);
      least[i] = Arrays.stream(ending, i, end).min().orElseThrow();
    }
    return least;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s%slimit %.2f",
        hotelling ? "T-squared, " : "",
        every ? "every window, " : "",
        limit);
  }
}
