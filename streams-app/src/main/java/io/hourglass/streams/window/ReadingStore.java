package io.hourglass.streams.window;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The last readings of each source, one small entry each, in a ring: a reading takes the place of
 * one that is in no window any more. One more entry says up to where a source's windows are scored.
 */
final class ReadingStore {
  private static final int SCORED = -1;

  private final KeyValueStore<Bytes, byte[]> store;

  ReadingStore(KeyValueStore<Bytes, byte[]> store) {
    this.store = store;
  }

  void put(String source, int place, Slot slot) {
    store.put(key(source, place), slot.toBytes());
  }

  /**
   * Notes up to which reading windows are scored.
   *
   * @param last number of the last reading of the last such window
   */
  void putScored(String source, long last) {
    store.put(key(source, SCORED), ByteBuffer.allocate(Long.BYTES).putLong(last).array());
  }

  /** Forgets a source. */
  void remove(SourceReadings readings) {
    for (int place = SCORED; place < readings.capacity(); place++) {
      store.delete(key(readings.source(), place));
    }
  }

  /** All that is there, by source. */
  Map<String, SourceReadings> load(int capacity) {
    Map<String, SourceReadings> sources = new HashMap<>();
    try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
      while (all.hasNext()) {
        KeyValue<Bytes, byte[]> entry = all.next();
        ByteBuffer key = ByteBuffer.wrap(entry.key.get());
        String source = new String(key.array(), 0, key.limit() - Integer.BYTES, UTF_8);
        SourceReadings readings =
            sources.computeIfAbsent(source, name -> new SourceReadings(name, capacity));
        if (key.getInt(key.limit() - Integer.BYTES) == SCORED) {
          readings.scoredTo(ByteBuffer.wrap(entry.value).getLong());
        } else {
          readings.restore(Slot.of(entry.value));
        }
      }
    }
    return sources;
  }

  private static Bytes key(String source, int place) {
    byte[] name = source.getBytes(UTF_8);
    return Bytes.wrap(
        ByteBuffer.allocate(name.length + Integer.BYTES).put(name).putInt(place).array());
  }
}
