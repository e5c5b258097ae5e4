package io.hourglass.trainer.fit;

import io.hourglass.cli.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bytedeco.pytorch.AbstractTensor;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Changes that leave a normal image normal: each image is another one each time it is trained on.
 *
 * @param flipX whether half of them are mirrored, left and right
 * @param flipY whether half of them are mirrored, top and bottom
 * @param shift by at most so many pixels each way
 * @param rotate by at most so many degrees each way
 * @param brightness multiplied by 1 give or take at most this
 */
public record Augmentation(
    boolean flipX, boolean flipY, double shift, double rotate, double brightness) {
  private static final int BILINEAR = 0;
  private static final int BORDER = 1;

  /** None. */
  public static final Augmentation NONE = new Augmentation(false, false, 0, 0, 0);

  /**
   * Reads e.g. {@code flip-x,shift=2,rotate=5,brightness=0.1}.
   *
   * @throws UserException if a term is something else
   */
  public static Augmentation parse(List<String> terms) {
    boolean flipX = false;
    boolean flipY = false;
    double shift = 0;
    double rotate = 0;
    double brightness = 0;
    for (String term : terms) {
      String[] parts = term.trim().split("=", -1);
      switch (parts[0]) {
        case "flip-x" -> flipX = alone(term, parts);
        case "flip-y" -> flipY = alone(term, parts);
        case "shift" -> shift = amount(term, parts, 64);
        case "rotate" -> rotate = amount(term, parts, 180);
        case "brightness" -> brightness = amount(term, parts, 0.9);
        default -> throw refused(term);
      }
    }
    return new Augmentation(flipX, flipY, shift, rotate, brightness);
  }

  /** True, of a term without an amount. */
  private static boolean alone(String term, String[] parts) {
    if (parts.length > 1) {
      throw refused(term);
    }
    return true;
  }

  private static double amount(String term, String[] parts, double most) {
    try {
      double amount = Double.parseDouble(parts.length == 2 ? parts[1] : "");
      if (amount > 0 && amount <= most) {
        return amount;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw refused(term);
  }

  private static UserException refused(String term) {
    return new UserException(
        "augment has '%s'; allowed are flip-x, flip-y, shift=PIXELS up to 64, rotate=DEGREES up to 180, brightness=SHARE up to 0.9"
            .formatted(term));
  }

  /** Whether anything is changed. */
  boolean any() {
    return !equals(NONE);
  }

  /** Images {@code [N, C, H, W]} in [0, 1] to changed ones; at their edges, pixels are repeated. */
  Tensor of(Tensor images, Random random) {
    int count = (int) images.size(0);
    Tensor moved = images;
    if (flipX || flipY || shift > 0 || rotate > 0) {
      double height = images.size(2);
      double width = images.size(3);
      float[] places = new float[6 * count];
      for (int i = 0; i < count; i++) {
        double angle = Math.toRadians(rotate * (2 * random.nextDouble() - 1));
        double x = flipX && random.nextBoolean() ? -1 : 1;
        double y = flipY && random.nextBoolean() ? -1 : 1;
        // From places in the new image to places in the old, both from -1 to 1 along each side.
        places[6 * i] = (float) (x * Math.cos(angle));
        places[6 * i + 1] = (float) (-x * Math.sin(angle) * height / width);
        places[6 * i + 2] = (float) (2 * shift / width * (2 * random.nextDouble() - 1));
        places[6 * i + 3] = (float) (y * Math.sin(angle) * width / height);
        places[6 * i + 4] = (float) (y * Math.cos(angle));
        places[6 * i + 5] = (float) (2 * shift / height * (2 * random.nextDouble() - 1));
      }
      Tensor grid =
          torch.affine_grid_generator(
              AbstractTensor.create(places, count, 2, 3).to(images), images.shape(), false);
      moved = torch.grid_sampler_2d(images, grid, BILINEAR, BORDER, false);
    }
    if (brightness == 0) {
      return moved;
    }
    float[] gains = new float[count];
    for (int i = 0; i < count; i++) {
      gains[i] = (float) (1 + brightness * (2 * random.nextDouble() - 1));
    }
    return moved
        .mul(AbstractTensor.create(gains, count, 1, 1, 1).to(images))
        .clamp(new ScalarOptional(new Scalar(0f)), new ScalarOptional(new Scalar(1f)));
  }

  @Override
  public String toString() {
    List<String> terms = new ArrayList<>();
    if (flipX) {
      terms.add("flip-x");
    }
    if (flipY) {
      terms.add("flip-y");
    }
    add(terms, "shift", shift);
    add(terms, "rotate", rotate);
    add(terms, "brightness", brightness);
    return terms.isEmpty() ? "none" : String.join(",", terms);
  }

  private static void add(List<String> terms, String name, double amount) {
    if (amount > 0) {
      terms.add(name + "=" + amount);
    }
  }
}
