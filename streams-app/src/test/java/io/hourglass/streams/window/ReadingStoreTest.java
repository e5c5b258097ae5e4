package io.hourglass.streams.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.model.WindowInput;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReadingStoreTest {
  private static final WindowInput PUMP =
      new WindowInput(List.of("pressure", "flow"), 4, 1, 1000.0);

  private KeyValueStore<Bytes, byte[]> state;

  @BeforeEach
  void open() {
    state =
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore("readings"), Serdes.Bytes(), Serdes.ByteArray())
            .withLoggingDisabled()
            .withCachingDisabled()
            .build();
    var context = new MockProcessorContext<Void, Void>();
    state.init(context.getStateStoreContext(), state);
  }

  private static Slot slot(long index) {
    return new Slot(index, 0, 1000 * index, 7 + index, 0, new float[] {1, 2}, new byte[] {0, 1});
  }

  @Test
  void givesBackWhatWasPut() {
    ReadingStore store = new ReadingStore(state, PUMP);
    store.put("pump-7", 3, slot(3));
    store.putScored("pump-7", 2);

    var loaded = new ReadingStore(state, PUMP).load(8);

    assertThat(loaded).containsOnlyKeys("pump-7");
    assertThat(state.approximateNumEntries()).isEqualTo(2);
  }

  @Test
  void whatAModelWithOtherChannelsLeftIsForgotten() {
    ReadingStore store = new ReadingStore(state, PUMP);
    store.put("pump-7", 3, slot(3));
    store.putScored("pump-7", 2);
    var other = new WindowInput(List.of("flow", "pressure"), 4, 1, 1000.0);

    assertThat(new ReadingStore(state, other).load(8)).isEmpty();
    assertThat(state.approximateNumEntries()).isZero();
  }
}
