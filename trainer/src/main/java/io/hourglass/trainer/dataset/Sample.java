package io.hourglass.trainer.dataset;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One image of a data set, or one window of a series.
 *
 * @param content gives {@link #pixels}, from wherever they lie
 * @param label what the data set calls it, or null where the data set has no labels
 * @param name where it lies in the data set: a file's relative path, its number in an IDX file, or
 *     the file and row of a window's last reading
 */
public record Sample(Supplier<byte[]> content, @Nullable String label, String name) {
  /** One that lies in memory. */
  public Sample(byte[] pixels, @Nullable String label, String name) {
    this(() -> pixels, label, name);
  }

  /**
   * An image's samples {@code [C, H, W]}, unsigned 8-bit, or a window's readings {@code [C, L]},
   * little-endian float32; not to be written to.
   */
  public byte[] pixels() {
    return content.get();
  }
}
