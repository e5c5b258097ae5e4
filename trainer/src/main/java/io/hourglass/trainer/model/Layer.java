package io.hourglass.trainer.model;

import java.util.List;

/**
 * One step of a network. A layer says what it computes and which weights it needs; an {@link
 * Interpreter} computes it, or writes it down.
 *
 * <p>Shapes leave out the batch dimension. Weights are laid out as PyTorch and ONNX both have them.
 */
public sealed interface Layer {
  /** Unique in its network; its weights' names begin with it. */
  String name();

  /** The weights it needs. */
  default List<Parameter> parameters() {
    return List.of();
  }

  /** The shape it makes of an input's; the same, unless it says otherwise. */
  default List<Integer> output(List<Integer> input) {
    return input;
  }

  /** Hands itself to the interpreter's method for its kind. */
  <V> V apply(Interpreter<V> interpreter, V input);

  /** Name of the weights that multiply. */
  default String weight() {
    return name() + ".weight";
  }

  /** Name of the weights that are added. */
  default String bias() {
    return name() + ".bias";
  }

  /**
   * {@code y = W x + b}: {@code [inputs]} to {@code [outputs]}; weight {@code [outputs, inputs]}.
   */
  record Dense(String name, int inputs, int outputs) implements Layer {
    @Override
    public List<Parameter> parameters() {
      return List.of(
          Parameter.fitted(weight(), inputs, outputs, inputs),
          Parameter.fitted(bias(), 0, outputs));
    }

    @Override
    public List<Integer> output(List<Integer> input) {
      return List.of(outputs);
    }

    @Override
    public <V> V apply(Interpreter<V> interpreter, V input) {
      return interpreter.dense(this, input);
    }
  }

  /**
   * The patch of a convolution.
   *
   * @param height of the patch
   * @param width of the patch
   * @param strideY rows from one patch to the next
   * @param strideX the same for columns
   * @param paddingY rows of zeros above and below
   * @param paddingX the same for columns, left and right
   */
  record Kernel(int height, int width, int strideY, int strideX, int paddingY, int paddingX) {
    /** A square patch. */
    public static Kernel square(int side, int stride, int padding) {
      return new Kernel(side, side, stride, stride, padding, padding);
    }

    /** A patch of one row, for windows of sensor readings. */
    public static Kernel row(int length, int stride, int padding) {
      return new Kernel(1, length, 1, stride, 0, padding);
    }

    int area() {
      return height * width;
    }

    List<Integer> output(List<Integer> input, int channels) {
      return List.of(
          channels,
          (input.get(1) + 2 * paddingY - height) / strideY + 1,
          (input.get(2) + 2 * paddingX - width) / strideX + 1);
    }

    List<Integer> transposed(List<Integer> input, int channels) {
      return List.of(
          channels,
          (input.get(1) - 1) * strideY - 2 * paddingY + height,
          (input.get(2) - 1) * strideX - 2 * paddingX + width);
    }
  }

  /**
   * A convolution: {@code [inputs, H, W]} to {@code [outputs, H', W']} with {@code H' = (H + 2
   * padding - kernel) / stride + 1}; weight {@code [outputs, inputs, height, width]}.
   */
  record Conv(String name, int inputs, int outputs, Kernel kernel) implements Layer {
    @Override
    public List<Parameter> parameters() {
      return List.of(
          Parameter.fitted(
              weight(), inputs * kernel.area(), outputs, inputs, kernel.height(), kernel.width()),
          Parameter.fitted(bias(), 0, outputs));
    }

    @Override
    public List<Integer> output(List<Integer> input) {
      return kernel.output(input, outputs);
    }

    @Override
    public <V> V apply(Interpreter<V> interpreter, V input) {
      return interpreter.conv(this, input);
    }
  }

  /**
   * A transposed convolution: {@code [inputs, H, W]} to {@code [outputs, H', W']} with {@code H' =
   * (H - 1) stride - 2 padding + kernel + extraHeight}; weight {@code [inputs, outputs, height,
   * width]}.
   *
   * @param extraHeight rows added at the lower edge, so that an odd height comes back
   * @param extraWidth the same at the right edge
   */
  record ConvTranspose(
      String name, int inputs, int outputs, Kernel kernel, int extraHeight, int extraWidth)
      implements Layer {
    @Override
    public List<Parameter> parameters() {
      // Of the kernel's positions, only those in step with the stride meet an input pixel.
      int fanIn = Math.max(1, inputs * kernel.area() / (kernel.strideY() * kernel.strideX()));
      return List.of(
          Parameter.fitted(weight(), fanIn, inputs, outputs, kernel.height(), kernel.width()),
          Parameter.fitted(bias(), 0, outputs));
    }

    @Override
    public List<Integer> output(List<Integer> input) {
      List<Integer> plain = kernel.transposed(input, outputs);
      return List.of(outputs, plain.get(1) + extraHeight, plain.get(2) + extraWidth);
    }

    @Override
    public <V> V apply(Interpreter<V> interpreter, V input) {
      return interpreter.convTranspose(this, input);
    }
  }

