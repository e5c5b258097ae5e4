package io.hourglass.trainer.model;

/**
 * How raw values become what a network sees: {@code (x - shift) / scale}, by channel.
 *
 * @param shift one value for each channel, or one for all; not to be written to
 * @param scale the same, above 0
 */
public record Scaling(float[] shift, float[] scale) {
  /** Unsigned 8-bit samples to [0, 1]. */
  public static final Scaling BYTES = new Scaling(new float[] {0}, new float[] {255});

  /** What is multiplied with: {@code 1 / scale}. */
  public float[] factor() {
    float[] factor = new float[scale.length];
    for (int i = 0; i < factor.length; i++) {
      factor[i] = 1 / scale[i];
    }
    return factor;
  }
}
