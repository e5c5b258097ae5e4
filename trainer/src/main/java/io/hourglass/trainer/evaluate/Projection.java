package io.hourglass.trainer.evaluate;

import java.util.List;

/**
 * Latents in two dimensions: their two directions of largest variance (principal components), found
 * by power iteration.
 */
public final class Projection {
  private static final int ITERATIONS = 100;

  private Projection() {}

  /**
   * Projects.
   *
   * @param points all of one length
   * @return two coordinates a point, in the points' order
   */
  public static double[][] of(List<float[]> points) {
    int size = points.get(0).length;
    double[] mean = new double[size];
    for (float[] point : points) {
      for (int i = 0; i < size; i++) {
        mean[i] += point[i] / points.size();
      }
    }
    double[] first = direction(points, mean, new double[size]);
    double[] second = direction(points, mean, first);
    double[][] projected = new double[points.size()][];
    for (int p = 0; p < projected.length; p++) {
      projected[p] =
          new double[] {dot(points.get(p), mean, first), dot(points.get(p), mean, second)};
    }
    return projected;
  }

  /** The direction of largest variance among those at a right angle to {@code other}. */
  private static double[] direction(List<float[]> points, double[] mean, double[] other) {
    double[] direction = new double[mean.length];
    for (int i = 0; i < direction.length; i++) {
      direction[i] = 1 + i % 7 * 0.1;
    }
    for (int iteration = 0; iteration < ITERATIONS; iteration++) {
      double[] next = new double[direction.length];
      for (float[] point : points) {
        double along = dot(point, mean, direction);
        for (int i = 0; i < next.length; i++) {
          next[i] += along * (point[i] - mean[i]);
        }
      }
      double overlap = 0;
      for (int i = 0; i < next.length; i++) {
        overlap += next[i] * other[i];
      }
      double norm = 0;
      for (int i = 0; i < next.length; i++) {
        next[i] -= overlap * other[i];
        norm += next[i] * next[i];
      }
      if (norm == 0) {
        return next;
      }
      for (int i = 0; i < next.length; i++) {
        direction[i] = next[i] / Math.sqrt(norm);
      }
    }
    return direction;
  }

  private static double dot(float[] point, double[] mean, double[] direction) {
    double sum = 0;
    for (int i = 0; i < direction.length; i++) {
      sum += (point[i] - mean[i]) * direction[i];
    }
    return sum;
  }
}
