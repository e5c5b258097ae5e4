package io.hourglass.bench;

import java.util.stream.DoubleStream;

/** The value in the middle. */
public final class Median {
  private Median() {}

  /** Of an even number of values the mean of the two in the middle; NaN of none. */
  public static double of(DoubleStream values) {
    double[] sorted = values.sorted().toArray();
    return sorted.length == 0
        ? Double.NaN
        : (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }
}
