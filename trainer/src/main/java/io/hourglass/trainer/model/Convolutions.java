package io.hourglass.trainer.model;

import io.hourglass.cli.UserException;
import java.util.ArrayList;
import java.util.List;

/** Convolutions that halve the sides, a dense layer for the latent, and all of it back. */
final class Convolutions {
  private static final int KERNEL = 4;
  private static final int STRIDE = 2;
  private static final int PADDING = 1;

  /** Sides shorter than this are not halved again. */
  static final int LEAST = 6;

  private Convolutions() {}

  /**
   * Stacks them.
   *
   * @param variational whether the encoder tells means and log-variances
   */
  static Architecture architecture(Space space, ModelOptions options, boolean variational) {
    List<Integer> input = space.shape();
    boolean map = !variational && options.latent().size() == 3;
    List<Integer> channels = channels(space, options, map);
    Layer.Kernel kernel = space.kernel(KERNEL, STRIDE, PADDING);
    Stack encoder = new Stack("encoder", input);
    List<List<Integer>> shapes = new ArrayList<>();
    for (int width : channels) {
      shapes.add(encoder.shape());
      requireRoom(space, encoder.shape(), channels.size());
      encoder.conv(width, kernel).batchNorm().relu();
    }
    List<Integer> innermost = encoder.shape();
    Stack decoder;
    if (map) {
      Layer.Kernel same = space.kernel(3, 1, 1);
      encoder.conv(options.latent().get(0), same);
      requireMap(space, options, encoder.shape());
      decoder = new Stack("decoder", encoder.shape());
      decoder.convTranspose(innermost.get(0), same, innermost).batchNorm().relu();
    } else {
      encoder.flatten();
      if (variational) {
        encoder.dense(2 * options.latentVector()).firstHalf();
      } else {
        encoder.dense(options.latentVector());
      }
      decoder = new Stack("decoder", encoder.shape());
      decoder.dense(innermost.stream().reduce(1, Math::multiplyExact)).relu().reshape(innermost);
    }
    for (int i = channels.size() - 1; i > 0; i--) {
      decoder.convTranspose(channels.get(i - 1), kernel, shapes.get(i)).batchNorm().relu();
    }
    space.bound(decoder.convTranspose(input.get(0), kernel, input));
    return new Architecture(input, encoder.layers(), encoder.shape(), decoder.layers());
  }

  private static List<Integer> channels(Space space, ModelOptions options, boolean map) {
    if (!options.widths().isEmpty()) {
      return options.widths();
    }
    return map
        ? channels(space.side(space.shape()), 2 * space.side(options.latent()))
        : channels(space.side(space.shape()), LEAST);
  }

  static void requireRoom(Space space, List<Integer> shape, int times) {
    if (space.side(shape) < 2) {
      throw new UserException(
          "%s cannot be halved %d times; give fewer widths, or more to halve"
              .formatted(space, times));
    }
  }

  private static void requireMap(Space space, ModelOptions options, List<Integer> made) {
    if (!made.equals(options.latent())) {
      throw new UserException(
          "latent is %s, but halving %s gives %s; --widths says how often, or choose another size"
              .formatted(ModelOptions.text(options.latent()), space, ModelOptions.text(made)));
    }
  }

  /** 32, 64, then 128 channels, until the shorter side is below {@code least}. */
  static List<Integer> channels(int shorter, int least) {
    List<Integer> channels = new ArrayList<>();
    int side = shorter;
    do {
      channels.add(Math.min(128, 32 << channels.size()));
      side /= 2;
    } while (side >= least);
    return channels;
  }
}
