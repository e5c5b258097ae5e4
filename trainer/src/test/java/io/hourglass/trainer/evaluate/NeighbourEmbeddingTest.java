package io.hourglass.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NeighbourEmbeddingTest {
  private static final int GROUPS = 4;

  /** Points around four centres, in ten dimensions. */
  private static List<float[]> points(int count) {
    Random random = new Random(2);
    List<float[]> points = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float[] point = new float[10];
      for (int d = 0; d < point.length; d++) {
        point[d] = (float) random.nextGaussian() + (d == i % GROUPS ? 12 : 0);
      }
      points.add(point);
    }
    return points;
  }

  @Test
  void nearestNeighboursStayInTheirGroup() {
    double[][] at = NeighbourEmbedding.of(points(160), 1);

    for (int i = 0; i < at.length; i++) {
      int nearest = -1;
      double least = Double.POSITIVE_INFINITY;
      for (int j = 0; j < at.length; j++) {
        double distance = Math.hypot(at[i][0] - at[j][0], at[i][1] - at[j][1]);
        if (j != i && distance < least) {
          least = distance;
          nearest = j;
        }
      }
      assertThat(nearest % GROUPS).as("neighbour of " + i).isEqualTo(i % GROUPS);
    }
  }

  @Test
  void equalPointsAndFewPointsAreNoProblem() {
    List<float[]> equal = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      equal.add(new float[3]);
    }
    for (double[] place : NeighbourEmbedding.of(equal, 1)) {
      assertThat(place).doesNotContain(Double.NaN);
    }
  }
}
