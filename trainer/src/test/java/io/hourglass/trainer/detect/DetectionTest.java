package io.hourglass.trainer.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hourglass.trainer.detect.Timeline.Range;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DetectionTest {
  /** Digits are scores; labelled where {@code labels} has an x. */
  private static Timeline timeline(String scores, String labels) {
    double[] values = scores.chars().mapToDouble(c -> c - '0').toArray();
    boolean[] anomalous = new boolean[labels.length()];
    for (int i = 0; i < anomalous.length; i++) {
      anomalous[i] = labels.charAt(i) == 'x';
    }
    return new Timeline(values, anomalous);
  }

  private static final Timeline EXAMPLE =
      timeline(
          "0000990000119000090000", //
          "....xxxx....xxxx......");

  @Test
  void findsEventsAndAlarms() {
    assertThat(EXAMPLE.events()).containsExactly(new Range(4, 8), new Range(12, 16));
    assertThat(EXAMPLE.alarms(5))
        .containsExactly(new Range(4, 6), new Range(12, 13), new Range(17, 18));
  }

  @Test
  void countsReadingsEventsAndAlarms() {
    Detection detection = Detection.of(List.of(EXAMPLE), 5);
    assertThat(detection.precision()).isEqualTo(3 / 4.0);
    assertThat(detection.recall()).isEqualTo(3 / 8.0);
    assertThat(detection.f1()).isEqualTo(0.5);
    assertThat(detection.falseAlarmRate()).isEqualTo(1 / 14.0);
    assertThat(detection.missedAlarmRate()).isEqualTo(5 / 8.0);
    assertThat(detection.rangePrecision()).isEqualTo((1 + 1 + 0) / 3.0, within(1e-12));
    assertThat(detection.rangeRecall())
        .isEqualTo(((0.5 + 0.5 * 2 / 4) + (0.5 + 0.5 / 4)) / 2, within(1e-12));
    assertThat(detection.found()).isEqualTo(2);
    assertThat(detection.medianDelay()).isZero();
    assertThat(detection.alarmsPerEvent()).isEqualTo(1);
    assertThat(detection.falseAlarms()).isEqualTo(1);
  }

  @Test
  void anEventThatIsFoundInPiecesIsWorthLess() {
    Timeline whole = timeline("0999900", ".xxxx..");
    Timeline pieces = timeline("0909900", ".xxxx..");
    assertThat(Detection.of(List.of(whole), 5).rangeRecall()).isEqualTo(1);
    assertThat(Detection.of(List.of(pieces), 5).rangeRecall())
        .isEqualTo(0.5 + 0.5 * 0.75 / 2, within(1e-12));
  }

  @Test
  void nabPrefersEarlyAlarmsAndPunishesFalseOnes() {
    String labels = "....xxxxxxxxxx..............";
    double perfect =
        Detection.of(List.of(timeline("0000900000000000000000000000", labels)), 5).nab();
    double late = Detection.of(List.of(timeline("0000000000009000000000000000", labels)), 5).nab();
    double never = Detection.of(List.of(timeline("0000000000000000000000000000", labels)), 5).nab();
    double noisy = Detection.of(List.of(timeline("9000900000000000000000000000", labels)), 5).nab();
    assertThat(perfect).isEqualTo(100, within(1e-9));
    assertThat(never).isEqualTo(0, within(1e-9));
    assertThat(late).isBetween(60.0, 99.0);
    assertThat(noisy).isEqualTo(100 - 100 * 0.11 / 2, within(1e-9));
  }

  @Test
  void aDelayIsCountedFromTheEventsStart() {
    Timeline timeline = timeline("0000099", "..xxxxx");
    assertThat(Detection.of(List.of(timeline), 5).medianDelay()).isEqualTo(3);
    assertThat(Detection.of(List.of(timeline("0000000", "..xxxxx")), 5).medianDelay()).isNaN();
  }

  @Test
  void theVolumeIsOneForPerfectScoresAndLowForRandomOnes() {
    Random random = new Random(3);
    double[] perfect = new double[1000];
    double[] chance = new double[1000];
    double[] late = new double[1000];
    boolean[] labels = new boolean[1000];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = i % 200 >= 150 && i % 200 < 170;
      perfect[i] = labels[i] ? 2 : random.nextDouble();
      chance[i] = random.nextDouble();
      late[i] = i % 200 >= 155 && i % 200 < 175 ? 2 : random.nextDouble();
    }
    assertThat(VolumeUnderSurface.precisionRecall(List.of(new Timeline(perfect, labels)), 0))
        .isCloseTo(1, within(0.01));
    double ofPerfect =
        VolumeUnderSurface.precisionRecall(List.of(new Timeline(perfect, labels)), 20);
    double ofChance = VolumeUnderSurface.precisionRecall(List.of(new Timeline(chance, labels)), 20);
    double ofLate = VolumeUnderSurface.precisionRecall(List.of(new Timeline(late, labels)), 20);
    assertThat(ofPerfect).isGreaterThan(0.85);
    assertThat(ofLate).isLessThan(ofPerfect).isGreaterThan(0.6);
    assertThat(ofChance).isLessThan(0.3);
  }

  @Test
  void theVolumeWithoutWidthIsTheAreaUnderPrecisionAndRecall() {
    // Thresholds 3, 2, 1: precision 1, 1/2, 2/3; recall 1/2, 1/2, 1, times the events found, 1/2,
    // 1/2, 1.
    Timeline timeline = timeline("3210", "x.x.");
    double byHand = 0.25 * (1 + 1) / 2 + 0.75 * (1 / 2.0 + 2 / 3.0) / 2;
    assertThat(VolumeUnderSurface.precisionRecall(List.of(timeline), 0))
        .isCloseTo(byHand, within(1e-12));
    assertThat(VolumeUnderSurface.precisionRecall(List.of(timeline("123", "...")), 2)).isNaN();
  }
}
