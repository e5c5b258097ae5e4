package io.hourglass.trainer.detect;

import io.hourglass.trainer.detect.Timeline.Range;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * VUS-PR (Paparrizos et al., VLDB 2022): the area under the curve of precision and recall, averaged
 * over how far beyond an event's borders an alarm still counts. Neither a threshold nor the labels'
 * exact borders matter much to it.
 */
public final class VolumeUnderSurface {
  private static final int THRESHOLDS = 200;
  private static final int WIDTHS = 11;

  private VolumeUnderSurface() {}

  /**
   * Computes it.
   *
   * @param widest readings around an event's border that still count a little, at least 0
   * @return in [0, 1]; NaN if there is no event
   */
  public static double precisionRecall(List<Timeline> timelines, int widest) {
    double[] thresholds = thresholds(timelines);
    double sum = 0;
    int widths = Math.min(WIDTHS, widest + 1);
    for (int i = 0; i < widths; i++) {
      int width = widths == 1 ? widest : (int) Math.round((double) widest * i / (widths - 1));
      sum += area(timelines, thresholds, width);
    }
    return sum / widths;
  }

  private static double[] thresholds(List<Timeline> timelines) {
    double[] scores =
        timelines.stream().flatMapToDouble(one -> Arrays.stream(one.scores())).sorted().toArray();
    double[] thresholds = new double[Math.min(THRESHOLDS, scores.length)];
    for (int i = 0; i < thresholds.length; i++) {
      thresholds[i] = scores[(int) ((scores.length - 1L) * i / Math.max(1, thresholds.length - 1))];
    }
    return thresholds;
  }

  private static double area(List<Timeline> timelines, double[] thresholds, int width) {
    List<double[]> soft = new ArrayList<>();
    double positives = 0;
    long events = 0;
    for (Timeline timeline : timelines) {
      double[] labels = soften(timeline, width);
      soft.add(labels);
      for (int i = 0; i < labels.length; i++) {
        positives += (labels[i] + (timeline.anomalous()[i] ? 1 : 0)) / 2;
      }
      events += timeline.events().size();
    }
    if (events == 0) {
      return Double.NaN;
    }
    double area = 0;
    double recallBefore = 0;
    double precisionBefore = 1;
    for (int t = thresholds.length - 1; t >= 0; t--) {
      double hits = 0;
      long alarmed = 0;
      long found = 0;
      for (int s = 0; s < soft.size(); s++) {
        Timeline timeline = timelines.get(s);
        double[] labels = soft.get(s);
        for (int i = 0; i < labels.length; i++) {
          if (timeline.scores()[i] >= thresholds[t]) {
            hits += labels[i];
            alarmed++;
          }
        }
        found += found(timeline, thresholds[t], width);
      }
      double recall = Math.min(1, hits / positives) * found / events;
      double precision = alarmed == 0 ? 1 : hits / alarmed;
      area += (recall - recallBefore) * (precision + precisionBefore) / 2;
      recallBefore = recall;
      precisionBefore = precision;
    }
    return area;
  }

  /** How many events have at least one alarm, within half a width of their borders. */
  private static long found(Timeline timeline, double threshold, int width) {
    return timeline.events().stream()
        .filter(
            event -> {
              int last = Math.min(timeline.length(), event.to() + width / 2);
              for (int i = Math.max(0, event.from() - width / 2); i < last; i++) {
                if (timeline.scores()[i] >= threshold) {
                  return true;
                }
              }
              return false;
            })
        .count();
  }

  /** 1 within an event, falling as a square root to half a width outside. */
  private static double[] soften(Timeline timeline, int width) {
    double[] labels = new double[timeline.length()];
    for (Range event : timeline.events()) {
      for (int i = event.from() - width / 2; i < event.to() + width / 2; i++) {
        if (i >= 0 && i < labels.length) {
          int away = Math.max(0, Math.max(event.from() - i, i - event.to() + 1));
          double label = away == 0 ? 1 : Math.sqrt(1 - (double) away / width);
          labels[i] = Math.max(labels[i], label);
        }
      }
    }
    return labels;
  }
}
