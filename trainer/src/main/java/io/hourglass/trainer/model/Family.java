package io.hourglass.trainer.model;

import io.hourglass.cli.UserException;
import io.hourglass.image.ImageInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The kinds of autoencoders. */
public enum Family {
  /**
   * Fully connected: the deep autoencoder of Hinton and Salakhutdinov (Science, 2006),
   * 2000-1000-500 hidden units unless told otherwise, with rectified linear units in place of
   * logistic ones.
   */
  MLP {
    @Override
    Architecture build(List<Integer> input, int latent, List<Integer> widths) {
      List<Integer> hidden = widths.isEmpty() ? List.of(2000, 1000, 500) : widths;
      Stack encoder = new Stack("encoder", input).flatten();
      int pixels = encoder.shape().get(0);
      hidden.forEach(units -> encoder.dense(units).relu());
      encoder.dense(latent);
      Stack decoder = new Stack("decoder", encoder.shape());
      for (int i = hidden.size() - 1; i >= 0; i--) {
        decoder.dense(hidden.get(i)).relu();
      }
      decoder.dense(pixels).sigmoid().reshape(input);
      return new Architecture(input, encoder.layers(), encoder.shape(), decoder.layers());
    }
  },

  /**
   * Principal component analysis: a linear encoder and decoder with the least squared error there
   * is. Not fitted by gradient descent.
   */
  PCA {
    @Override
    Architecture build(List<Integer> input, int latent, List<Integer> widths) {
      Stack encoder = new Stack("encoder", input).flatten();
      int pixels = encoder.shape().get(0);
      encoder.dense(latent);
      Stack decoder = new Stack("decoder", encoder.shape()).dense(pixels).reshape(input);
      return new Architecture(input, encoder.layers(), encoder.shape(), decoder.layers());
    }
  },

  /**
   * Convolutional: each convolution halves height and width, a dense layer makes the latent, and
   * transposed convolutions undo it all. Batch normalisation after each.
   */
  CONV {
    private static final int KERNEL = 4;
    private static final int STRIDE = 2;
    private static final int PADDING = 1;

    @Override
    Architecture build(List<Integer> input, int latent, List<Integer> widths) {
      List<Integer> channels = widths.isEmpty() ? channels(input) : widths;
      Stack encoder = new Stack("encoder", input);
      List<List<Integer>> shapes = new ArrayList<>();
      for (int width : channels) {
        shapes.add(encoder.shape());
        if (Math.min(encoder.shape().get(1), encoder.shape().get(2)) < 2) {
          throw new UserException(
              "images of %dx%d cannot be halved %d times; give fewer widths, or larger images"
                  .formatted(input.get(2), input.get(1), channels.size()));
        }
        encoder.conv(width, KERNEL, STRIDE, PADDING).batchNorm().relu();
      }
      List<Integer> innermost = encoder.shape();
      encoder.flatten().dense(latent);
      Stack decoder = new Stack("decoder", encoder.shape());
      decoder.dense(innermost.stream().reduce(1, Math::multiplyExact)).relu().reshape(innermost);
      for (int i = channels.size() - 1; i > 0; i--) {
        decoder
            .convTranspose(channels.get(i - 1), KERNEL, STRIDE, PADDING, shapes.get(i))
            .batchNorm()
            .relu();
      }
      decoder.convTranspose(input.get(0), KERNEL, STRIDE, PADDING, input).sigmoid();
      return new Architecture(input, encoder.layers(), encoder.shape(), decoder.layers());
    }

    /** 32, 64, then 128 channels, until the shorter side is below 8 pixels. */
    private List<Integer> channels(List<Integer> input) {
      List<Integer> channels = new ArrayList<>();
      int side = Math.min(input.get(1), input.get(2));
      do {
        channels.add(Math.min(128, 32 << channels.size()));
        side /= 2;
      } while (side >= 6);
      return channels;
    }
  };

  abstract Architecture build(List<Integer> input, int latent, List<Integer> widths);

  /**
   * The layers for images of a size.
   *
   * @throws UserException if the options do not go with the images
   */
  public static Architecture architecture(ModelOptions options, ImageInput input) {
    if (options.latent() >= input.size()) {
      throw new UserException(
          "latent is %d, but an image has only %d samples; a latent must be smaller"
              .formatted(options.latent(), input.size()));
    }
    List<Integer> shape = List.of(input.channels(), input.height(), input.width());
    return options.family().build(shape, options.latent(), options.widths());
  }

  /** Its name in commands and cards. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
