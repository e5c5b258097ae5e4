package io.hourglass.trainer.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hourglass.cli.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoreTest {
  private static final int SIZE = 1_000;

  private static byte[] image(int index) {
    byte[] samples = new byte[SIZE];
    java.util.Arrays.fill(samples, (byte) index);
    return samples;
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 100 * SIZE})
  void givesBackWhatItTookWhereverItLies(long memory) {
    Store store = Store.of(100, SIZE, memory);
    List<Supplier<byte[]>> taken = new ArrayList<>();
    IntStream.range(0, 100).forEach(i -> taken.add(store.put(i, image(i))));

    // In any order, on any thread, more than once.
    IntStream.range(0, 300)
        .parallel()
        .map(i -> i * 7 % 100)
        .forEach(i -> assertThat(taken.get(i).get()).isEqualTo(image(i)));
  }

  @Test
  void onlyWhatIsTooLargeForMemoryLiesElsewhere() {
    byte[] image = image(1);
    assertThat(Store.of(2, SIZE, 2 * SIZE).put(0, image).get()).isSameAs(image);
    assertThat(Store.of(2, SIZE, 2 * SIZE - 1).put(0, image).get())
        .isNotSameAs(image)
        .isEqualTo(image);
  }

  @Test
  void saysWhatIsTooLargeForTheDisk() {
    assertThatThrownBy(() -> Store.of(1L << 40, SIZE, 0))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("choose a smaller size");
  }
}
