package io.hourglass.model;

/**
 * How the error of single pixels becomes the score of an image. The model's graph computes it; this
 * says what was computed.
 *
 * @param pixelError what the error map holds, e.g. {@code squared-error}: the squared difference
 *     between input and reconstruction with samples scaled to [0, 1], averaged over channels
 * @param worstPercent the score is the mean error of the worst this many per cent of the pixels, in
 *     (0, 100]; 100 is the plain mean. A small defect vanishes in the mean of a whole image, but
 *     not in that of its worst pixels.
 */
public record ScoreRule(String pixelError, double worstPercent) {
  public ScoreRule {
    if (!(worstPercent > 0 && worstPercent <= 100)) {
      throw new IllegalArgumentException(
          "score.worstPercent is " + worstPercent + "; allowed is more than 0, up to 100");
    }
  }

  /** The number of pixels whose errors are averaged, out of {@code pixels}; at least 1. */
  public int worstOf(int pixels) {
    return (int) Math.max(1, Math.round(pixels * worstPercent / 100));
  }
}
