package io.hourglass.streams.decide;

import java.nio.ByteBuffer;

/**
 * How fast records come, by their own timestamps: an exponentially weighted average over the last
 * hour or so. A function of the records alone, so that the same records give the same rate whenever
 * they are processed.
 *
 * @param first timestamp of the first record, milliseconds since 1970
 * @param last highest timestamp, milliseconds since 1970
 * @param weight the records, each with a weight that falls from 1 by a factor of e an hour
 */
record RecordRate(long first, long last, double weight) {
  private static final double HOUR = 3_600_000;
  private static final double DAY = 24 * HOUR;

  /** From this length of time on a rate counts as measured. */
  private static final double MINUTE = 60_000;

  static final int BYTES = 2 * Long.BYTES + Double.BYTES;

  static RecordRate startingAt(long timestamp) {
    return new RecordRate(timestamp, timestamp, 0);
  }

  /** The rate with one more record; one that is late counts as now. */
  RecordRate with(long timestamp) {
    long now = Math.max(last, timestamp);
    return new RecordRate(first, now, weight * Math.exp((last - now) / HOUR) + 1);
  }

  /** Whether enough time has been observed. */
  boolean isSettled() {
    return last - first >= MINUTE;
  }

  /** Records a day, above 0. */
  double perDay() {
    double observed = Math.max(MINUTE, (double) last - first);
    // What the weights of a constant stream add up to in the time observed.
    return weight / (1 - Math.exp(-observed / HOUR)) * DAY / HOUR;
  }

  byte[] toBytes() {
    return ByteBuffer.allocate(BYTES).putLong(first).putLong(last).putDouble(weight).array();
  }

  static RecordRate fromBytes(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new RecordRate(buffer.getLong(), buffer.getLong(), buffer.getDouble());
  }
}
