package io.hourglass.trainer.model;

import java.util.ArrayList;
import java.util.List;

/**
 * An autoencoder without its weights.
 *
 * @param input shape of one image {@code [C, H, W]}; a window of readings {@code [C, L]} is one of
 *     one row, {@code [C, 1, L]}
 * @param encoder layers from image to latent
 * @param latent shape of one latent
 * @param decoder layers from latent to image
 */
public record Architecture(
    List<Integer> input, List<Layer> encoder, List<Integer> latent, List<Layer> decoder) {

  public Architecture {
    input = List.copyOf(input);
    encoder = List.copyOf(encoder);
    latent = List.copyOf(latent);
    decoder = List.copyOf(decoder);
    require("encoder", latent, through(encoder, input));
    require("decoder", input, through(decoder, latent));
  }

  private static List<Integer> through(List<Layer> layers, List<Integer> shape) {
    List<Integer> at = shape;
    for (Layer layer : layers) {
      at = layer.output(at);
    }
    return at;
  }

  private static void require(String part, List<Integer> expected, List<Integer> actual) {
    if (!expected.equals(actual)) {
      throw new IllegalArgumentException(
          "the %s ends in %s where %s is expected".formatted(part, actual, expected));
    }
  }

  /** All layers, in order. */
  public List<Layer> layers() {
    List<Layer> layers = new ArrayList<>(encoder);
    layers.addAll(decoder);
    return layers;
  }

  /** All weights it needs, in the layers' order. */
  public List<Parameter> parameters() {
    return layers().stream().flatMap(layer -> layer.parameters().stream()).toList();
  }

  /** Number of values in all weights. */
  public long weights() {
    return parameters().stream().mapToLong(Parameter::count).sum();
  }

  /**
   * Whether the encoder tells a distribution: its last layer takes the means, and what goes into
   * that layer has the logarithms of the variances behind them.
   */
  public boolean variational() {
    return encoder.get(encoder.size() - 1) instanceof Layer.FirstHalf;
  }

  /** The encoder up to means and log-variances; it must be {@link #variational()}. */
  public List<Layer> distribution() {
    return encoder.subList(0, encoder.size() - 1);
  }

  /** How many images the encoder makes of one, outside training; the first is the image itself. */
  public int passes() {
    return encoder.get(0) instanceof Layer.Hide ? Mask.PASSES : 1;
  }

  /** Whether it has convolutions. */
  public boolean convolutional() {
    return layers().stream().anyMatch(Layer.Conv.class::isInstance);
  }
}
