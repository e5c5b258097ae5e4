package io.hourglass.trainer.model;

import io.hourglass.cli.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Convolutions that halve the sides, a dense layer for the latent, and all of it back, with what
 * was there before each halving handed across (Ronneberger et al., MICCAI 2015): the latent need
 * not carry the details.
 */
final class UNet {
  private static final int STEM = 16;

  private final Space space;
  private final ModelOptions options;

  UNet(Space space, ModelOptions options) {
    this.space = space;
    this.options = options;
    if (space.window()) {
      throw new UserException(
          "model %s takes images, not windows of sensor readings".formatted(options.family().id()));
    }
  }

  /**
   * Stacks them.
   *
   * @param corrupt adds what is done to images before they are restored
   * @param mend adds what is done to restored images
   */
  Architecture architecture(UnaryOperator<Stack> corrupt, UnaryOperator<Stack> mend) {
    List<Integer> input = space.shape();
    int latent = options.latentVector();
    List<Integer> channels = new ArrayList<>();
    channels.add(STEM);
    channels.addAll(
        options.widths().isEmpty()
            ? Convolutions.channels(space.side(input), Convolutions.LEAST)
            : options.widths());
    Layer.Kernel same = space.kernel(3, 1, 1);
    Layer.Kernel half = space.kernel(4, 2, 1);

    Stack encoder = corrupt.apply(new Stack("encoder", input));
    encoder.conv(STEM, same).batchNorm().relu();
    List<Layer.Keep> kept = new ArrayList<>();
    List<List<Integer>> shapes = new ArrayList<>();
    for (int width : channels.subList(1, channels.size())) {
      Convolutions.requireRoom(space, encoder.shape(), channels.size() - 1);
      shapes.add(encoder.shape());
      kept.add(encoder.keep());
      encoder.conv(width, half).batchNorm().relu();
    }
    List<Integer> innermost = encoder.shape();
    encoder.flatten().dense(latent);

    Stack decoder = new Stack("decoder", encoder.shape());
    decoder.dense(innermost.stream().reduce(1, Math::multiplyExact)).relu().reshape(innermost);
    for (int i = kept.size() - 1; i >= 0; i--) {
      decoder.convTranspose(channels.get(i), half, shapes.get(i)).batchNorm().relu();
      decoder.join(kept.get(i), channels.get(i));
    }
    // With a stride of one, the same as a convolution, and fast with one channel too.
    space.bound(decoder.convTranspose(input.get(0), same, input));
    return new Architecture(input, encoder.layers(), encoder.shape(), mend.apply(decoder).layers());
  }
}
