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

  Stack conv(int outputs, int kernel, int stride, int padding) {
    return add(new Layer.Conv(name(), shape.get(0), outputs, kernel, stride, padding));
  }

  /** Undoes the size change of a convolution with this kernel, stride and padding. */
  Stack convTranspose(int outputs, int kernel, int stride, int padding, List<Integer> target) {
    int height = (shape.get(1) - 1) * stride - 2 * padding + kernel;
    int width = (shape.get(2) - 1) * stride - 2 * padding + kernel;
    return add(
        new Layer.ConvTranspose(
            name(),
            shape.get(0),
            outputs,
            kernel,
            stride,
            padding,
            target.get(1) - height,
            target.get(2) - width));
  }

  Stack batchNorm() {
    return add(new Layer.BatchNorm(name(), shape.get(0)));
  }

  Stack relu() {
    return add(new Layer.Relu(name()));
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
