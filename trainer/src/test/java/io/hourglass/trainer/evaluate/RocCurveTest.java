package io.hourglass.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RocCurveTest {
  @Test
  void ofPerfectScores() {
    RocCurve curve = RocCurve.of(new double[] {1, 2}, new double[] {3, 4});

    assertThat(curve.area()).isEqualTo(1);
    assertThat(curve.averagePrecision()).isEqualTo(1);
  }

  @Test
  void ofReversedScores() {
    RocCurve curve = RocCurve.of(new double[] {3, 4}, new double[] {1, 2});

    assertThat(curve.area()).isZero();
    // The anomalies come third (1 of 3) and fourth (2 of 4).
    assertThat(curve.averagePrecision()).isCloseTo((1.0 / 3 + 2.0 / 4) / 2, within(1e-12));
  }

  @Test
  void ofEqualScores() {
    RocCurve curve = RocCurve.of(new double[] {5, 5, 5}, new double[] {5});

    assertThat(curve.area()).isEqualTo(0.5);
    assertThat(curve.averagePrecision()).isEqualTo(0.25);
    assertThat(curve.points()).hasSize(2);
  }

  @Test
  void byHand() {
    // From the top: anomalous 9, normal 8, a tie of both at 7, anomalous 3, normal 1.
    RocCurve curve = RocCurve.of(new double[] {8, 7, 1}, new double[] {9, 7, 3});

    // Pairs won: 9 beats three; 7 beats one and ties one; 3 beats one: 3 + 1.5 + 1 of 9.
    assertThat(curve.area()).isCloseTo(5.5 / 9, within(1e-12));
    // Precision 1/1 at 9, 2/4 at 7, 3/5 at 3.
    assertThat(curve.averagePrecision()).isCloseTo((1 + 0.5 + 0.6) / 3, within(1e-12));
    assertThat(curve.points())
        .containsExactly(
            new RocCurve.Point(Double.POSITIVE_INFINITY, 0, 0),
            new RocCurve.Point(9, 0, 1 / 3.0),
            new RocCurve.Point(8, 1 / 3.0, 1 / 3.0),
            new RocCurve.Point(7, 2 / 3.0, 2 / 3.0),
            new RocCurve.Point(3, 2 / 3.0, 1),
            new RocCurve.Point(1, 1, 1));
  }

  /** Few distinct values, so that ties are common. */
  @Property
  void agreesWithCountingAllPairs(
      @ForAll @Size(min = 1, max = 30) List<@IntRange(max = 9) Integer> normal,
      @ForAll @Size(min = 1, max = 30) List<@IntRange(max = 9) Integer> anomalous) {
    double won = 0;
    for (int low : normal) {
      for (int high : anomalous) {
        won += high > low ? 1 : high == low ? 0.5 : 0;
      }
    }

    RocCurve curve = RocCurve.of(doubles(normal), doubles(anomalous));

    assertThat(curve.area()).isCloseTo(won / normal.size() / anomalous.size(), within(1e-9));
    assertThat(curve.averagePrecision()).isCloseTo(precision(normal, anomalous), within(1e-9));
  }

  /** Sum over all thresholds of the gain in recall times the precision. */
  private static double precision(List<Integer> normal, List<Integer> anomalous) {
    double sum = 0;
    for (int threshold = 9; threshold >= 0; threshold--) {
      int limit = threshold;
      long falseAlarms = normal.stream().filter(score -> score >= limit).count();
      long detections = anomalous.stream().filter(score -> score >= limit).count();
      long gained = anomalous.stream().filter(score -> score == limit).count();
      if (gained > 0) {
        sum += (double) gained / anomalous.size() * detections / (detections + falseAlarms);
      }
    }
    return sum;
  }

  @Test
  void needsBothKinds() {
    assertThatThrownBy(() -> RocCurve.of(new double[0], new double[] {1}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesWhatIsNoNumber() {
    assertThatThrownBy(() -> RocCurve.of(new double[] {Double.NaN}, new double[] {1}))
        .hasMessage("a score is not a number");
  }

  private static double[] doubles(List<Integer> values) {
    return values.stream().flatMapToInt(IntStream::of).asDoubleStream().toArray();
  }

  @Test
  void isFastOnManyScores() {
    double[] scores = DoubleStream.iterate(0, x -> (x + 0.618) % 1).limit(200_000).toArray();
    assertThat(RocCurve.of(scores, scores).area()).isCloseTo(0.5, within(1e-9));
  }
}
