package io.hourglass.trainer.evaluate;

import java.util.List;
import java.util.Random;

/**
 * Latents in two dimensions such that near ones stay near: t-SNE (van der Maaten and Hinton, JMLR
 * 2008), exact, so for a thousand points or so.
 */
public final class NeighbourEmbedding {
  private static final double PERPLEXITY = 30;
  private static final int ITERATIONS = 400;
  private static final int EXAGGERATED = 100;
  private static final double EXAGGERATION = 4;

  private NeighbourEmbedding() {}

  /**
   * Embeds.
   *
   * @param points all of one length, at least 4
   * @param seed of the first places
   * @return two coordinates a point, in the points' order
   */
  public static double[][] of(List<float[]> points, long seed) {
    int count = points.size();
    double[][] near = neighbourhoods(points, Math.min(PERPLEXITY, (count - 1) / 3.0));
    double rate = Math.max(50, count / EXAGGERATION / 4);
    Random random = new Random(seed);
    double[][] at = new double[count][2];
    double[][] speed = new double[count][2];
    for (double[] place : at) {
      place[0] = 1e-4 * random.nextGaussian();
      place[1] = 1e-4 * random.nextGaussian();
    }
    for (int iteration = 0; iteration < ITERATIONS; iteration++) {
      double pull = iteration < EXAGGERATED ? EXAGGERATION : 1;
      double momentum = iteration < EXAGGERATED ? 0.5 : 0.8;
      double[][] slope = slope(near, at, pull);
      for (int i = 0; i < count; i++) {
        for (int d = 0; d < 2; d++) {
          speed[i][d] = momentum * speed[i][d] - rate * slope[i][d];
          at[i][d] += speed[i][d];
        }
      }
    }
    return at;
  }

  /** How the divergence of the two sets of neighbourhoods changes with each place. */
  private static double[][] slope(double[][] near, double[][] at, double pull) {
    int count = at.length;
    double[][] closeness = new double[count][count];
    double sum = 0;
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < i; j++) {
        double x = at[i][0] - at[j][0];
        double y = at[i][1] - at[j][1];
        double close = 1 / (1 + x * x + y * y);
        closeness[i][j] = close;
        sum += 2 * close;
      }
    }
    double[][] slope = new double[count][2];
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < i; j++) {
        double close = closeness[i][j];
        double force = 4 * (pull * near[i][j] - close / sum) * close;
        for (int d = 0; d < 2; d++) {
          double along = force * (at[i][d] - at[j][d]);
          slope[i][d] += along;
          slope[j][d] -= along;
        }
      }
    }
    return slope;
  }

  /** The probability of each pair to be neighbours, below the diagonal. */
  private static double[][] neighbourhoods(List<float[]> points, double perplexity) {
    int count = points.size();
    double[][] one = new double[count][];
    for (int i = 0; i < count; i++) {
      one[i] = neighbourhood(distances(points, i), i, Math.log(perplexity));
    }
    double[][] both = new double[count][count];
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < i; j++) {
        both[i][j] = Math.max(1e-12, (one[i][j] + one[j][i]) / (2 * count));
      }
    }
    return both;
  }

  private static double[] distances(List<float[]> points, int from) {
    double[] distances = new double[points.size()];
    for (int j = 0; j < distances.length; j++) {
      for (int d = 0; d < points.get(j).length; d++) {
        double off = points.get(from)[d] - points.get(j)[d];
        distances[j] += off * off;
      }
    }
    return distances;
  }

  /** A normal distribution around a point, as wide as its entropy is to be. */
  private static double[] neighbourhood(double[] distances, int self, double entropy) {
    double precision = 1;
    double low = 0;
    double high = Double.POSITIVE_INFINITY;
    double[] shares = new double[distances.length];
    for (int trial = 0; trial < 60; trial++) {
      double nearest = Double.POSITIVE_INFINITY;
      for (int j = 0; j < distances.length; j++) {
        nearest = j == self ? nearest : Math.min(nearest, distances[j]);
      }
      double sum = 0;
      double weighted = 0;
      for (int j = 0; j < distances.length; j++) {
        double off = distances[j] - nearest;
        shares[j] = j == self ? 0 : Math.exp(-precision * off);
        sum += shares[j];
        weighted += shares[j] * off;
      }
      double reached = Math.log(sum) + precision * weighted / sum;
      for (int j = 0; j < shares.length; j++) {
        shares[j] /= sum;
      }
      if (Math.abs(reached - entropy) < 1e-5) {
        break;
      }
      if (reached > entropy) {
        low = precision;
        precision = Double.isInfinite(high) ? 2 * precision : (low + high) / 2;
      } else {
        high = precision;
        precision = (low + high) / 2;
      }
    }
    return shares;
  }
}
