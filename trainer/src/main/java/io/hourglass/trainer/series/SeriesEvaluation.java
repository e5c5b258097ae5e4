package io.hourglass.trainer.series;

import io.hourglass.cli.UserException;
import io.hourglass.model.Inference;
import io.hourglass.model.Output;
import io.hourglass.model.ScoringModel;
import io.hourglass.model.WindowInput;
import io.hourglass.trainer.detect.Detection;
import io.hourglass.trainer.detect.Timeline;
import io.hourglass.trainer.detect.VolumeUnderSurface;
import io.hourglass.trainer.evaluate.RocCurve;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How well a model finds the labelled events of series. A reading's score is that of the window
 * that ends with it, as it would be known in the stream; the first readings of a series have none.
 *
 * @param scored the series, with their scores
 * @param detection what the threshold brings; null if there is no label
 * @param vusPr over all thresholds; NaN if there is no event
 * @param aucPr the same for single readings, with exact borders
 * @param askedRate the false-alarm rate that was asked for
 * @param threshold what the model's calibration makes of it
 * @param falseAlarmsPerDay alarms that begin outside of events, by day of normal readings; NaN if
 *     the files have no times
 */
public record SeriesEvaluation(
    List<ScoredSeries> scored,
    @Nullable Detection detection,
    double vusPr,
    double aucPr,
    double askedRate,
    double threshold,
    double falseAlarmsPerDay) {
  private static final int BATCH = 256;

  /**
   * A series with its scores.
   *
   * @param series from the first reading that has a score on
   * @param timeline scores and labels
   */
  public record ScoredSeries(Series series, Timeline timeline) {}

  public SeriesEvaluation {
    scored = List.copyOf(scored);
  }

  /**
   * Scores series with ONNX Runtime, as they are served.
   *
   * @param falseAlarmRate what to derive the threshold from, in (0, 1)
   * @throws UserException if no series is as long as a window
   */
  public static SeriesEvaluation of(ScoringModel model, List<Series> all, double falseAlarmRate) {
    WindowInput input = model.card().windowInput();
    List<ScoredSeries> scored = new ArrayList<>();
    for (Series series : all) {
      if (series.length() >= input.length()) {
        scored.add(score(model, series, input.length()));
      }
    }
    if (scored.isEmpty()) {
      throw new UserException(
          "no series has %d readings without a gap, which a window needs"
              .formatted(input.length()));
    }
    double threshold = model.card().calibration().threshold(falseAlarmRate);
    List<Timeline> timelines = scored.stream().map(ScoredSeries::timeline).toList();
    boolean labelled = timelines.stream().anyMatch(one -> !one.events().isEmpty());
    Detection detection = labelled ? Detection.of(timelines, threshold) : null;
    return new SeriesEvaluation(
        scored,
        detection,
        VolumeUnderSurface.precisionRecall(timelines, input.length()),
        labelled ? averagePrecision(timelines) : Double.NaN,
        falseAlarmRate,
        threshold,
        falseAlarms(timelines, threshold) / normalDays(scored));
  }

  private static ScoredSeries score(ScoringModel model, Series series, int length) {
    int windows = series.length() - length + 1;
    double[] scores = new double[windows];
    ByteBuffer buffer = model.buffer(Math.min(BATCH, windows));
    for (int from = 0; from < windows; from += BATCH) {
      int count = Math.min(BATCH, windows - from);
      buffer.clear();
      for (int i = 0; i < count; i++) {
        buffer.put(WindowInput.tensor(series.window(from + i, length)));
      }
      Inference outputs = model.infer(buffer, count, EnumSet.of(Output.SCORE));
      for (int i = 0; i < count; i++) {
        scores[from + i] = outputs.score(i);
      }
    }
    Series rest = series.part(length - 1, series.length());
    boolean[] labels = rest.anomalous();
    return new ScoredSeries(
        rest, new Timeline(scores, labels == null ? new boolean[windows] : labels));
  }

  private static double averagePrecision(List<Timeline> timelines) {
    double[] normal = scores(timelines, false);
    double[] anomalous = scores(timelines, true);
    return normal.length == 0 || anomalous.length == 0
        ? Double.NaN
        : RocCurve.of(normal, anomalous).averagePrecision();
  }

  private static double[] scores(List<Timeline> timelines, boolean anomalous) {
    List<Double> scores = new ArrayList<>();
    for (Timeline timeline : timelines) {
      for (int i = 0; i < timeline.length(); i++) {
        if (timeline.anomalous()[i] == anomalous) {
          scores.add(timeline.scores()[i]);
        }
      }
    }
    return scores.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static long falseAlarms(List<Timeline> timelines, double threshold) {
    return timelines.stream().mapToLong(timeline -> timeline.falseAlarms(threshold)).sum();
  }

  /** Days that the normal readings lasted; NaN if that is not known. */
  private static double normalDays(List<ScoredSeries> scored) {
    double millis = 0;
    for (ScoredSeries one : scored) {
      double[] times = one.series().times();
      if (times == null) {
        return Double.NaN;
      }
      for (int i = 1; i < times.length; i++) {
        millis += one.timeline().anomalous()[i] ? 0 : times[i] - times[i - 1];
      }
    }
    return millis / 86_400_000;
  }

  /** Number of readings with a score. */
  public long readings() {
    return scored.stream().mapToLong(one -> one.timeline().length()).sum();
  }

  /** The usual time between two readings, seconds; NaN if the files have no times. */
  public double period() {
    return scored.stream()
        .map(one -> one.series().times())
        .filter(Objects::nonNull)
        .mapToDouble(times -> Readings.period(Arrays.stream(times).boxed().toList()) / 1000)
        .findFirst()
        .orElse(Double.NaN);
  }
}
