package io.hourglass.trainer.series;

import io.hourglass.model.WindowInput;
import io.hourglass.trainer.dataset.Dataset;
import io.hourglass.trainer.dataset.Sample;
import io.hourglass.trainer.model.Scaling;
import java.util.ArrayList;
import java.util.List;

/** Cuts series into windows. */
public final class Windows {
  private Windows() {}

  /**
   * All windows that lie within one series.
   *
   * @param source what to call the data set
   * @param scaling how a network sees them
   * @param step readings from the start of one window to that of the next
   */
  public static Dataset of(
      String source, List<Series> parts, WindowInput input, Scaling scaling, int step) {
    List<Sample> samples = new ArrayList<>();
    for (Series part : parts) {
      for (int from = 0; from + input.length() <= part.length(); from += step) {
        samples.add(
            new Sample(
                WindowInput.tensor(part.window(from, input.length())),
                null,
                "%s:%d".formatted(part.name(), part.firstRow() + from + input.length() - 1)));
      }
    }
    return new Dataset(source, input, scaling, samples);
  }

  /**
   * Each channel's mean and standard deviation, so that all channels count alike. A channel that
   * never changes keeps its own unit: it then counts as a deviation of 1 when it is off by 1.
   */
  public static Scaling scaling(List<Series> series) {
    return ChannelScaling.of(series);
  }
}
