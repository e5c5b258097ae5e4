package io.hourglass.streams.window;

import java.nio.ByteBuffer;

/**
 * One reading of a source, as it lies in the store.
 *
 * @param index number of the reading among those of its source
 * @param since number of the first reading of the stretch without a gap that it belongs to
 * @param time when it was measured, milliseconds since 1970
 * @param offset of its record
 * @param written timestamp of its record, milliseconds since 1970
 * @param values by channel, none missing; not to be written to
 * @param held for how many readings each value has been the channel's last one; not to be written
 *     to
 */
record Slot(
    long index, long since, long time, long offset, long written, float[] values, byte[] held) {

  byte[] toBytes() {
    ByteBuffer bytes = ByteBuffer.allocate(5 * Long.BYTES + 5 * values.length);
    bytes.putLong(index).putLong(since).putLong(time).putLong(offset).putLong(written);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return bytes.put(held).array();
  }

  static Slot of(ByteBuffer bytes) {
    long index = bytes.getLong();
    long since = bytes.getLong();
    long time = bytes.getLong();
    long offset = bytes.getLong();
    long written = bytes.getLong();
    float[] values = new float[bytes.remaining() / 5];
    for (int c = 0; c < values.length; c++) {
      values[c] = bytes.getFloat();
    }
    byte[] held = new byte[values.length];
    bytes.get(held);
    return new Slot(index, since, time, offset, written, values, held);
  }
}
