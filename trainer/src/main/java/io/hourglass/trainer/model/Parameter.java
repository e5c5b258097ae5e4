package io.hourglass.trainer.model;

import java.util.Arrays;
import java.util.Random;

/**
 * Weights that a layer needs.
 *
 * @param name unique in the network
 * @param shape their dimensions
 * @param fanIn inputs that meet in one output, for the first random values; 0: start from {@code
 *     constant}
 * @param constant the first value where {@code fanIn} is 0
 * @param trainable whether gradient descent changes them
 */
public record Parameter(String name, long[] shape, int fanIn, float constant, boolean trainable) {

  static Parameter fitted(String name, int fanIn, long... shape) {
    return new Parameter(name, shape, fanIn, 0, true);
  }

  static Parameter constant(String name, float constant, boolean trainable, long... shape) {
    return new Parameter(name, shape, 0, constant, trainable);
  }

  /** Number of values. */
  public int count() {
    return (int) Arrays.stream(shape).reduce(1, Math::multiplyExact);
  }

  /** Values to start from: uniform, with the variance 2 / fan-in (He et al., 2015). */
  Weight initial(Random random) {
    float[] values = new float[count()];
    double bound = fanIn == 0 ? 0 : Math.sqrt(6.0 / fanIn);
    for (int i = 0; i < values.length; i++) {
      values[i] = fanIn == 0 ? constant : (float) ((2 * random.nextDouble() - 1) * bound);
    }
    return new Weight(shape, values);
  }
}
