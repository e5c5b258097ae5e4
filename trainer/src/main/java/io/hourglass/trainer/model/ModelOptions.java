package io.hourglass.trainer.model;

import io.hourglass.cli.UserException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which autoencoder to train.
 *
 * @param family its kind
 * @param latent shape of the latent, {@code [Z]} or, of a feature map, {@code [C, H, W]}; at least
 *     1 each
 * @param widths units of the hidden layers ({@code mlp}) or channels of the convolutions ({@code
 *     conv}), from image to latent; empty: the family's own
 * @param activation of {@code mlp}'s hidden units
 */
public record ModelOptions(
    Family family, List<Integer> latent, List<Integer> widths, Activation activation) {
  public ModelOptions {
    latent = List.copyOf(latent);
    widths = List.copyOf(widths);
    if (latent.stream().anyMatch(side -> side < 1)) {
      throw new UserException("latent is " + text(latent) + "; allowed is 1 or more");
    }
    for (int width : widths) {
      if (width < 1) {
        throw new UserException("widths has " + width + "; allowed is 1 or more each");
      }
    }
  }

  /** A vector as latent, and rectified linear units. */
  public ModelOptions(Family family, int latent, List<Integer> widths) {
    this(family, List.of(latent), widths, Activation.RELU);
  }

  /**
   * Reads the shape of a latent, {@code 30} or {@code 64x8x8}.
   *
   * @throws UserException if the text is something else
   */
  public static List<Integer> latent(String text) {
    if (!text.matches("[0-9]{1,7}(x[0-9]{1,4}x[0-9]{1,4})?")) {
      throw new UserException(
          "latent is '%s'; allowed is a number, or channels, height and width, as in 64x8x8"
              .formatted(text));
    }
    return Arrays.stream(text.split("x", -1)).map(Integer::valueOf).toList();
  }

  /** Components of the latent. */
  int latentSize() {
    return latent.stream().reduce(1, Math::multiplyExact);
  }

  /**
   * Components of a latent that must be a vector.
   *
   * @throws UserException if it is a feature map
   */
  int latentVector() {
    if (latent.size() != 1) {
      throw new UserException(
          "latent is %s, a feature map, which model conv makes; %s makes vectors"
              .formatted(text(latent), family.id()));
    }
    return latent.get(0);
  }

  static String text(List<Integer> shape) {
    return shape.stream().map(String::valueOf).collect(Collectors.joining("x"));
  }

  /** A family with its own widths. */
  public static ModelOptions of(Family family, int latent) {
    return new ModelOptions(family, latent, List.of());
  }
}
