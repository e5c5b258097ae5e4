package io.hourglass.model;

import ai.onnxruntime.OnnxJavaType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a model of sensor streams takes: a window of readings as float32 {@code [channels, length]},
 * in the channels' own units, the oldest reading first.
 *
 * @param channels names of the channels, in the tensor's order, at least 1
 * @param length readings in a window, 2 to {@value #MAX_LENGTH}
 * @param stride readings from the start of one window to that of the next, 1 to {@code length}
 * @param periodMillis the usual time between two readings, milliseconds; null where it is not
 *     known. A window does not reach over a step of more than {@value #GAP} times that.
 * @param resampled whether readings are brought to a fixed rate, one each {@code periodMillis}: the
 *     first of each period counts, and a period without one has the last one's values
 */
public record WindowInput(
    List<String> channels, int length, int stride, @Nullable Double periodMillis, boolean resampled)
    implements ModelInput {
  /** A step of more than so many usual ones is a gap. */
  public static final int GAP = 10;

  /** A missing value is the channel's last one, for at most so many readings. */
  public static final int MAX_HELD = 10;

  /** The longest window, readings. */
  public static final int MAX_LENGTH = 65_536;

  /** The most values in a window. */
  public static final int MAX_SIZE = 1 << 20;

  public WindowInput {
    channels = List.copyOf(channels);
    if (channels.isEmpty() || new HashSet<>(channels).size() < channels.size()) {
      throw new IllegalArgumentException(
          "input.channels is " + channels + "; expected are one or more different names");
    }
    if (length < 2 || length > MAX_LENGTH || (long) length * channels.size() > MAX_SIZE) {
      throw new IllegalArgumentException(
          "input.length is %d with %d channels; allowed is 2 to %d, and %d values in all"
              .formatted(length, channels.size(), MAX_LENGTH, MAX_SIZE));
    }
    if (stride < 1 || stride > length) {
      throw new IllegalArgumentException(
          "input.stride is %d; allowed is 1 to the window's length, %d".formatted(stride, length));
    }
    if (resampled && periodMillis == null) {
      throw new IllegalArgumentException(
          "input.resampled is true, but input.periodMillis, the rate, is not known");
    }
    if (periodMillis != null && !(periodMillis > 0)) {
      throw new IllegalArgumentException(
          "input.periodMillis is " + periodMillis + "; allowed is more than 0");
    }
  }

  /** Windows of readings as they come. */
  public WindowInput(List<String> channels, int length, int stride, @Nullable Double periodMillis) {
    this(channels, length, stride, periodMillis, false);
  }

  /**
   * The period that a time lies in, where readings are {@link #resampled}.
   *
   * @param time milliseconds since 1970
   */
  public long period(double time) {
    return (long) Math.floor(time / Objects.requireNonNull(periodMillis));
  }

  /** Values in one window: channels x length. */
  @Override
  public int size() {
    return channels.size() * length;
  }

  @Override
  public int errorMapSize() {
    return size();
  }

  @Override
  public String tensorName() {
    return "window";
  }

  @Override
  public OnnxJavaType tensorType() {
    return OnnxJavaType.FLOAT;
  }

  @Override
  public long[] shape(int count) {
    return new long[] {count, channels.size(), length};
  }

  /**
   * A window as bytes of the graph's input.
   *
   * @param values {@code [channels, length]}, row-major
   */
  public static byte[] tensor(float[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(4, values.length)).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }
}