  /**
   * Batch normalisation (Ioffe and Szegedy, 2015) by channel, axis 1 with the batch: {@code y = (x
   * - mean) / sqrt(variance + 1e-5) * weight + bias}.
   */
  record BatchNorm(String name, int channels) implements Layer {
    /** Added to the variance. */
    public static final double EPSILON = 1e-5;

    @Override
    public List<Parameter> parameters() {
      return List.of(
          Parameter.constant(weight(), 1, true, channels),
          Parameter.constant(bias(), 0, true, channels),
          Parameter.constant(mean(), 0, false, channels),
          Parameter.constant(variance(), 1, false, channels));
    }

    /** Name of the running means. */
    public String mean() {
      return name + ".mean";
    }

    /** Name of the running variances. */
    public String variance() {
      return name + ".variance";
    }

    @Override
    public <V> V apply(Interpreter<V> interpreter, V input) {
      return interpreter.batchNorm(this, input);
    }
  }

  /** {@code max(x, 0)}. */
  record Relu(String name) implements Layer {
    @Override
    public <V> V apply(Interpreter<V> interpreter, V input) {
      return interpreter.relu(this, input);
    }
  }

  /** {@code 1 / (1 + exp(-x))}. */
  record Sigmoid(String name) implements Layer {
    @Override
    public <V> V apply(Interpreter<V> interpreter, V input) {
      return interpreter.sigmoid(this, input);
    }
  }

  /** The same values in another shape, row-major. */
  record Reshape(String name, List<Integer> shape) implements Layer {
    public Reshape {
      shape = List.copyOf(shape);
    }

    @Override
    public List<Integer> output(List<Integer> input) {
      return shape;
    }

    @Override
    public <V> V apply(Interpreter<V> interpreter, V input) {
      return interpreter.reshape(this, input);
    }
  }

  /**
   * A layer of gated recurrent units (Cho et al., 2014, as cuDNN computes it: the reset gate acts
   * after the recurrent product) over a sequence, the oldest reading first: {@code [inputs, 1, L]}
   * to the states {@code [units, 1, L]}, or to the last of them {@code [units]}. Weights by gate,
   * reset, update, new: {@code [3 units, inputs]} and {@code [3 units, units]}.
   *
   * @param last whether only the last state counts
   */
  record Gru(String name, int inputs, int units, boolean last) implements Layer {
    @Override
    public List<Parameter> parameters() {
      return List.of(
          Parameter.fitted(weight(), 6 * units, 3L * units, inputs),
          Parameter.fitted(recurrent(), 6 * units, 3L * units, units),
          Parameter.fitted(bias(), 0, 3L * units),
          Parameter.fitted(recurrentBias(), 0, 3L * units));
    }

    /** Name of the weights from state to state. */
    public String recurrent() {
      return name + ".recurrent";
    }

    /** Name of what is added to them. */
    public String recurrentBias() {
      return name + ".recurrent.bias";
    }

    @Override
    public List<Integer> output(List<Integer> input) {
      return last ? List.of(units) : List.of(units, 1, input.get(2));
    }

    @Override
    public <V> V apply(Interpreter<V> interpreter, V input) {
      return interpreter.gru(this, input);
    }
  }

  /**
   * The same values at each of {@code length} moments: {@code [units]} to {@code [units, 1, L]}.
   */
  record Repeat(String name, int length) implements Layer {
    @Override
    public List<Integer> output(List<Integer> input) {
      return List.of(input.get(0), 1, length);
    }

    @Override
    public <V> V apply(Interpreter<V> interpreter, V input) {
      return interpreter.repeat(this, input);
    }
  }

  /**
   * Adds values of its own to each moment, so that moments can be told apart: {@code [units, 1,
   * L]}.
   */
  record Position(String name, int units, int length) implements Layer {
    @Override
    public List<Parameter> parameters() {
      return List.of(Parameter.fitted(weight(), LIKE_SMALL_NOISE, 1, units, 1, length));
    }

    /** A fan-in that makes first values small beside the readings. */
    private static final int LIKE_SMALL_NOISE = 5_000;

    @Override
    public <V> V apply(Interpreter<V> interpreter, V input) {
      return interpreter.position(this, input);
    }
  }

  /**
   * Each moment's values {@code [units, 1, L]} brought to mean 0 and variance 1, then weighted (Ba
   * et al., 2016); weight and bias {@code [units]}.
   */
  record LayerNorm(String name, int units) implements Layer {
    /** Added to the variance. */
    public static final double EPSILON = 1e-5;

