package io.hourglass.trainer.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hourglass.cli.UserException;
import io.hourglass.trainer.dataset.Dataset;
import io.hourglass.trainer.dataset.Split;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TimeSplitTest {
  private static final SeriesOptions OPTIONS =
      new SeriesOptions(Path.of("x.csv"), List.of(), null, List.of(), 4, 2);

  /** One channel that counts, one that stands still. */
  private static Series counting(int from, int to) {
    float[][] values = new float[2][to - from];
    for (int i = from; i < to; i++) {
      values[0][i - from] = i;
      values[1][i - from] = 7;
    }
    return new Series("x.csv", from, List.of("v", "w"), null, values, null);
  }

  private static List<Float> firsts(Dataset windows) {
    return windows.samples().stream().map(sample -> floats(sample.pixels()).get(0)).toList();
  }

  private static FloatBuffer floats(byte[] window) {
    return ByteBuffer.wrap(window).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
  }

  @Test
  void splitsByTimeAndNoReadingIsInTwoParts() {
    Split split = TimeSplit.of(List.of(counting(0, 100)), OPTIONS);
    assertThat(firsts(split.train())).hasSize(77).startsWith(0f).endsWith(76f);
    assertThat(firsts(split.validation())).hasSize(7).startsWith(80f).endsWith(86f);
    assertThat(firsts(split.calibration())).hasSize(7).startsWith(90f).endsWith(96f);
    assertThat(split.calibration().samples().get(6).name()).isEqualTo("x.csv:99");
  }

  @Test
  void noWindowReachesOverAGap() {
    Split split = TimeSplit.of(List.of(counting(0, 30), counting(1000, 1070)), OPTIONS);
    assertThat(split.train().samples())
        .allSatisfy(
            sample -> {
              FloatBuffer window = floats(sample.pixels());
              assertThat(window.get(3) - window.get(0)).isEqualTo(3f);
            });
    assertThat(firsts(split.train())).contains(26f, 1000f).doesNotContain(27f);
  }

  @Test
  void scalesByWhatIsFittedToAlone() {
    Split split = TimeSplit.of(List.of(counting(0, 100)), OPTIONS);
    assertThat(split.calibration().scaling().shift()).containsExactly(39.5f, 7f);
    double variance = IntStream.range(0, 80).mapToDouble(i -> (i - 39.5) * (i - 39.5)).sum() / 80;
    assertThat(split.calibration().scaling().scale())
        .containsExactly((float) Math.sqrt(variance), 1f);
  }

  @Test
  void saysHowManyReadingsAreNeeded() {
    assertThatThrownBy(() -> TimeSplit.of(List.of(counting(0, 60)), OPTIONS))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("60 readings")
        .hasMessageContaining("at least 90 readings");
  }
}
