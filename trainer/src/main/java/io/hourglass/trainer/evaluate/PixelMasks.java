package io.hourglass.trainer.evaluate;

import io.hourglass.cli.UserException;
import io.hourglass.image.ImageCodec;
import io.hourglass.image.UnusableImageException;
import io.hourglass.model.ImageInput;
import io.hourglass.trainer.dataset.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Which pixels of images are anomalous: PNG files named as the images, bright where they are.
 *
 * @param folder where they lie, in the images' sub-folders or not
 */
public record PixelMasks(Path folder) {
  private static final int BRIGHT = 128;

  /**
   * The anomalous pixels {@code [H, W]} of an image, brought to the model's size as the image was;
   * a normal one has none, and needs no mask.
   *
   * @throws UserException if there is no mask for it
   */
  boolean[] of(Sample image, boolean anomalous, ImageInput input) {
    if (!anomalous) {
      return new boolean[input.errorMapSize()];
    }
    Path file = find(image);
    try {
      byte[] mask =
          new ImageInput(1, input.height(), input.width(), input.resize())
              .tensor(ImageCodec.decode(Files.readAllBytes(file)));
      boolean[] marked = new boolean[mask.length];
      for (int i = 0; i < mask.length; i++) {
        marked[i] = Byte.toUnsignedInt(mask[i]) >= BRIGHT;
      }
      return marked;
    } catch (IOException | UnusableImageException e) {
      throw new UserException("cannot read the mask %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  private Path find(Sample image) {
    Path name = Path.of(image.name().replaceFirst("\\.[^.]*$", "") + ".png");
    Path beside = folder.resolve(name);
    Path file = Files.exists(beside) ? beside : folder.resolve(name.getFileName());
    if (!Files.exists(file)) {
      throw new UserException(
          "the anomalous image %s has no mask %s or %s"
              .formatted(image.name(), beside, folder.resolve(name.getFileName())));
    }
    return file;
  }
}
