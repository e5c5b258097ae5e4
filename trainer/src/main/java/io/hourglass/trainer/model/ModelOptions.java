package io.hourglass.trainer.model;

import io.hourglass.cli.UserException;
import java.util.List;

/**
 * Which autoencoder to train.
 *
 * @param family its kind
 * @param latent components of the latent, at least 1
 * @param widths units of the hidden layers ({@code mlp}) or channels of the convolutions ({@code
 *     conv}), from image to latent; empty: the family's own
 * @param activation of {@code mlp}'s hidden units
 */
public record ModelOptions(Family family, int latent, List<Integer> widths, Activation activation) {
  public ModelOptions {
    widths = List.copyOf(widths);
    if (latent < 1) {
      throw new UserException("latent is " + latent + "; allowed is 1 or more");
    }
    for (int width : widths) {
      if (width < 1) {
        throw new UserException("widths has " + width + "; allowed is 1 or more each");
      }
    }
  }

  /** With rectified linear units. */
  public ModelOptions(Family family, int latent, List<Integer> widths) {
    this(family, latent, widths, Activation.RELU);
  }

  /** A family with its own widths. */
  public static ModelOptions of(Family family, int latent) {
    return new ModelOptions(family, latent, List.of());
  }
}