    @Override
    public List<Parameter> parameters() {
      return List.of(
          Parameter.constant(weight(), 1, true, units), Parameter.constant(bias(), 0, true, units));
    }

    @Override
    public <V> V apply(Interpreter<V> interpreter, V input) {
      return interpreter.layerNorm(this, input);
    }
  }

  /**
   * Self-attention between the moments {@code [units, 1, L]} (Vaswani et al., 2017). Weights of
   * queries, keys and values, one below the other, {@code [3 units, units]}, and of what comes out,
   * {@code [units, units]}.
   *
   * @param heads that share the units evenly
   */
  record Attention(String name, int units, int length, int heads) implements Layer {
    @Override
    public List<Parameter> parameters() {
      return List.of(
          Parameter.fitted(weight(), 2 * units, 3L * units, units),
          Parameter.fitted(bias(), 0, 3L * units),
          Parameter.fitted(out(), 2 * units, units, units),
          Parameter.fitted(outBias(), 0, units));
    }

    /** Name of the weights of what comes out. */
    public String out() {
      return name + ".out";
    }

    /** Name of what is added to it. */
    public String outBias() {
      return name + ".out.bias";
    }

    /** What products of queries and keys are multiplied with. */
    public float scale() {
      return (float) (1 / Math.sqrt((double) units / heads));
    }

    @Override
    public <V> V apply(Interpreter<V> interpreter, V input) {
      return interpreter.attention(this, input);
    }
  }

  /**
   * The values at hand and those that were kept, added.
   *
   * @param kept name of the {@link Keep}
   */
  record Sum(String name, String kept) implements Layer {
    @Override
    public <V> V apply(Interpreter<V> interpreter, V input) {
      return interpreter.sum(this, input);
    }
  }

  /** The first half of the values: {@code [2 Z]} to {@code [Z]}. */
  record FirstHalf(String name, int size) implements Layer {
    /** Logarithms of variances are kept within this of 0. */
    public static final float MAX_LOG_VARIANCE = 10;

    @Override
    public List<Integer> output(List<Integer> input) {
      return List.of(size);
    }

    @Override
    public <V> V apply(Interpreter<V> interpreter, V input) {
      return interpreter.firstHalf(this, input);
    }
  }

  /** The same values, which a {@link Join} takes up again later: the start of a skip connection. */
  record Keep(String name) implements Layer {
    @Override
    public <V> V apply(Interpreter<V> interpreter, V input) {
      return interpreter.keep(this, input);
    }
  }

  /**
   * What was kept, behind the values at hand: {@code [A, H, W]} and {@code [channels, H, W]} to
   * {@code [A + channels, H, W]}.
   *
   * @param kept name of the {@link Keep}
   */
  record Join(String name, String kept, int channels) implements Layer {
    @Override
    public List<Integer> output(List<Integer> input) {
      return List.of(input.get(0) + channels, input.get(1), input.get(2));
    }

    @Override
    public <V> V apply(Interpreter<V> interpreter, V input) {
      return interpreter.join(this, input);
    }
  }

  /**
   * In training, adds noise to images: normally distributed on a grid of points 1 to {@value
   * #COARSEST} pixels apart, with values between them interpolated, so that it hides structures of
   * many sizes (coarse noise: Kascenas et al., MIDL 2022). Else the same values.
   *
   * @param deviation of the noise, where samples are in [0, 1]
   */
  record Noise(String name, double deviation) implements Layer {
    /** Pixels between the points of the coarsest grid. */
    public static final int COARSEST = 16;

    @Override
    public <V> V apply(Interpreter<V> interpreter, V input) {
      return interpreter.noise(this, input);
    }
  }

  /**
   * The mean of the square around each sample, twice; of what lies outside, nothing counts.
   *
   * @param side of the square, odd
   */
  record Blur(String name, int side) implements Layer {
    @Override
    public <V> V apply(Interpreter<V> interpreter, V input) {
      return interpreter.blur(this, input);
    }
  }

  /**
   * Hides parts of images. In training, random cells of each. Else the batch becomes {@value
   * Mask#PASSES} times as long, first as it is, then with each part of the mask hidden in turn.
   */
  record Hide(String name, Mask mask) implements Layer {
    @Override
    public <V> V apply(Interpreter<V> interpreter, V input) {
      return interpreter.hide(this, input);
    }
  }

  /** Of what {@link Hide} made several of, one image of the parts that were hidden. */
  record Reveal(String name, Mask mask) implements Layer {
    @Override
    public <V> V apply(Interpreter<V> interpreter, V input) {
      return interpreter.reveal(this, input);
    }
  }
}
