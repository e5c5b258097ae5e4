package io.hourglass.image;

/**
 * A decoded image.
 *
 * <p>Not thread-safe against writes to {@link #samples()}; the array is shared, not copied.
 */
public final class Pixels {
  private final int width;
  private final int height;
  private final int channels;
  private final byte[] samples;

  /**
   * @param width pixels a row, at least 1
   * @param height rows, at least 1
   * @param channels 1 (grey) or 3 (red, green, blue)
   * @param samples unsigned 8-bit samples {@code [height, width, channels]}, row-major
   * @throws IllegalArgumentException if the number of samples does not fit the size
   */
  public Pixels(int width, int height, int channels, byte[] samples) {
    if (width < 1 || height < 1 || (channels != 1 && channels != 3)) {
      throw new IllegalArgumentException(
          "an image of %d x %d pixels with %d channels cannot be"
              .formatted(width, height, channels));
    }
    if (samples.length != (long) width * height * channels) {
      throw new IllegalArgumentException(
          "%d x %d pixels with %d channels take %d bytes, not %d"
              .formatted(
                  width, height, channels, (long) width * height * channels, samples.length));
    }
    this.width = width;
    this.height = height;
    this.channels = channels;
    this.samples = samples;
  }

  /** Pixels a row. */
  public int width() {
    return width;
  }

  /** Rows of pixels. */
  public int height() {
    return height;
  }

  /** Samples a pixel: 1 (grey) or 3 (red, green, blue). */
  public int channels() {
    return channels;
  }

  /** The samples {@code [height, width, channels]}, unsigned 8-bit, row-major; not a copy. */
  public byte[] samples() {
    return samples;
  }

  /**
   * This image with the given number of channels: colour becomes grey by the luma weights of ITU-R
   * BT.601, grey becomes colour by repetition.
   *
   * @param wanted 1 or 3
   */
  public Pixels withChannels(int wanted) {
    if (wanted == channels) {
      return this;
    }
    int count = width * height;
    byte[] converted = new byte[count * wanted];
    if (wanted == 1) {
      for (int i = 0; i < count; i++) {
        int red = samples[3 * i] & 0xFF;
        int green = samples[3 * i + 1] & 0xFF;
        int blue = samples[3 * i + 2] & 0xFF;
        converted[i] = (byte) ((299 * red + 587 * green + 114 * blue + 500) / 1000);
      }
    } else {
      for (int i = 0; i < converted.length; i++) {
        converted[i] = samples[i / 3];
      }
    }
    return new Pixels(width, height, wanted, converted);
  }
}
