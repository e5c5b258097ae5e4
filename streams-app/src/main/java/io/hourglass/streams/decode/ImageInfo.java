package io.hourglass.streams.decode;

import io.hourglass.record.Window;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known about an image apart from its samples.
 *
 * @param id identifies it; null where the format carries none
 * @param source where it comes from; null where the format carries none
 * @param capturedAt when it was taken; null where the format carries none
 * @param width pixels a row
 * @param height rows of pixels
 */
public record ImageInfo(
    @Nullable String id,
    @Nullable String source,
    @Nullable Instant capturedAt,
    int width,
    int height)
    implements Subject {
  @Override
  public @Nullable Window window() {
    return null;
  }
}
