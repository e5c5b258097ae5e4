package io.hourglass.streams.infer;

import io.hourglass.record.SourceRecord;
import io.hourglass.streams.decode.WindowInfo;
import org.jspecify.annotations.Nullable;

/**
 * A record of the input topic.
 *
 * @param origin its position and time
 * @param value its bytes; null where it has none
 * @param window the window of readings that ends with it; null where records are images, or no
 *     window ends here
 */
public record InputRecord(SourceRecord origin, byte @Nullable [] value, @Nullable Ready window) {
  /** A record that is scored by itself. */
  public InputRecord(SourceRecord origin, byte @Nullable [] value) {
    this(origin, value, null);
  }

  /**
   * A window as the model takes it.
   *
   * @param info what is known about it
   * @param tensor its bytes; not to be written to
   */
  public record Ready(WindowInfo info, byte[] tensor) {}
}
