package io.hourglass.streams.locate;

import io.hourglass.model.ModelCard;
import io.hourglass.model.WindowInput;
import io.hourglass.streams.decode.Subject;

/**
 * Finds where in an image, or in which channels and when in a window of readings, the error is.
 *
 * <p>Thread-safe.
 */
public interface Localizer {
  /** The most regions or channels an alert names. */
  int MOST = 5;

  /**
   * The one for a model.
   *
   * @param heatmap whether to draw the error maps of images too
   */
  static Localizer of(ModelCard card, boolean heatmap) {
    return card.input() instanceof WindowInput window
        ? new WindowLocalizer(window, card.calibration().pixelError())
        : new ImageLocalizer(card, heatmap);
  }

  /**
   * Locates the error of one input.
   *
   * @param errorMap the error by pixel {@code [H, W]}, or by channel and reading {@code [C, L]}
   * @param subject what the error map is of
   */
  Location locate(float[] errorMap, Subject subject);
}
