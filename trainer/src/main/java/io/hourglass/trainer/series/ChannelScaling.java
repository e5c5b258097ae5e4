package io.hourglass.trainer.series;

import io.hourglass.trainer.model.Scaling;
import java.util.List;

/** Each channel's mean and standard deviation, so that all channels count alike. */
final class ChannelScaling {
  /** Deviations below this share of the mean are rounding: the channel is constant. */
  private static final double CONSTANT = 1e-6;

  private ChannelScaling() {}

  /**
   * Of all readings. A channel that never changes keeps its own unit: it then counts as a deviation
   * of 1 when it is off by 1.
   */
  static Scaling of(List<Series> series) {
    int channels = series.get(0).values().length;
    float[] shift = new float[channels];
    float[] scale = new float[channels];
    for (int c = 0; c < channels; c++) {
      double sum = 0;
      long count = 0;
      for (Series one : series) {
        for (float value : one.values()[c]) {
          sum += value;
        }
        count += one.length();
      }
      double mean = sum / count;
      double squares = 0;
      for (Series one : series) {
        for (float value : one.values()[c]) {
          squares += (value - mean) * (value - mean);
        }
      }
      double deviation = Math.sqrt(squares / count);
      shift[c] = (float) mean;
      scale[c] = deviation > CONSTANT * Math.abs(mean) + 1e-30 ? (float) deviation : 1;
    }
    return new Scaling(shift, scale);
  }
}
