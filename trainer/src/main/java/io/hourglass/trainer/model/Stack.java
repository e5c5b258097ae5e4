package io.hourglass.trainer.model;

import java.util.ArrayList;
import java.util.List;

/** Stacks layers, names them by position, and keeps track of the shape. */
final class Stack {
  private final String prefix;
  private final List<Layer> layers = new ArrayList<>();
  private List<Integer> shape;

  Stack(String prefix, List<Integer> shape) {
    this.prefix = prefix;
    this.shape = shape;
  }

  List<Layer> layers() {
    return layers;
  }

  List<Integer> shape() {
    return shape;
  }

  private Stack add(Layer layer) {
    layers.add(layer);
    shape = layer.output(shape);
    return this;
  }

  private String name() {
    return prefix + "." + layers.size();
  }

  Stack dense(int outputs) {
    return add(new Layer.Dense(name(), shape.get(0), outputs));
  }

  Stack conv(int outputs, Layer.Kernel kernel) {
    return add(new Layer.Conv(name(), shape.get(0), outputs, kernel));
  }

  /** Undoes the size change of a convolution with this kernel. */
  Stack convTranspose(int outputs, Layer.Kernel kernel, List<Integer> target) {
    List<Integer> plain = kernel.transposed(shape, outputs);
    return add(
        new Layer.ConvTranspose(
            name(),
            shape.get(0),
            outputs,
            kernel,
            target.get(1) - plain.get(1),
            target.get(2) - plain.get(2)));
  }

  Stack gru(int units, boolean last) {
    return add(new Layer.Gru(name(), shape.get(0), units, last));
  }

  Stack firstHalf() {
    return add(new Layer.FirstHalf(name(), shape.get(0) / 2));
  }

  Stack repeat(int length) {
    return add(new Layer.Repeat(name(), length));
  }

  Stack position() {
    return add(new Layer.Position(name(), shape.get(0), shape.get(2)));
  }

  /** Attention between moments, then two layers at each; both are added to what they were given. */
  Stack transformer(int heads) {
    int units = shape.get(0);
    Layer.Keep before = keep();
    add(new Layer.LayerNorm(name(), units));
    add(new Layer.Attention(name(), units, shape.get(2), heads));
    add(new Layer.Sum(name(), before.name()));
    Layer.Keep between = keep();
    add(new Layer.LayerNorm(name(), units));
    conv(2 * units, Layer.Kernel.row(1, 1, 0)).relu();
    conv(units, Layer.Kernel.row(1, 1, 0));
    return add(new Layer.Sum(name(), between.name()));
  }

  Stack noise(double deviation) {
    return add(new Layer.Noise(name(), deviation));
  }

  Stack blur(int side) {
    return add(new Layer.Blur(name(), side));
  }

  Stack hide(Mask mask) {
    return add(new Layer.Hide(name(), mask));
  }

  Stack reveal(Mask mask) {
    return add(new Layer.Reveal(name(), mask));
  }

  /** Starts a skip connection. */
  Layer.Keep keep() {
    Layer.Keep keep = new Layer.Keep(name());
    add(keep);
    return keep;
  }

  /** Ends a skip connection that has so many channels. */
  Stack join(Layer.Keep kept, int channels) {
    return add(new Layer.Join(name(), kept.name(), channels));
  }

  Stack batchNorm() {
    return add(new Layer.BatchNorm(name(), shape.get(0)));
  }

  Stack relu() {
    return add(new Layer.Relu(name()));
  }

  Stack activation(Activation activation) {
    return activation == Activation.RELU ? relu() : sigmoid();
  }

  Stack sigmoid() {
    return add(new Layer.Sigmoid(name()));
  }

  Stack reshape(List<Integer> to) {
    return add(new Layer.Reshape(name(), to));
  }

  Stack flatten() {
    return reshape(List.of(shape.stream().reduce(1, Math::multiplyExact)));
  }
}
