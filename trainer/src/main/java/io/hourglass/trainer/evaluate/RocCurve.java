package io.hourglass.trainer.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How well scores rank anomalous records above normal ones, over all thresholds.
 *
 * @param points the curve, from (0, 0) to (1, 1); records of equal score are one step
 * @param area under the curve (AUROC): the probability that an anomalous record scores higher than
 *     a normal one, equal scores counted half
 * @param averagePrecision mean of the precision at each anomalous record, highest score first
 */
public record RocCurve(List<Point> points, double area, double averagePrecision) {

  /**
   * What one threshold brings.
   *
   * @param threshold records that score at least this raise an alert
   * @param falseAlarmRate share of the normal records that do
   * @param detectionRate share of the anomalous records that do
   */
  public record Point(double threshold, double falseAlarmRate, double detectionRate) {}

  public RocCurve {
    points = List.copyOf(points);
  }

  /**
   * Computes the curve.
   *
   * @param normal scores of normal records, at least one
   * @param anomalous scores of anomalous records, at least one
   */
  public static RocCurve of(double[] normal, double[] anomalous) {
    if (normal.length == 0 || anomalous.length == 0) {
      throw new IllegalArgumentException("a curve needs normal and anomalous records");
    }
    double[] low = sorted(normal);
    double[] high = sorted(anomalous);
    List<Point> points = new ArrayList<>();
    points.add(new Point(Double.POSITIVE_INFINITY, 0, 0));
    double area = 0;
    double precision = 0;
    int falseAlarms = 0;
    int detections = 0;
    while (falseAlarms < low.length || detections < high.length) {
      double threshold = Math.max(fromTop(low, falseAlarms), fromTop(high, detections));
      int falseBefore = falseAlarms;
      int detectedBefore = detections;
      while (falseAlarms < low.length && fromTop(low, falseAlarms) == threshold) {
        falseAlarms++;
      }
      while (detections < high.length && fromTop(high, detections) == threshold) {
        detections++;
      }
      area += (falseAlarms - falseBefore) * (detections + detectedBefore) / 2.0;
      precision +=
          (detections - detectedBefore) * ((double) detections / (detections + falseAlarms));
      points.add(
          new Point(
              threshold, (double) falseAlarms / low.length, (double) detections / high.length));
    }
    return new RocCurve(points, area / low.length / high.length, precision / high.length);
  }

  private static double[] sorted(double[] scores) {
    double[] sorted = scores.clone();
    Arrays.sort(sorted);
    if (Double.isNaN(sorted[sorted.length - 1])) {
      throw new IllegalArgumentException("a score is not a number");
    }
    return sorted;
  }

  private static double fromTop(double[] sorted, int index) {
    return index < sorted.length ? sorted[sorted.length - 1 - index] : Double.NEGATIVE_INFINITY;
  }
}
