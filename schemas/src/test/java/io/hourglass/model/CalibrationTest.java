package io.hourglass.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Percentage.withPercentage;

import io.hourglass.model.Calibration.Tail;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class CalibrationTest {
  private static Calibration calibration(double shape) {
    return new Calibration(1000, List.of(1.0, 2.0, 4.0), new Tail(0.1, shape, 0.5), 0.01);
  }

  @Test
  void readsTheBodyOffTheQuantiles() {
    assertThat(calibration(0).probability(0.5)).isEqualTo(1);
    assertThat(calibration(0).probability(2)).isEqualTo(0.55);
    assertThat(calibration(0).probability(3)).isCloseTo(0.325, withPercentage(0.001));
    assertThat(calibration(0).probability(4)).isCloseTo(0.1, withPercentage(0.001));
  }

  @Test
  void continuesWithAParetoTail() {
    assertThat(calibration(0).probability(4.5)).isCloseTo(0.1 * Math.exp(-1), withPercentage(1e-6));
    assertThat(calibration(0.5).probability(4.5))
        .isCloseTo(0.1 * Math.pow(1.5, -2), withPercentage(1e-6));
    assertThat(calibration(-0.5).probability(5.0))
        .as("a tail of negative shape ends at start + scale / -shape")
        .isEqualTo(Calibration.MIN_PROBABILITY);
  }

  @Property
  void thresholdAndProbabilityAreEachOthersInverse(
      @ForAll @DoubleRange(min = 0.01, max = 9) double decades,
      @ForAll @DoubleRange(min = -0.4, max = 0.6) double shape) {
    Calibration calibration = calibration(shape);
    double rate = Math.pow(10, -decades);
    assertThat(calibration.probability(calibration.threshold(rate)))
        .isCloseTo(rate, withPercentage(0.01));
  }

  @Property
  void probabilityFallsAsTheScoreRises(
      @ForAll @DoubleRange(min = 0, max = 20) double a,
      @ForAll @DoubleRange(min = 0, max = 20) double b,
      @ForAll @DoubleRange(min = -0.4, max = 0.6) double shape) {
    Calibration calibration = calibration(shape);
    assertThat(calibration.probability(Math.min(a, b)))
        .isGreaterThanOrEqualTo(calibration.probability(Math.max(a, b)))
        .isBetween(Calibration.MIN_PROBABILITY, 1.0);
  }

  @Test
  void countsEqualScoresAsAtLeastThatHigh() {
    var ties = new Calibration(10, List.of(1.0, 1.0, 1.0, 2.0), new Tail(0.1, 0, 1), 0.01);
    assertThat(ties.probability(1)).isEqualTo(1);
  }

  @Test
  void refusesWhatCannotBe() {
    assertThatThrownBy(() -> calibration(0).threshold(0))
        .hasMessageContaining("a false-alarm rate of 0.0 cannot be");
    assertThatThrownBy(() -> new Tail(0, 0, 1)).hasMessageContaining("0 < fraction < 1");
    assertThatThrownBy(() -> new Calibration(1, List.of(2.0, 1.0), new Tail(0.1, 0, 1), 0))
        .hasMessageContaining("must ascend");
  }
}
