package io.hourglass.streams.locate;

import io.hourglass.image.Heatmap;
import io.hourglass.model.ImageInput;
import io.hourglass.model.ModelCard;
import java.util.List;

/**
 * Finds where in an image the error is.
 *
 * <p>Thread-safe.
 */
public final class Localizer {
  /** The most regions an alert names. */
  public static final int MAX_REGIONS = 5;

  private final ImageInput input;
  private final double pixelError;
  private final boolean heatmap;

  /**
   * @param card of the model that the error maps come from
   * @param heatmap whether to draw the error maps too
   */
  public Localizer(ModelCard card, boolean heatmap) {
    this.input = card.imageInput();
    this.pixelError = card.calibration().pixelError();
    this.heatmap = heatmap;
  }

  /**
   * Locates the error of one image.
   *
   * @param errorMap the error by pixel of the model's input {@code [height, width]}
   * @param imageWidth width of the source image, pixels
   * @param imageHeight height of the source image, pixels
   */
  public Location locate(float[] errorMap, int imageWidth, int imageHeight) {
    var regions =
        ErrorRegions.find(errorMap, input.width(), input.height(), pixelError).stream()
            .limit(MAX_REGIONS)
            .map(region -> input.toSource(region, imageWidth, imageHeight))
            .toList();
    return new Location(
        List.copyOf(regions),
        heatmap ? Heatmap.png(errorMap, input.width(), input.height(), pixelError) : null);
  }
}
