package io.hourglass.trainer.evaluate;

/**
 * How well errors rank anomalous pixels above normal ones, in bounded memory: errors that agree in
 * their first 13 binary digits count as equal.
 */
final class PixelRanking {
  private static final int SHIFT = 11;

  private final long[] normal = new long[1 << (Integer.SIZE - 1 - SHIFT)];
  private final long[] anomalous = new long[normal.length];

  /**
   * Adds an image.
   *
   * @param errors by pixel, 0 or more
   * @param masked which of the pixels are anomalous
   */
  void add(float[] errors, boolean[] masked) {
    for (int i = 0; i < errors.length; i++) {
      // The bits of positive numbers are in the order of the numbers.
      int bin = Float.floatToIntBits(Math.max(0, errors[i])) >>> SHIFT;
      (masked[i] ? anomalous : normal)[bin]++;
    }
  }

  /**
   * The area under the ROC curve: the probability that the error of an anomalous pixel is higher
   * than that of a normal one, equal errors counted half; NaN if there are none of one kind.
   */
  double area() {
    double below = 0;
    double pairs = 0;
    double total = 0;
    for (int bin = 0; bin < normal.length; bin++) {
      pairs += anomalous[bin] * (below + normal[bin] / 2.0);
      below += normal[bin];
      total += anomalous[bin];
    }
    return pairs / below / total;
  }

  /** The mean of the square around each pixel {@code [H, W]}; of what lies outside, nothing. */
  static float[] smooth(float[] errors, int width, int side) {
    int height = errors.length / width;
    return lines(lines(errors, height, width, width, 1, side), width, height, 1, width, side);
  }

  /** Along lines that begin {@code next} apart, and whose pixels are {@code step} apart. */
  private static float[] lines(
      float[] errors, int lines, int length, int next, int step, int side) {
    float[] means = new float[errors.length];
    int reach = side / 2;
    for (int line = 0; line < lines; line++) {
      double sum = 0;
      int from = 0;
      int to = 0;
      for (int i = 0; i < length; i++) {
        while (to < Math.min(length, i + reach + 1)) {
          sum += errors[line * next + to++ * step];
        }
        while (from < i - reach) {
          sum -= errors[line * next + from++ * step];
        }
        means[line * next + i * step] = (float) (sum / (to - from));
      }
    }
    return means;
  }
}
