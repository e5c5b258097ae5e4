package io.hourglass.trainer.calibrate;

import io.hourglass.model.Calibration;
import io.hourglass.model.Inference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Collects what a model computes for held-out normal images, and makes a {@link Calibration} of it:
 * quantiles for the body of the scores, a generalised Pareto tail above (peaks over threshold).
 */
public final class Calibrator {
  private static final int QUANTILES = 101;

  /** The tail holds this share of the scores... */
  private static final double TAIL = 0.1;

  /** ...but, of few, at least so many. */
  private static final int MIN_EXCESSES = 20;

  private static final double PIXEL_QUANTILE = 0.999;
  private static final int PIXELS_KEPT = 2_000_000;

  private final double[] scores;
  private final float[] pixels;
  private final int pixelStep;
  private int scored;
  private int kept;
  private long seen;

  /**
   * @param images how many there will be, at least 2
   * @param pixelsEach pixels of one image; of very many, an even selection is kept
   */
  public Calibrator(int images, int pixelsEach) {
    long all = (long) images * pixelsEach;
    this.pixelStep = (int) ((all - 1) / PIXELS_KEPT + 1);
    this.scores = new double[images];
    this.pixels = new float[(int) ((all - 1) / pixelStep + 1)];
  }

  /** Takes up the scores and error maps of a batch. */
  public void add(Inference outputs) {
    for (int i = 0; i < outputs.count(); i++) {
      scores[scored++] = outputs.score(i);
      for (float error : outputs.errorMap(i)) {
        if (seen++ % pixelStep == 0) {
          pixels[kept++] = error;
        }
      }
    }
  }

  /** The calibration of all that was taken up. */
  public Calibration calibrate() {
    float[] errors = Arrays.copyOf(pixels, kept);
    Arrays.sort(errors);
    double pixelError = errors[(int) (PIXEL_QUANTILE * (errors.length - 1))];
    return calibrate(Arrays.copyOf(scores, scored), pixelError);
  }

  static Calibration calibrate(double[] scores, double pixelError) {
    double[] sorted = scores.clone();
    Arrays.sort(sorted);
    int excesses = excesses(sorted.length);
    double fraction = (double) excesses / sorted.length;
    List<Double> quantiles = new ArrayList<>(QUANTILES);
    for (int i = 0; i < QUANTILES; i++) {
      quantiles.add(quantile(sorted, (1 - fraction) * i / (QUANTILES - 1)));
    }
    double start = quantiles.get(QUANTILES - 1);
    double[] tail = new double[excesses];
    for (int i = 0; i < excesses; i++) {
      tail[i] = Math.max(0, sorted[sorted.length - excesses + i] - start);
    }
    return new Calibration(
        sorted.length, quantiles, GeneralisedPareto.fit(tail, fraction), pixelError);
  }

  private static int excesses(int samples) {
    int wanted = (int) Math.max(MIN_EXCESSES, TAIL * samples);
    return Math.max(1, Math.min(samples / 2, wanted));
  }

  /** Linear between order statistics. */
  private static double quantile(double[] sorted, double probability) {
    double position = probability * (sorted.length - 1);
    int below = Math.min(sorted.length - 2, (int) position);
    return sorted[below] + (position - below) * (sorted[below + 1] - sorted[below]);
  }
}
