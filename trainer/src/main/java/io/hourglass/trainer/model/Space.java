package io.hourglass.trainer.model;

import io.hourglass.model.ImageInput;
import io.hourglass.model.ModelInput;
import io.hourglass.model.WindowInput;
import java.util.List;

/**
 * Where a network's inputs live. Windows of readings {@code [C, L]} are images of one row, {@code
 * [C, 1, L]}; images have samples in [0, 1], readings are not bounded.
 *
 * @param shape {@code [C, H, W]}
 * @param window whether it is windows
 */
record Space(List<Integer> shape, boolean window) {

  static Space of(ModelInput input) {
    if (input instanceof WindowInput window) {
      return new Space(List.of(window.channels().size(), 1, window.length()), true);
    }
    ImageInput image = (ImageInput) input;
    return new Space(List.of(image.channels(), image.height(), image.width()), false);
  }

  /** Units of hidden layers, unless told otherwise. */
  List<Integer> hidden() {
    return window ? List.of(256, 64) : List.of(2000, 1000, 500);
  }

  Layer.Kernel kernel(int side, int stride, int padding) {
    return window
        ? Layer.Kernel.row(side, stride, padding)
        : Layer.Kernel.square(side, stride, padding);
  }

  /** The side that halving makes too short first. */
  int side(List<Integer> shape) {
    return window ? shape.get(2) : Math.min(shape.get(1), shape.get(2));
  }

  /** Ends a decoder: where samples lie in [0, 1], so must what is restored. */
  Stack bound(Stack decoder) {
    return window ? decoder : decoder.sigmoid();
  }

  @Override
  public String toString() {
    return window
        ? "windows of %d readings".formatted(shape.get(2))
        : "images of %dx%d".formatted(shape.get(2), shape.get(1));
  }
}
