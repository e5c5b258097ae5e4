package io.hourglass.trainer.series;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Readings of one source without a gap, the oldest first.
 *
 * @param name the file they are from
 * @param firstRow number of the first reading in that file, from 0
 * @param channels names of the channels
 * @param times of the readings, milliseconds since 1970; null where the file has none
 * @param values {@code [channels][readings]}; not to be written to
 * @param anomalous what the labels say of each reading; null where the file has none
 */
public record Series(
    String name,
    int firstRow,
    List<String> channels,
    double @Nullable [] times,
    float[][] values,
    boolean @Nullable [] anomalous) {

  /** Number of readings. */
  public int length() {
    return values[0].length;
  }

  /** The readings from one (included) to another (excluded). */
  public Series part(int from, int to) {
    float[][] part = new float[values.length][];
    for (int c = 0; c < part.length; c++) {
      part[c] = Arrays.copyOfRange(values[c], from, to);
    }
    return new Series(
        name,
        firstRow + from,
        channels,
        times == null ? null : Arrays.copyOfRange(times, from, to),
        part,
        anomalous == null ? null : Arrays.copyOfRange(anomalous, from, to));
  }

  /**
   * A window that begins at a reading: {@code [channels, length]}, row-major.
   *
   * @param length readings in the window
   */
  public float[] window(int from, int length) {
    float[] window = new float[values.length * length];
    for (int c = 0; c < values.length; c++) {
      System.arraycopy(values[c], from, window, c * length, length);
    }
    return window;
  }
}
