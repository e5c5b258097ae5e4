package io.hourglass.streams.locate;

import io.hourglass.image.Heatmap;
import io.hourglass.model.ImageInput;
import io.hourglass.model.ModelCard;
import io.hourglass.streams.decode.ImageInfo;
import io.hourglass.streams.decode.Subject;
import java.util.List;

/** {@link Localizer} for images: connected regions, and a picture of the error by pixel. */
final class ImageLocalizer implements Localizer {
  private final ImageInput input;
  private final double pixelError;
  private final boolean heatmap;

  /**
   * @param card of the model that the error maps come from
   * @param heatmap whether to draw the error maps too
   */
  ImageLocalizer(ModelCard card, boolean heatmap) {
    this.input = card.imageInput();
    this.pixelError = card.calibration().pixelError();
    this.heatmap = heatmap;
  }

  @Override
  public Location locate(float[] errorMap, Subject subject) {
    ImageInfo image = (ImageInfo) subject;
    var regions =
        ErrorRegions.find(errorMap, input.width(), input.height(), pixelError).stream()
            .limit(MOST)
            .map(region -> input.toSource(region, image.width(), image.height()))
            .toList();
    return new Location(
        List.copyOf(regions),
        heatmap ? Heatmap.png(errorMap, input.width(), input.height(), pixelError) : null,
        List.of());
  }
}
