package io.hourglass.trainer.model;

import io.hourglass.cli.UserException;
import java.util.ArrayList;
import java.util.List;

/** Convolutions that halve the sides, a dense layer for the latent, and all of it back. */
final class Convolutions {
  private static final int KERNEL = 4;
  private static final int STRIDE = 2;
  private static final int PADDING = 1;

  private Convolutions() {}

  /**
   * Stacks them.
   *
   * @param variational whether the encoder tells means and log-variances
   */
  static Architecture architecture(
      Space space, int latent, List<Integer> widths, boolean variational) {
    List<Integer> input = space.shape();
    List<Integer> channels = widths.isEmpty() ? channels(space.side(input)) : widths;
    Layer.Kernel kernel = space.kernel(KERNEL, STRIDE, PADDING);
    Stack encoder = new Stack("encoder", input);
    List<List<Integer>> shapes = new ArrayList<>();
    for (int width : channels) {
      shapes.add(encoder.shape());
      if (space.side(encoder.shape()) < 2) {
        throw new UserException(
            "%s cannot be halved %d times; give fewer widths, or more to halve"
                .formatted(space, channels.size()));
      }
      encoder.conv(width, kernel).batchNorm().relu();
    }
    List<Integer> innermost = encoder.shape();
    encoder.flatten();
    if (variational) {
      encoder.dense(2 * latent).firstHalf();
    } else {
      encoder.dense(latent);
    }
    Stack decoder = new Stack("decoder", encoder.shape());
    decoder.dense(innermost.stream().reduce(1, Math::multiplyExact)).relu().reshape(innermost);
    for (int i = channels.size() - 1; i > 0; i--) {
      decoder.convTranspose(channels.get(i - 1), kernel, shapes.get(i)).batchNorm().relu();
    }
    space.bound(decoder.convTranspose(input.get(0), kernel, input));
    return new Architecture(input, encoder.layers(), encoder.shape(), decoder.layers());
  }

  /** 32, 64, then 128 channels, until the shorter side is below 8. */
  private static List<Integer> channels(int shorter) {
    List<Integer> channels = new ArrayList<>();
    int side = shorter;
    do {
      channels.add(Math.min(128, 32 << channels.size()));
      side /= 2;
    } while (side >= 6);
    return channels;
  }
}
