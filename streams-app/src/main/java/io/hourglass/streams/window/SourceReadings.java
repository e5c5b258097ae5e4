package io.hourglass.streams.window;

import io.hourglass.model.WindowInput;
import io.hourglass.record.SourceRecord;
import io.hourglass.record.Window;
import io.hourglass.streams.decode.WindowInfo;
import io.hourglass.streams.infer.InputRecord;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The last readings of one source in memory, in the places that they have in the store.
 *
 * <p>Not thread-safe.
 */
final class SourceReadings {
  private final String source;
  private final @Nullable Slot[] ring;
  private @Nullable Slot last;
  private long scored = -1;

  /**
   * @param capacity readings that are kept
   */
  SourceReadings(String source, int capacity) {
    this.source = source;
    this.ring = new Slot[capacity];
  }

  String source() {
    return source;
  }

  int capacity() {
    return ring.length;
  }

  /** The last reading; null if there is none. */
  @Nullable Slot last() {
    return last;
  }

  /** The last reading of the last window that is scored; -1 if there is none. */
  long scored() {
    return scored;
  }

  void scoredTo(long index) {
    scored = index;
  }

  /** Puts back a reading from the store. */
  void restore(Slot slot) {
    ring[place(slot.index())] = slot;
    if (last == null || slot.index() > last.index()) {
      last = slot;
    }
  }

  /** Takes up the next reading; returns its place. */
  int add(Slot slot) {
    int place = place(slot.index());
    ring[place] = slot;
    last = slot;
    return place;
  }

  private int place(long index) {
    return (int) (index % ring.length);
  }

  /** Whether a window ends with a reading that is still there. */
  boolean isDue(long index, WindowInput input, int stride) {
    Slot end = ring[place(index)];
    if (end == null || end.index() != index) {
      return false;
    }
    long before = index + 1 - input.length() - end.since();
    return before >= 0 && before % stride == 0;
  }

  /**
   * The window that ends with a reading.
   *
   * @return null if not all of it is there any more
   */
  @Nullable InputRecord window(
      long index, WindowInput input, String topic, int partition, byte @Nullable [] value) {
    int length = input.length();
    float[] tensor = new float[input.size()];
    long[] times = new long[length];
    long firstOffset = 0;
    for (int t = 0; t < length; t++) {
      Slot slot = ring[place(index + 1 - length + t)];
      if (slot == null || slot.index() != index + 1 - length + t) {
        return null;
      }
      times[t] = slot.time();
      firstOffset = t == 0 ? slot.offset() : firstOffset;
      for (int c = 0; c < slot.values().length; c++) {
        tensor[c * length + t] = slot.values()[c];
      }
    }
    Slot end = Objects.requireNonNull(ring[place(index)]);
    Window window =
        new Window(
            Instant.ofEpochMilli(times[0]), Instant.ofEpochMilli(end.time()), firstOffset, length);
    return new InputRecord(
        new SourceRecord(topic, partition, end.offset(), Instant.ofEpochMilli(end.written())),
        value,
        new InputRecord.Ready(new WindowInfo(source, window, times), WindowInput.tensor(tensor)));
  }
}
