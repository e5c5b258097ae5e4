package io.hourglass.trainer.quantize;

/**
 * The values that an activation took, which become the unsigned integers 0 to 255.
 *
 * @param min at most 0
 * @param max at least 0
 */
record Range(float min, float max) {
  private static final int LEVELS = 255;

  static final Range EMPTY = new Range(0, 0);

  /** A range that holds this one and another; zero is always in it, so that it stays exact. */
  Range with(float low, float high) {
    return new Range(Math.min(min, low), Math.max(max, high));
  }

  /** What one step of the integer is worth. */
  float scale() {
    return max > min ? (max - min) / LEVELS : 1;
  }

  /** The integer that stands for 0. */
  byte zeroPoint() {
    return (byte) Math.round(-min / scale());
  }
}
