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

  /** The shape it makes of an input's. */
  List<Integer> output(List<Integer> input);

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
   * A convolution: {@code [inputs, H, W]} to {@code [outputs, H', W']} with {@code H' = (H + 2
   * padding - kernel) / stride + 1}; weight {@code [outputs, inputs, kernel, kernel]}.
   */
  record Conv(String name, int inputs, int outputs, int kernel, int stride, int padding)
      implements Layer {
    @Override
    public List<Parameter> parameters() {
      return List.of(
          Parameter.fitted(weight(), inputs * kernel * kernel, outputs, inputs, kernel, kernel),
          Parameter.fitted(bias(), 0, outputs));
    }

    @Override
    public List<Integer> output(List<Integer> input) {
      return List.of(outputs, side(input.get(1)), side(input.get(2)));
    }

    private int side(int side) {
      return (side + 2 * padding - kernel) / stride + 1;
    }

    @Override
    public <V> V apply(Interpreter<V> interpreter, V input) {
      return interpreter.conv(this, input);
    }
  }

  /**
   * A transposed convolution: {@code [inputs, H, W]} to {@code [outputs, H', W']} with {@code H' =
   * (H - 1) stride - 2 padding + kernel + extraHeight}; weight {@code [inputs, outputs, kernel,
   * kernel]}.
   *
   * @param extraHeight rows added at the lower edge, so that an odd height comes back
   * @param extraWidth the same at the right edge
   */
  record ConvTranspose(
      String name,
      int inputs,
      int outputs,
      int kernel,
      int stride,
      int padding,
      int extraHeight,
      int extraWidth)
      implements Layer {
    @Override
    public List<Parameter> parameters() {
      // Of the kernel's positions, only those in step with the stride meet an input pixel.
      int fanIn = Math.max(1, inputs * kernel * kernel / (stride * stride));
      return List.of(
          Parameter.fitted(weight(), fanIn, inputs, outputs, kernel, kernel),
          Parameter.fitted(bias(), 0, outputs));
    }

    @Override
    public List<Integer> output(List<Integer> input) {
      return List.of(outputs, side(input.get(1), extraHeight), side(input.get(2), extraWidth));
    }

    private int side(int side, int extra) {
      return (side - 1) * stride - 2 * padding + kernel + extra;
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
    public List<Integer> output(List<Integer> input) {
      return input;
    }

    @Override
    public <V> V apply(Interpreter<V> interpreter, V input) {
      return interpreter.batchNorm(this, input);
    }
  }

  /** {@code max(x, 0)}. */
  record Relu(String name) implements Layer {
    @Override
    public List<Integer> output(List<Integer> input) {
      return input;
    }

    @Override
    public <V> V apply(Interpreter<V> interpreter, V input) {
      return interpreter.relu(this, input);
    }
  }

  /** {@code 1 / (1 + exp(-x))}. */
  record Sigmoid(String name) implements Layer {
    @Override
    public List<Integer> output(List<Integer> input) {
      return input;
    }

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
}
