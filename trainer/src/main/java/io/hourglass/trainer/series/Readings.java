package io.hourglass.trainer.series;

import io.hourglass.cli.UserException;
import io.hourglass.model.WindowInput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects readings row by row, and cuts them where windows must not go: where time goes back or
 * leaps, and where a channel has been missing for too long.
 */
final class Readings {
  private final String name;
  private final List<String> channels;
  private final @Nullable Double resample;
  private final List<float[]> rows = new ArrayList<>();
  private final List<Double> times = new ArrayList<>();
  private final List<Boolean> labels = new ArrayList<>();

  /**
   * @param resample milliseconds of a fixed rate; null: readings as they are
   */
  Readings(String name, List<String> channels, @Nullable Double resample) {
    this.name = name;
    this.channels = channels;
    this.resample = resample;
  }

  /**
   * Takes up a row.
   *
   * @param values NaN where one is missing
   * @param time milliseconds since 1970; null where there is none
   * @param anomalous null where there is no label
   */
  void add(float[] values, @Nullable Double time, @Nullable Boolean anomalous) {
    if (resample != null) {
      if (time == null) {
        throw new UserException(
            "resample is given, but %s has no times; --time names their column".formatted(name));
      }
      if (!times.isEmpty()) {
        double last = times.get(times.size() - 1);
        long periods = (long) (Math.floor(time / resample) - Math.floor(last / resample));
        if (periods == 0 && time >= last) {
          return; // the first of a period counts
        }
        for (long i = 1; i < periods && periods - 1 <= WindowInput.MAX_HELD; i++) {
          float[] missing = new float[values.length];
          Arrays.fill(missing, Float.NaN);
          Boolean label = labels.isEmpty() ? null : labels.get(labels.size() - 1);
          append(missing, last + i * (time - last) / periods, label);
        }
      }
    }
    append(values, time, anomalous);
  }

  private void append(float[] values, @Nullable Double time, @Nullable Boolean anomalous) {
    rows.add(values);
    if (time != null) {
      times.add(time);
    }
    if (anomalous != null) {
      labels.add(anomalous);
    }
  }

  /** What was collected, without gaps. */
  List<Series> series() {
    List<Series> series = new ArrayList<>();
    double period = resample == null ? period(times) : resample;
    double longest = Double.isNaN(period) ? Double.POSITIVE_INFINITY : WindowInput.GAP * period;
    int[] held = new int[channels.size()];
    int from = 0;
    for (int i = 0; i < rows.size(); i++) {
      boolean whole = fill(i, i > from, held);
      boolean gap = i > from && !times.isEmpty() && leaps(i, longest);
      if (gap || !whole) {
        cut(from, i, series);
        from = whole ? i : i + 1;
      }
    }
    cut(from, rows.size(), series);
    return series;
  }

  /** Puts last values in the place of missing ones; whether all were there or had a last value. */
  private boolean fill(int row, boolean continued, int[] held) {
    float[] values = rows.get(row);
    boolean whole = true;
    for (int c = 0; c < values.length; c++) {
      if (!Float.isNaN(values[c])) {
        held[c] = 0;
      } else if (continued && held[c] < WindowInput.MAX_HELD) {
        values[c] = rows.get(row - 1)[c];
        held[c]++;
      } else {
        whole = false;
      }
    }
    return whole;
  }

  private boolean leaps(int row, double longest) {
    double step = times.get(row) - times.get(row - 1);
    return step < 0 || step > longest;
  }

  /** The median of the steps from one time to the next, milliseconds; NaN if there is none. */
  static double period(List<Double> times) {
    double[] steps = new double[Math.max(0, times.size() - 1)];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = times.get(i + 1) - times.get(i);
    }
    Arrays.sort(steps);
    return steps.length == 0 || steps[steps.length / 2] <= 0 ? Double.NaN : steps[steps.length / 2];
  }

  private void cut(int from, int to, List<Series> series) {
    if (to - from < 1) {
      return;
    }
    float[][] values = new float[channels.size()][to - from];
    for (int i = from; i < to; i++) {
      for (int c = 0; c < values.length; c++) {
        values[c][i - from] = rows.get(i)[c];
      }
    }
    double[] when = null;
    if (!times.isEmpty()) {
      when = times.subList(from, to).stream().mapToDouble(Double::doubleValue).toArray();
    }
    boolean[] anomalous = null;
    if (!labels.isEmpty()) {
      anomalous = new boolean[to - from];
      for (int i = from; i < to; i++) {
        anomalous[i - from] = labels.get(i);
      }
    }
    series.add(new Series(name, from, channels, when, values, anomalous));
  }
}
