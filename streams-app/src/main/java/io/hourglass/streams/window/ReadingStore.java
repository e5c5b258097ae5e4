package io.hourglass.streams.window;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hourglass.model.WindowInput;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The last readings of each source, one small entry each, in a ring: a reading takes the place of
 * one that is in no window any more. One more entry says up to where a source's windows are scored.
 * Entries begin with the layout that they were written for: those of another model are of no use.
 */
final class ReadingStore {
  private static final int SCORED = -1;

  private final KeyValueStore<Bytes, byte[]> store;
  private final int layout;

  /**
   * Over a state store.
   *
   * @param input what the model takes
   */
  ReadingStore(KeyValueStore<Bytes, byte[]> store, WindowInput input) {
    this.store = store;
    this.layout =
        Objects.hash(
            input.channels(), input.length(), input.resampled() ? input.periodMillis() : null);
  }

  void put(String source, int place, Slot slot) {
    put(key(source, place), slot.toBytes());
  }

  private void put(Bytes key, byte[] value) {
    store.put(
        key, ByteBuffer.allocate(Integer.BYTES + value.length).putInt(layout).put(value).array());
  }

  /**
   * Notes up to which reading windows are scored.
   *
   * @param last number of the last reading of the last such window
   */
  void putScored(String source, long last) {
    put(key(source, SCORED), ByteBuffer.allocate(Long.BYTES).putLong(last).array());
  }

  /** Forgets a source. */
  void remove(SourceReadings readings) {
    for (int place = SCORED; place < readings.capacity(); place++) {
      store.delete(key(readings.source(), place));
    }
  }

  /** All that is there, by source. What another model left is removed. */
  Map<String, SourceReadings> load(int capacity) {
    Map<String, SourceReadings> sources = new HashMap<>();
    List<Bytes> stale = new ArrayList<>();
    try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
      while (all.hasNext()) {
        KeyValue<Bytes, byte[]> entry = all.next();
        ByteBuffer value = ByteBuffer.wrap(entry.value);
        if (value.getInt() != layout) {
          stale.add(entry.key);
          continue;
        }
        ByteBuffer key = ByteBuffer.wrap(entry.key.get());
        String source = new String(key.array(), 0, key.limit() - Integer.BYTES, UTF_8);
        SourceReadings readings =
            sources.computeIfAbsent(source, name -> new SourceReadings(name, capacity));
        if (key.getInt(key.limit() - Integer.BYTES) == SCORED) {
          readings.scoredTo(value.getLong());
        } else {
          readings.restore(Slot.of(value));
        }
      }
    }
    stale.forEach(store::delete);
    return sources;
  }

  private static Bytes key(String source, int place) {
    byte[] name = source.getBytes(UTF_8);
    return Bytes.wrap(
        ByteBuffer.allocate(name.length + Integer.BYTES).put(name).putInt(place).array());
  }
}
