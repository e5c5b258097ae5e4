package io.hourglass.streams.locate;

import io.hourglass.record.ChannelError;
import io.hourglass.record.Region;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where in an image, or in a window of readings, the error is.
 *
 * @param regions the worst regions in the source image's pixels, most error first
 * @param heatmap the error by pixel as a PNG, at the model's input size; null where switched off
 * @param channels the worst channels of a window, most error first; empty for images
 */
public record Location(
    List<Region> regions, byte @Nullable [] heatmap, List<ChannelError> channels) {
  /** Not known. */
  public static final Location NONE = new Location(List.of(), null, List.of());
}
