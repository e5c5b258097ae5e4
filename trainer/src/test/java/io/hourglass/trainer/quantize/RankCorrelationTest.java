package io.hourglass.trainer.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RankCorrelationTest {
  @Test
  void isOneForTheSameOrderAndMinusOneForTheOpposite() {
    assertThat(RankCorrelation.of(new double[] {1, 2, 3}, new double[] {0, 10, 1000})).isEqualTo(1);
    assertThat(RankCorrelation.of(new double[] {1, 2, 3}, new double[] {3, 2, 1})).isEqualTo(-1);
  }

  /** By hand: ranks 0 1 2 3 and 1 0 2 3 differ by 1, 1, 0, 0; 1 - 6 * 2 / (4 * 15) = 0.8. */
  @Test
  void countsHowFarRanksAreApart() {
    assertThat(RankCorrelation.of(new double[] {1, 2, 3, 4}, new double[] {6, 5, 7, 8}))
        .isCloseTo(0.8, within(1e-12));
  }

  /** By hand: ranks 0.5 0.5 2 and 0 1 2 have covariance 1.5 and variances 1.5 and 2. */
  @Test
  void equalValuesShareTheirRank() {
    assertThat(RankCorrelation.of(new double[] {1, 1, 2}, new double[] {1, 2, 3}))
        .isCloseTo(1.5 / Math.sqrt(1.5 * 2), within(1e-12));
  }
}
