package io.hourglass.trainer.calibrate;

import io.hourglass.model.Calibration.Tail;

/**
 * Fits a generalised Pareto distribution to excesses over a threshold by probability-weighted
 * moments (Hosking and Wallis, Technometrics 1987), which is robust for the small samples that a
 * tail is.
 */
final class GeneralisedPareto {
  private GeneralisedPareto() {}

  /**
   * Fits.
   *
   * @param excesses ascending, at least 0
   * @param fraction the share of all values that they are
   */
  static Tail fit(double[] excesses, double fraction) {
    int n = excesses.length;
    double mean = 0;
    double weighted = 0;
    for (int i = 0; i < n; i++) {
      double below = (i + 1 - 0.35) / n;
      mean += excesses[i] / n;
      weighted += (1 - below) * excesses[i] / n;
    }
    double spread = mean - 2 * weighted;
    double shape = 2 - mean / spread;
    double scale = 2 * mean * weighted / spread;
    // A distribution that ends below the largest value seen is refuted by it, and equal excesses
    // have no shape: the exponential one is the cautious answer to both.
    boolean possible =
        spread > 0
            && scale > 0
            && Double.isFinite(shape)
            && 1 + shape * excesses[n - 1] / scale > 0;
    return possible
        ? new Tail(fraction, shape, scale)
        : new Tail(fraction, 0, Math.max(mean, Float.MIN_NORMAL));
  }
}
