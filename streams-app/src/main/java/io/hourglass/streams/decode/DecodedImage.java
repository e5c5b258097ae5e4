package io.hourglass.streams.decode;

import io.hourglass.image.Pixels;
import io.hourglass.image.UnusableImageException;
import io.hourglass.record.DeadLetterReason;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An image as it came out of a record.
 *
 * @param info what is known about it
 * @param pixels its samples, of its own size and channels
 */
public record DecodedImage(ImageInfo info, Pixels pixels) {
  /** Longer names would not fit beside the rest into the records written. */
  static final int MAX_NAME_LENGTH = 1024;

  static DecodedImage of(
      @Nullable String id, @Nullable String source, @Nullable Instant capturedAt, Pixels pixels)
      throws UnusableImageException {
    requireShort("id", id);
    requireShort("source", source);
    return new DecodedImage(
        new ImageInfo(id, source, capturedAt, pixels.width(), pixels.height()), pixels);
  }

  private static void requireShort(String field, @Nullable String name)
      throws UnusableImageException {
    if (name != null && name.length() > MAX_NAME_LENGTH) {
      throw new UnusableImageException(
          DeadLetterReason.UNDECODABLE,
          "%s has %d characters; at most %d are allowed"
              .formatted(field, name.length(), MAX_NAME_LENGTH));
    }
  }
}
