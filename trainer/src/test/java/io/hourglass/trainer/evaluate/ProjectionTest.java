package io.hourglass.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ProjectionTest {
  @Test
  void findsTheTwoDirectionsOfLargestVariance() {
    // Variance 100 along (0.6, 0.8, 0), 9 along (0, 0, 1), 0.01 along the third.
    Random random = new Random(1);
    List<float[]> points = new ArrayList<>();
    List<double[]> truth = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      double a = 10 * random.nextGaussian();
      double b = 3 * random.nextGaussian();
      double c = 0.1 * random.nextGaussian();
      truth.add(new double[] {a, b});
      points.add(
          new float[] {(float) (5 + 0.6 * a - 0.8 * c), (float) (0.8 * a + 0.6 * c), (float) b});
    }

    double[][] projected = Projection.of(points);

    for (int axis = 0; axis < 2; axis++) {
      assertThat(Math.abs(correlation(projected, truth, axis))).isCloseTo(1, within(0.01));
    }
  }

  @Test
  void survivesEqualPoints() {
    double[][] projected = Projection.of(List.of(new float[] {1, 2}, new float[] {1, 2}));
    assertThat(projected).isDeepEqualTo(new double[][] {{0, 0}, {0, 0}});
  }

  private static double correlation(double[][] projected, List<double[]> truth, int axis) {
    double product = 0;
    double first = 0;
    double second = 0;
    for (int i = 0; i < projected.length; i++) {
      product += projected[i][axis] * truth.get(i)[axis];
      first += projected[i][axis] * projected[i][axis];
      second += truth.get(i)[axis] * truth.get(i)[axis];
    }
    return product / Math.sqrt(first * second);
  }
}
