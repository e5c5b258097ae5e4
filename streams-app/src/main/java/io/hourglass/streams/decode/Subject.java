package io.hourglass.streams.decode;

import io.hourglass.record.Window;
import org.jspecify.annotations.Nullable;

/** What is known about what is scored, apart from its values. */
public sealed interface Subject permits ImageInfo, WindowInfo {
  /** Identifies it; null where nothing does. */
  @Nullable String id();

  /** Where it comes from; null where that is not known. */
  @Nullable String source();

  /** The part of a stream that it is; null if it is an image. */
  @Nullable Window window();
}
