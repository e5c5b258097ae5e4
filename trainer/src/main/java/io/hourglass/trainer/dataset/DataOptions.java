package io.hourglass.trainer.dataset;

import io.hourglass.cli.UserException;
import io.hourglass.image.Resize;
import io.hourglass.model.ImageInput;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which images to read, and at what size.
 *
 * @param source an IDX file of images (gzip or not) or a folder of PNG and JPEG files
 * @param labels only images with one of these labels; empty: all
 * @param size width and height to bring images to; null: the images' own where they agree, else a
 *     common one of at most {@value #MAX_DEFAULT_SIDE} pixels a side
 * @param channels 1 (grey) or 3 (colour); 0: as the images are
 * @param resize how; null: {@link Resize#NONE} where all images have the size already, else {@link
 *     Resize#STRETCH}
 */
public record DataOptions(
    Path source, Set<String> labels, @Nullable Size size, int channels, @Nullable Resize resize)
    implements TrainingData {
  /** The longest side that is chosen without being asked for, pixels. */
  public static final int MAX_DEFAULT_SIDE = 128;

  /**
   * Pixels of an image.
   *
   * @param width pixels a row, 1 to {@value ImageInput#MAX_SIDE}
   * @param height rows, 1 to {@value ImageInput#MAX_SIDE}
   */
  public record Size(int width, int height) {
    public Size {
      if (width < 1 || height < 1 || width > ImageInput.MAX_SIDE || height > ImageInput.MAX_SIDE) {
        throw new UserException(
            "size is %dx%d; allowed is 1 to %d a side"
                .formatted(width, height, ImageInput.MAX_SIDE));
      }
    }

    /** Reads {@code WIDTHxHEIGHT}. */
    public static Size parse(String text) {
      String[] sides = text.toLowerCase(java.util.Locale.ROOT).split("x", -1);
      try {
        if (sides.length == 2) {
          return new Size(Integer.parseInt(sides[0].trim()), Integer.parseInt(sides[1].trim()));
        }
      } catch (NumberFormatException e) {
        // Falls through to the sentence below.
      }
      throw new UserException("size is '" + text + "'; expected is WIDTHxHEIGHT, e.g. 64x64");
    }
  }

  public DataOptions {
    labels = Set.copyOf(labels);
    if (channels != 0 && channels != 1 && channels != 3) {
      throw new UserException("channels is " + channels + "; allowed are 1 (grey) and 3 (colour)");
    }
  }

  /** All images of a source, as they are. */
  public static DataOptions of(Path source) {
    return new DataOptions(source, Set.of(), null, 0, null);
  }

  @Override
  public Split split(long seed) {
    return Split.of(Dataset.read(this), seed);
  }

  /** The same, with only the images that have one of these labels. */
  public DataOptions withLabels(Set<String> wanted) {
    return new DataOptions(source, wanted, size, channels, resize);
  }

  /** All images of a source, as a model takes them. */
  public static DataOptions fitting(Path source, ImageInput input) {
    return new DataOptions(
        source,
        Set.of(),
        new Size(input.width(), input.height()),
        input.channels(),
        input.resize());
  }
}
