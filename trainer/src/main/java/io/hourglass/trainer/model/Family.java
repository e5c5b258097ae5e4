package io.hourglass.trainer.model;

import io.hourglass.cli.UserException;
import io.hourglass.model.ModelInput;
import io.hourglass.model.WindowInput;
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
    Architecture build(Space space, int latent, List<Integer> widths) {
      List<Integer> input = space.shape();
      List<Integer> hidden = widths.isEmpty() ? space.hidden() : widths;
      Stack encoder = new Stack("encoder", input).flatten();
      int pixels = encoder.shape().get(0);
      hidden.forEach(units -> encoder.dense(units).relu());
      encoder.dense(latent);
      Stack decoder = new Stack("decoder", encoder.shape());
      for (int i = hidden.size() - 1; i >= 0; i--) {
        decoder.dense(hidden.get(i)).relu();
      }
      decoder.dense(pixels);
      space.bound(decoder).reshape(input);
      return new Architecture(input, encoder.layers(), encoder.shape(), decoder.layers());
    }
  },

  /**
   * Principal component analysis: a linear encoder and decoder with the least squared error there
   * is. Not fitted by gradient descent.
   */
  PCA {
    @Override
    Architecture build(Space space, int latent, List<Integer> widths) {
      List<Integer> input = space.shape();
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
    Architecture build(Space space, int latent, List<Integer> widths) {
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
      encoder.flatten().dense(latent);
      Stack decoder = new Stack("decoder", encoder.shape());
      decoder.dense(innermost.stream().reduce(1, Math::multiplyExact)).relu().reshape(innermost);
      for (int i = channels.size() - 1; i > 0; i--) {
        decoder.convTranspose(channels.get(i - 1), kernel, shapes.get(i)).batchNorm().relu();
      }
      space.bound(decoder.convTranspose(input.get(0), kernel, input));
      return new Architecture(input, encoder.layers(), encoder.shape(), decoder.layers());
    }

    /** 32, 64, then 128 channels, until the shorter side is below 8 pixels. */
    private List<Integer> channels(int shorter) {
      List<Integer> channels = new ArrayList<>();
      int side = shorter;
      do {
        channels.add(Math.min(128, 32 << channels.size()));
        side /= 2;
      } while (side >= 6);
      return channels;
    }
  },

  /**
   * Recurrent, for windows of readings only: gated recurrent units read the window, their last
   * state becomes the latent, and others write the window from it (sequence to sequence; Malhotra
   * et al., 2016). 64 units unless told otherwise.
   */
  GRU {
    private static final int UNITS = 64;

    @Override
    Architecture build(Space space, int latent, List<Integer> widths) {
      List<Integer> input = space.shape();
      if (!space.window()) {
        throw new UserException("model gru takes windows of sensor readings, not images");
      }
      List<Integer> units = widths.isEmpty() ? List.of(UNITS) : widths;
      int innermost = units.get(units.size() - 1);
      Stack encoder = new Stack("encoder", input);
      for (int i = 0; i < units.size(); i++) {
        encoder.gru(units.get(i), i == units.size() - 1);
      }
      encoder.dense(latent);
      Stack decoder = new Stack("decoder", encoder.shape());
      decoder.dense(innermost).relu().repeat(input.get(2));
      for (int i = units.size() - 1; i >= 0; i--) {
        decoder.gru(units.get(i), false);
      }
      decoder.conv(input.get(0), Layer.Kernel.row(1, 1, 0));
      return new Architecture(input, encoder.layers(), encoder.shape(), decoder.layers());
    }
  };

  abstract Architecture build(Space space, int latent, List<Integer> widths);

  /**
   * The layers for a kind of input.
   *
   * @throws UserException if the options do not go with the input
   */
  public static Architecture architecture(ModelOptions options, ModelInput input) {
    if (options.latent() >= input.size()) {
      throw new UserException(
          "latent is %d, but %s has only %d samples; a latent must be smaller"
              .formatted(
                  options.latent(),
                  input instanceof WindowInput ? "a window" : "an image",
                  input.size()));
    }
    return options.family().build(Space.of(input), options.latent(), options.widths());
  }

  /** Its name in commands and cards. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
