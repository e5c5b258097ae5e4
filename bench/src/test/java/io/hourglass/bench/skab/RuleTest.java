package io.hourglass.bench.skab;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RuleTest {
  private static final double[] ENDING = {0, 3, 3, 3, 0, 3};

  @Test
  void theWindowThatEndsWithAReadingIsItsScore() {
    assertThat(new Rule(false, false, 1).byReading(ENDING, 3)).isEqualTo(ENDING);
  }

  @Test
  void aReadingIsOverTheLimitIfEveryWindowThatHoldsItIs() {
    assertThat(new Rule(false, true, 1).byReading(ENDING, 3)).containsExactly(0, 3, 0, 0, 0, 3);
  }

  @Test
  void aLimitIsInUnitsOfWhatIsNormal() {
    assertThat(new Rule(false, false, 2).inLimits(new double[] {1, 12}, new double[] {3, 1, 2}))
        .containsExactly(1 / 6.0, 2);
  }
}
