package io.hourglass.streams.locate;

import io.hourglass.model.WindowInput;
import io.hourglass.record.ChannelError;
import io.hourglass.streams.decode.Subject;
import io.hourglass.streams.decode.WindowInfo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** {@link Localizer} for windows: each channel's share of the error, and when it arose. */
final class WindowLocalizer implements Localizer {
  private final WindowInput input;
  private final double normal;

  /**
   * @param normal the error of a reading that is still normal
   */
  WindowLocalizer(WindowInput input, double normal) {
    this.input = input;
    this.normal = normal;
  }

  @Override
  public Location locate(float[] errorMap, Subject subject) {
    long[] times = ((WindowInfo) subject).times();
    double total = 0;
    for (float error : errorMap) {
      total += error;
    }
    List<ChannelError> channels = new ArrayList<>();
    for (int c = 0; c < input.channels().size(); c++) {
      channels.add(channel(c, errorMap, total, times));
    }
    channels.sort(Comparator.comparingDouble(ChannelError::getErrorShare).reversed());
    return new Location(
        List.of(), null, List.copyOf(channels.subList(0, Math.min(MOST, channels.size()))));
  }

  private ChannelError channel(int channel, float[] errors, double total, long[] times) {
    int first = channel * input.length();
    double sum = 0;
    double highest = 0;
    for (int t = 0; t < input.length(); t++) {
      sum += errors[first + t];
      highest = Math.max(highest, errors[first + t]);
    }
    double limit = highest > normal ? normal : highest / 2;
    int[] worst = worstStretch(errors, first, limit);
    return new ChannelError(
        input.channels().get(channel),
        total > 0 ? (float) Math.min(1, sum / total) : 0,
        Instant.ofEpochMilli(times[worst[0]]),
        Instant.ofEpochMilli(times[worst[1]]));
  }

  /** First and last reading of the stretch above the limit that holds most error. */
  private int[] worstStretch(float[] errors, int first, double limit) {
    int[] worst = {0, input.length() - 1};
    double most = -1;
    double sum = 0;
    int start = 0;
    for (int t = 0; t <= input.length(); t++) {
      if (t < input.length() && errors[first + t] > limit) {
        sum += errors[first + t];
        continue;
      }
      if (t > start && sum > most) {
        most = sum;
        worst = new int[] {start, t - 1};
      }
      start = t + 1;
      sum = 0;
    }
    return worst;
  }
}
