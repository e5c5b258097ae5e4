package io.hourglass.streams.decode;

import io.hourglass.record.Window;
import org.jspecify.annotations.Nullable;

/**
 * What is known about a window of readings.
 *
 * @param source what was measured
 * @param window the part of its stream
 * @param times when each reading was measured, milliseconds since 1970; not to be written to
 */
public record WindowInfo(String source, Window window, long[] times) implements Subject {
  @Override
  public @Nullable String id() {
    return null;
  }
}
