package io.hourglass.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PixelRankingTest {

  @Test
  void agreesWithTheCurveOfAllPixels() {
    Random random = new Random(4);
    PixelRanking ranking = new PixelRanking();
    double[] normal = new double[3000];
    double[] anomalous = new double[1000];
    float[] errors = new float[4000];
    boolean[] masked = new boolean[4000];
    for (int i = 0; i < errors.length; i++) {
      masked[i] = i % 4 == 0;
      errors[i] = (float) Math.abs(random.nextGaussian() * (masked[i] ? 2 : 1));
      if (masked[i]) {
        anomalous[i / 4] = errors[i];
      } else {
        normal[i - i / 4 - 1] = errors[i];
      }
    }
    ranking.add(errors, masked);

    assertThat(ranking.area()).isCloseTo(RocCurve.of(normal, anomalous).area(), within(1e-4));
  }

  @Test
  void equalErrorsCountHalf() {
    PixelRanking ranking = new PixelRanking();
    ranking.add(new float[] {0, 0, 0}, new boolean[] {true, false, false});
    assertThat(ranking.area()).isEqualTo(0.5);
  }

  @Test
  void smoothsWithWhatIsThere() {
    float[] errors = {9, 0, 0, 0, 0, 0};
    assertThat(PixelRanking.smooth(errors, 3, 1)).containsExactly(errors);
    assertThat(PixelRanking.smooth(errors, 3, 3))
        .containsExactly(new float[] {2.25f, 1.5f, 0, 2.25f, 1.5f, 0}, within(1e-6f));
  }
}
