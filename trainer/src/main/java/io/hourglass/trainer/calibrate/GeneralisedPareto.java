package io.hourglass.trainer.calibrate;

import io.hourglass.model.Calibration.Tail;

/**
 * Fits a generalised Pareto distribution to excesses over a threshold by probability-weighted
 * moments (Hosking and Wallis, Technometrics 1987), with a prior on its shape.
 *
 * <p>A few dozen excesses hardly tell the shape, and a tail that is taken for too light makes far
 * more false alarms than one that is taken for too heavy saves. So the shape is drawn towards what
 * is usual, as Martins and Stedinger (Water Resources Research 2000) do; of many excesses, the
 * prior counts for little.
 */
final class GeneralisedPareto {
  private static final double USUAL_SHAPE = 0.1;

  /** How many excesses the prior counts for. */
  private static final double PRIOR_WEIGHT = 60;

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
    double told = 2 - mean / (mean - 2 * weighted);
    double shape = (n * told + PRIOR_WEIGHT * USUAL_SHAPE) / (n + PRIOR_WEIGHT);
    double scale = mean * (1 - shape);
    // A distribution that ends below the largest value seen is refuted by it, and equal excesses
    // have no shape: the exponential one is the cautious answer to both.
    boolean possible =
        scale > 0 && Double.isFinite(shape) && 1 + shape * excesses[n - 1] / scale > 0;
    return possible
        ? new Tail(fraction, shape, scale)
        : new Tail(fraction, 0, Math.max(mean, Float.MIN_NORMAL));
  }
}
