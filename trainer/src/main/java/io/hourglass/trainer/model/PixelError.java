package io.hourglass.trainer.model;

import java.util.Locale;

/** How far a reconstruction is off, pixel by pixel, with samples in [0, 1]. */
public enum PixelError {
  /** The squared difference. */
  SQUARED("mse"),
  /** The absolute difference. */
  ABSOLUTE("l1"),
  /**
   * (1 - SSIM) / 2 of the windows around the pixel (Wang et al., 2004; as a loss for anomaly
   * detection: Bergmann et al., 2018), in [0, 1]. At an edge, only what lies inside counts.
   */
  SSIM("ssim");

  /** Side of SSIM's window, pixels. */
  public static final int SSIM_WINDOW = 11;

  /** What keeps SSIM's luminance term finite in the dark: {@code (0.01 * range)^2}. */
  public static final float SSIM_C1 = 1e-4f;

  /** The same of its contrast term: {@code (0.03 * range)^2}. */
  public static final float SSIM_C2 = 9e-4f;

  private final String loss;

  PixelError(String loss) {
    this.loss = loss;
  }

  /** Its name in model cards. */
  public String id() {
    return name().toLowerCase(Locale.ROOT) + "-error";
  }

  /** What its mean is called as a loss. */
  public String loss() {
    return loss;
  }

  /** The one of that name in model cards. */
  public static PixelError of(String id) {
    for (PixelError error : values()) {
      if (error.id().equals(id)) {
        return error;
      }
    }
    throw new IllegalArgumentException("there is no pixel error " + id);
  }
}
