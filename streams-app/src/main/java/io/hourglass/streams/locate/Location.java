package io.hourglass.streams.locate;

import io.hourglass.record.Region;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where in an image the error is.
 *
 * @param regions the worst regions in the source image's pixels, most error first
 * @param heatmap the error by pixel as a PNG, at the model's input size; null where switched off
 */
public record Location(List<Region> regions, byte @Nullable [] heatmap) {}
