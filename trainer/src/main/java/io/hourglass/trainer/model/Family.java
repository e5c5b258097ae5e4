package io.hourglass.trainer.model;

import io.hourglass.cli.UserException;
import io.hourglass.model.ModelInput;
import io.hourglass.model.WindowInput;
import java.util.List;
import java.util.Locale;

/** The kinds of autoencoders. */
public enum Family {
  /**
   * Fully connected: the deep autoencoder of Hinton and Salakhutdinov (Science, 2006),
   * 2000-1000-500 hidden units unless told otherwise, rectified linear ones or, as in the paper,
   * logistic ones.
   */
  MLP {
    @Override
    Architecture build(Space space, ModelOptions options) {
      List<Integer> input = space.shape();
      List<Integer> hidden = options.widths().isEmpty() ? space.hidden() : options.widths();
      Stack encoder = new Stack("encoder", input).flatten();
      int pixels = encoder.shape().get(0);
      hidden.forEach(units -> encoder.dense(units).activation(options.activation()));
      encoder.dense(options.latentVector());
      Stack decoder = new Stack("decoder", encoder.shape());
      for (int i = hidden.size() - 1; i >= 0; i--) {
        decoder.dense(hidden.get(i)).activation(options.activation());
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
    Architecture build(Space space, ModelOptions options) {
      List<Integer> input = space.shape();
      Stack encoder = new Stack("encoder", input).flatten();
      int pixels = encoder.shape().get(0);
      encoder.dense(options.latentVector());
      Stack decoder = new Stack("decoder", encoder.shape()).dense(pixels).reshape(input);
      return new Architecture(input, encoder.layers(), encoder.shape(), decoder.layers());
    }
  },

  /**
   * Convolutional: each convolution halves height and width, a dense layer makes the latent, and
   * transposed convolutions undo it all. Batch normalisation after each.
   */
  CONV {
    @Override
    Architecture build(Space space, ModelOptions options) {
      return Convolutions.architecture(space, options, false);
    }
  },

  /**
   * Variational (Kingma and Welling, 2014): as {@link #CONV}, but the encoder tells a distribution
   * of latents, from which training draws; the latent is its mean.
   */
  VAE {
    @Override
    Architecture build(Space space, ModelOptions options) {
      return Convolutions.architecture(space, options, true);
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
    Architecture build(Space space, ModelOptions options) {
      List<Integer> input = space.shape();
      if (!space.window()) {
        throw new UserException("model gru takes windows of sensor readings, not images");
      }
      List<Integer> units = options.widths().isEmpty() ? List.of(UNITS) : options.widths();
      int innermost = units.get(units.size() - 1);
      Stack encoder = new Stack("encoder", input);
      for (int i = 0; i < units.size(); i++) {
        encoder.gru(units.get(i), i == units.size() - 1);
      }
      encoder.dense(options.latentVector());
      Stack decoder = new Stack("decoder", encoder.shape());
      decoder.dense(innermost).relu().repeat(input.get(2));
      for (int i = units.size() - 1; i >= 0; i--) {
        decoder.gru(units.get(i), false);
      }
      decoder.conv(input.get(0), Layer.Kernel.row(1, 1, 0));
      return new Architecture(input, encoder.layers(), encoder.shape(), decoder.layers());
    }
  },

  /**
   * A small Transformer (Vaswani et al., 2017), for windows of readings only: blocks of attention
   * between all moments of a window and layers at each, down to a latent and up again. 32 units
   * unless told otherwise, by one width.
   */
  TRANSFORMER {
    private static final int UNITS = 32;
    private static final int HEADS = 4;
    private static final int BLOCKS = 2;

    @Override
    Architecture build(Space space, ModelOptions options) {
      List<Integer> input = space.shape();
      if (!space.window()) {
        throw new UserException("model transformer takes windows of sensor readings, not images");
      }
      int units = options.widths().isEmpty() ? UNITS : options.widths().get(0);
      if (options.widths().size() > 1 || units % HEADS != 0) {
        throw new UserException(
            "widths is %s; for transformer allowed is one number of units, a multiple of %d"
                .formatted(options.widths(), HEADS));
      }
      Layer.Kernel each = Layer.Kernel.row(1, 1, 0);
      Stack encoder = new Stack("encoder", input).conv(units, each).position();
      List<Integer> moments = encoder.shape();
      for (int i = 0; i < BLOCKS; i++) {
        encoder.transformer(HEADS);
      }
      encoder.flatten().dense(options.latentVector());
      Stack decoder = new Stack("decoder", encoder.shape());
      decoder.dense(units * input.get(2)).reshape(moments).position();
      for (int i = 0; i < BLOCKS; i++) {
        decoder.transformer(HEADS);
      }
      decoder.conv(input.get(0), each);
      return new Architecture(input, encoder.layers(), encoder.shape(), decoder.layers());
    }
  },

  /**
   * A restorer with skip connections that takes noise of many sizes out of images (Kascenas et al.,
   * MIDL 2022): it was trained to give the images that the noise was put on.
   */
  DENOISE {
    private static final double DEVIATION = 0.2;

    @Override
    Architecture build(Space space, ModelOptions options) {
      return new UNet(space, options)
          .architecture(encoder -> encoder.noise(DEVIATION), decoder -> decoder);
    }
  },

  /**
   * A restorer with skip connections that fills in what it cannot see (Zavrtanik et al., Pattern
   * Recognition 2021): of an image, each of three parts is hidden in turn, and what was hidden is
   * compared.
   */
  INPAINT {
    @Override
    Architecture build(Space space, ModelOptions options) {
      List<Integer> shape = space.shape();
      int cell = Math.max(2, space.side(shape) / 16);
      Mask mask = new Mask(shape.get(1), shape.get(2), cell);
      return new UNet(space, options)
          .architecture(encoder -> encoder.hide(mask), decoder -> decoder.reveal(mask));
    }
  },

  /**
   * A restorer with skip connections that makes blurred images sharp: it sees each image blurred
   * only, and the fine structure that it adds is that of normal images.
   */
  DEBLUR {
    @Override
    Architecture build(Space space, ModelOptions options) {
      int side = Math.max(3, space.side(space.shape()) / 16 / 2 * 2 + 1);
      return new UNet(space, options)
          .architecture(encoder -> encoder.blur(side), decoder -> decoder);
    }
  };

  abstract Architecture build(Space space, ModelOptions options);

  /**
   * The layers for a kind of input.
   *
   * @throws UserException if the options do not go with the input
   */
  public static Architecture architecture(ModelOptions options, ModelInput input) {
    if (options.latentSize() >= input.size()) {
      throw new UserException(
          "latent is %s, but %s has only %d samples; a latent must be smaller"
              .formatted(
                  ModelOptions.text(options.latent()),
                  input instanceof WindowInput ? "a window" : "an image",
                  input.size()));
    }
    return options.family().build(Space.of(input), options);
  }

  /** Its name in commands and cards. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
