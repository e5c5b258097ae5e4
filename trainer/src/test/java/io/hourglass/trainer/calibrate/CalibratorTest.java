package io.hourglass.trainer.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hourglass.model.Calibration;
import io.hourglass.model.Inference;
import io.hourglass.model.Output;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.api.Test;

class CalibratorTest {
  /** What reconstruction errors look like: skewed, above 0. */
  private static double logNormal(Random random) {
    return 0.01 * Math.exp(0.4 * random.nextGaussian());
  }

  private static double[] draw(int count, long seed, ToDoubleFunction<Random> distribution) {
    Random random = new Random(seed);
    double[] drawn = new double[count];
    Arrays.setAll(drawn, i -> distribution.applyAsDouble(random));
    return drawn;
  }

  @Property(tries = 200)
  void thresholdAndProbabilityUndoEachOther(
      @ForAll long seed,
      @ForAll @IntRange(min = 20, max = 2000) int samples,
      @ForAll @DoubleRange(min = 1e-5, max = 0.99) @Scale(5) double rate) {
    Calibration calibration =
        Calibrator.calibrate(draw(samples, seed, CalibratorTest::logNormal), 1);

    assertThat(calibration.probability(calibration.threshold(rate))).isCloseTo(rate, within(1e-6));
  }

  @Property(tries = 200)
  void aHigherScoreIsNeverMoreProbable(
      @ForAll long seed,
      @ForAll @DoubleRange(min = 0, max = 0.2) @Scale(5) double low,
      @ForAll @DoubleRange(min = 0, max = 0.2) @Scale(5) double high) {
    Calibration calibration = Calibrator.calibrate(draw(300, seed, CalibratorTest::logNormal), 1);

    assertThat(calibration.probability(Math.max(low, high)))
        .isLessThanOrEqualTo(calibration.probability(Math.min(low, high)));
  }

  @Test
  void freshNormalScoresRaiseAboutAsManyAlarmsAsAskedFor() {
    int fresh = 100_000;
    int calibrations = 40;
    double[] rates = {0.2, 0.05, 0.01, 0.001};
    double[] mean = new double[rates.length];
    for (int seed = 0; seed < calibrations; seed++) {
      Calibration calibration = Calibrator.calibrate(draw(600, seed, CalibratorTest::logNormal), 1);
      double[] scores = draw(fresh, seed + 1000, CalibratorTest::logNormal);
      for (int i = 0; i < rates.length; i++) {
        double threshold = calibration.threshold(rates[i]);
        double alarms = Arrays.stream(scores).filter(score -> score > threshold).count();
        mean[i] += alarms / fresh / calibrations;
        // One calibration of 600 scores knows a rate only as well as 600 scores can tell it.
        assertThat(alarms / fresh)
            .as("seed %d, rate %s", seed, rates[i])
            .isLessThan(rates[i] + 4 * Math.sqrt(rates[i] / 600));
      }
    }
    for (int i = 0; i < rates.length; i++) {
      assertThat(mean[i] / rates[i]).as("rate %s", rates[i]).isBetween(0.7, 1.4);
    }
  }

  @Test
  void findsTheTailOfAnExponentialDistribution() {
    Calibration calibration =
        Calibrator.calibrate(draw(50_000, 3, random -> -Math.log(1 - random.nextDouble())), 1);

    assertThat(calibration.tail().shape()).isCloseTo(0, within(0.05));
    assertThat(calibration.tail().scale()).isCloseTo(1, within(0.05));
    assertThat(calibration.threshold(1e-4)).isCloseTo(-Math.log(1e-4), within(0.6));
  }

  @Test
  void findsAHeavyTail() {
    // 1 - F(x) = (1 + x)^-4: generalised Pareto with shape 1/4 above any threshold.
    Calibration calibration =
        Calibrator.calibrate(
            draw(50_000, 3, random -> Math.pow(1 - random.nextDouble(), -0.25) - 1), 1);

    assertThat(calibration.tail().shape()).isCloseTo(0.25, within(0.07));
  }

  @Test
  void everyScoreSeenIsPossible() {
    // Evenly spread scores have no tail; a fitted one that ends below the largest is wrong.
    for (int seed = 0; seed < 200; seed++) {
      double[] scores = draw(60, seed, Random::nextDouble);
      Calibration calibration = Calibrator.calibrate(scores, 1);
      double highest = Arrays.stream(scores).max().orElseThrow();
      assertThat(calibration.probability(highest))
          .as("seed %d", seed)
          .isGreaterThan(Calibration.MIN_PROBABILITY);
    }
  }

  @Test
  void survivesEqualScores() {
    Calibration calibration = Calibrator.calibrate(new double[] {2, 2, 2, 2, 2, 2}, 1);

    assertThat(calibration.threshold(1e-3)).isCloseTo(2, within(1e-6));
    assertThat(calibration.probability(3)).isEqualTo(Calibration.MIN_PROBABILITY);
  }

  @Test
  void collectsScoresAndPixelErrorsOverBatches() {
    Calibrator calibrator = new Calibrator(4, 1000);
    float[] errors = new float[2000];
    for (int i = 0; i < errors.length; i++) {
      errors[i] = i;
    }
    calibrator.add(
        new Inference(2, Map.of(Output.SCORE, new float[] {1, 2}, Output.ERROR_MAP, errors)));
    calibrator.add(
        new Inference(
            2, Map.of(Output.SCORE, new float[] {4, 3}, Output.ERROR_MAP, new float[2000])));

    Calibration calibration = calibrator.calibrate();

    assertThat(calibration.samples()).isEqualTo(4);
    assertThat(calibration.quantiles().get(0)).isEqualTo(1);
    assertThat(calibration.pixelError()).isCloseTo(1996, within(1.5));
  }

  @Test
  void keepsAnEvenSelectionOfVeryManyPixels() {
    Calibrator calibrator = new Calibrator(5, 1_000_000);
    float[] errors = new float[1_000_000];
    for (int i = 0; i < errors.length; i++) {
      errors[i] = i / 1e6f;
    }
    for (int image = 0; image < 5; image++) {
      calibrator.add(
          new Inference(1, Map.of(Output.SCORE, new float[] {image}, Output.ERROR_MAP, errors)));
    }

    assertThat(calibrator.calibrate().pixelError()).isCloseTo(0.999, within(1e-4));
  }
}
