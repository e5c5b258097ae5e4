package io.hourglass.model;

import java.util.Collections;
import java.util.List;

/**
 * What scores normal records get, so that a score can be read as a risk: the empirical distribution
 * of held-out normal scores, continued beyond its upper end by a generalised Pareto tail (peaks
 * over threshold; Siffer et al., KDD 2017).
 *
 * @param samples how many normal records it was made from
 * @param quantiles scores at evenly spaced probabilities from 0 to 1 - {@link Tail#fraction},
 *     ascending; the last is where the tail begins
 * @param tail the distribution above the last quantile
 * @param pixelError the error that 1 in 1,000 pixels of normal images exceeds: the scale of
 *     heatmaps
 */
public record Calibration(int samples, List<Double> quantiles, Tail tail, double pixelError) {
  /** The smallest probability that is told apart from zero. */
  public static final double MIN_PROBABILITY = 1e-12;

  /**
   * A generalised Pareto distribution of what exceeds the last quantile.
   *
   * @param fraction of the normal records that lie in the tail, in (0, 1)
   * @param shape xi: 0 is an exponential tail, above 0 a heavier one, below 0 one with an end
   * @param scale sigma, in the score's unit, above 0
   */
  public record Tail(double fraction, double shape, double scale) {
    public Tail {
      if (!(fraction > 0 && fraction < 1) || !(scale > 0) || !Double.isFinite(shape)) {
        throw new IllegalArgumentException(
            "calibration.tail needs 0 < fraction < 1, scale > 0 and a finite shape, not "
                + "%s, %s and %s".formatted(fraction, scale, shape));
      }
    }
  }

  public Calibration {
    quantiles = List.copyOf(quantiles);
    if (quantiles.size() < 2) {
      throw new IllegalArgumentException("calibration.quantiles needs at least 2 values");
    }
    for (int i = 1; i < quantiles.size(); i++) {
      if (!(quantiles.get(i) >= quantiles.get(i - 1))) {
        throw new IllegalArgumentException("calibration.quantiles must ascend");
      }
    }
  }

  /**
   * The probability that a normal record scores at least this high.
   *
   * @return in [{@value #MIN_PROBABILITY}, 1], falling as the score rises
   */
  public double probability(double score) {
    double start = quantiles.get(quantiles.size() - 1);
    if (score > start) {
      double excess = (score - start) / tail.scale;
      double survival =
          Math.abs(tail.shape) < 1e-9
              ? Math.exp(-excess)
              : Math.pow(Math.max(0, 1 + tail.shape * excess), -1 / tail.shape);
      return Math.max(MIN_PROBABILITY, tail.fraction * survival);
    }
    return 1 - (1 - tail.fraction) * position(score);
  }

  /** Where a score lies among the quantiles, 0 to 1. */
  private double position(double score) {
    int last = quantiles.size() - 1;
    int found = Collections.binarySearch(quantiles, score);
    if (found >= 0) {
      // The lowest of equal quantiles: "at least this high" counts them all.
      while (found > 0 && quantiles.get(found - 1) == score) {
        found--;
      }
      return (double) found / last;
    }
    int above = -found - 1;
    if (above == 0) {
      return 0;
    }
    double low = quantiles.get(above - 1);
    double high = quantiles.get(above);
    return (above - 1 + (score - low) / (high - low)) / last;
  }

  /**
   * The score that a normal record exceeds with the given probability.
   *
   * @param falseAlarmRate in [{@value #MIN_PROBABILITY}, 1)
   * @throws IllegalArgumentException if the rate is out of that range
   */
  public double threshold(double falseAlarmRate) {
    if (!(falseAlarmRate >= MIN_PROBABILITY && falseAlarmRate < 1)) {
      throw new IllegalArgumentException(
          "a false-alarm rate of %s cannot be; allowed is %s to below 1"
              .formatted(falseAlarmRate, MIN_PROBABILITY));
    }
    int last = quantiles.size() - 1;
    if (falseAlarmRate < tail.fraction) {
      double ratio = falseAlarmRate / tail.fraction;
      double excess =
          Math.abs(tail.shape) < 1e-9
              ? -Math.log(ratio)
              : (Math.pow(ratio, -tail.shape) - 1) / tail.shape;
      return quantiles.get(last) + tail.scale * excess;
    }
    double position = (1 - falseAlarmRate) / (1 - tail.fraction) * last;
    int below = Math.min(last - 1, (int) position);
    double low = quantiles.get(below);
    return low + (position - below) * (quantiles.get(below + 1) - low);
  }
}
