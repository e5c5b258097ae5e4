package io.hourglass.trainer.series;

import io.hourglass.cli.UserException;
import io.hourglass.model.WindowInput;
import io.hourglass.trainer.dataset.Dataset;
import io.hourglass.trainer.dataset.Origin;
import io.hourglass.trainer.dataset.Sample;
import io.hourglass.trainer.dataset.Split;
import io.hourglass.trainer.model.Scaling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Windows in three parts, one after the other in time: 80 % of the readings to fit, 10 % to stop
 * early, 10 % to calibrate. No window reaches over a border, so that no reading is in two parts.
 *
 * <p>Within a part, windows begin at every reading; of very many, evenly spaced ones are taken.
 */
final class TimeSplit {
  private static final int MAX_WINDOWS = 50_000;
  private static final int MIN_WINDOWS = 5;

  /** One in so many parts of the heap is for windows. */
  private static final int MEMORY_SHARE = 4;

  private final SeriesOptions options;
  private final List<Series> series;
  private final long readings;

  private TimeSplit(List<Series> series, SeriesOptions options) {
    this.options = options;
    this.series = series;
    this.readings = series.stream().mapToLong(Series::length).sum();
  }

  static Split of(List<Series> series, SeriesOptions options) {
    return new TimeSplit(series, options).split();
  }

  private Split split() {
    long tenth = readings / 10;
    List<Series> first = between(0, readings - 2 * tenth);
    Scaling scaling = ChannelScaling.of(first);
    WindowInput input =
        new WindowInput(
            series.get(0).channels(),
            options.window(),
            options.stride(),
            options.resample() == null ? period() : options.resample(),
            options.resample() != null);
    Dataset train = windows(first, input, scaling);
    if (train.allEqual()) {
      throw new UserException(
          "all readings of %s are equal, so there is nothing to learn".formatted(options.source()));
    }
    Dataset validation = windows(between(readings - 2 * tenth, readings - tenth), input, scaling);
    Dataset calibration = windows(between(readings - tenth, readings), input, scaling);
    List<Sample> all = new ArrayList<>(train.samples());
    all.addAll(validation.samples());
    all.addAll(calibration.samples());
    return new Split(train, validation, calibration, train.with(all).digest());
  }

  /** The usual time between two readings; null if the files do not say. */
  private @Nullable Double period() {
    double[] times = series.get(0).times();
    if (times == null) {
      return null;
    }
    double period = Readings.period(Arrays.stream(times).boxed().toList());
    return Double.isNaN(period) ? null : period;
  }

  /** The readings from one to another, all series taken as one after the other. */
  private List<Series> between(long from, long to) {
    List<Series> parts = new ArrayList<>();
    long start = 0;
    for (Series one : series) {
      int first = (int) Math.max(0, from - start);
      int last = (int) Math.min(one.length(), to - start);
      if (first < last) {
        parts.add(one.part(first, last));
      }
      start += one.length();
    }
    return parts;
  }

  private Dataset windows(List<Series> parts, WindowInput input, Scaling scaling) {
    long most =
        Math.min(MAX_WINDOWS, Runtime.getRuntime().maxMemory() / MEMORY_SHARE / input.bytes());
    int step = (int) (readings / Math.max(1, most) + 1);
    Dataset windows = Windows.of(Origin.of(options.source()), parts, input, scaling, step);
    if (windows.size() < MIN_WINDOWS) {
      throw new UserException(
          "%s has %,d readings without a gap, a tenth of which is too few for windows of %d; give a shorter window, or at least %,d readings"
              .formatted(
                  options.source(),
                  readings,
                  input.length(),
                  10L * (input.length() + MIN_WINDOWS)));
    }
    return windows;
  }
}
