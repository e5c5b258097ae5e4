package io.hourglass.model;

/**
 * How the error of single pixels becomes the score of an image. The model's graph computes it; this
 * says what was computed.
 *
 * @param pixelError what the error map holds, averaged over channels, with samples scaled to [0,
 *     1]: {@code squared-error} and {@code absolute-error} of input and reconstruction, or {@code
 *     ssim-error}, (1 - SSIM) / 2 of the 11 x 11 pixels around
 * @param worstPercent which pixels count: the worst this many per cent, in (0, 100]; 100 is all. A
 *     small defect vanishes in the mean of a whole image, but not in that of its worst pixels.
 * @param pool what is made of the pixels that count
 * @param smoothing side of the square that the error map is averaged over before, pixels, odd; 1
 *     leaves it as it is. A single noisy pixel then counts less than a defect of some size.
 * @param divergence what is added: this times the Kullback-Leibler divergence of the latent's
 *     distribution from the prior; 0 but for variational models scored by their negative ELBO
 * @param relative whether all of that is divided by the {@link #COMPLEXITY_FLOOR complexity} of the
 *     input. A busy input then no longer scores high for being busy, nor a plain one low for being
 *     plain: what autoencoders share with likelihoods (Serrà et al., Input complexity and
 *     out-of-distribution detection, ICLR 2020).
 */
public record ScoreRule(
    String pixelError,
    double worstPercent,
    Pool pool,
    int smoothing,
    double divergence,
    boolean relative) {

  /**
   * The least complexity. An input's complexity is this and the mean square of the difference
   * between horizontal neighbours, and that between vertical ones (of windows, between successive
   * readings), over all channels, with samples scaled as the network sees them. For images this is
   * a difference of one grey level.
   */
  public static final float COMPLEXITY_FLOOR = 1 / (255f * 255f);

  /** What is made of the errors of the worst pixels. */
  public enum Pool {
    /** Their mean. */
    MEAN,
    /** The least of them: a quantile of all pixels. */
    QUANTILE,
    /** The greatest of them; {@link #worstPercent} does not matter. */
    MAX
  }

  public ScoreRule {
    if (!(worstPercent > 0 && worstPercent <= 100)) {
      throw new IllegalArgumentException(
          "score.worstPercent is " + worstPercent + "; allowed is more than 0, up to 100");
    }
    if (smoothing < 1 || smoothing % 2 == 0) {
      throw new IllegalArgumentException(
          "score.smoothing is " + smoothing + "; allowed are odd numbers from 1 on");
    }
    if (!(divergence >= 0)) {
      throw new IllegalArgumentException(
          "score.divergence is " + divergence + "; allowed is 0 or more");
    }
  }

  /** The mean of the worst pixels' errors, and nothing else. */
  public ScoreRule(String pixelError, double worstPercent) {
    this(pixelError, worstPercent, Pool.MEAN, 1, 0, false);
  }

  /** The number of pixels that count, out of {@code pixels}; at least 1. */
  public int worstOf(int pixels) {
    return pool == Pool.MAX ? 1 : (int) Math.max(1, Math.round(pixels * worstPercent / 100));
  }
}
