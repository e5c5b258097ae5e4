package io.hourglass.bench.skab;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.trainer.model.Family;
import io.hourglass.trainer.series.Series;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AcrossTest {
  private static final int LENGTH = 600;

  @Test
  void theLabelsOfAFolderHaveNoSayInItsOwnSettings() {
    List<Settings> right = chosen(series("a", 1, 450, 520));
    List<Settings> wrong = chosen(series("a", 1, 560, 590));

    assertThat(right.get(0)).isEqualTo(wrong.get(0));
    assertThat(right.get(1)).isNotEqualTo(wrong.get(1));
  }

  /** For the folders a, with one file, and b. */
  private static List<Settings> chosen(Series first) {
    Map<String, List<Series>> folders = new LinkedHashMap<>();
    folders.put("a", List.of(first));
    folders.put("b", List.of(series("b", 2, 480, 560)));
    return new Across(folders, 0)
        .choose(Family.PCA, List.of(4, 16), List.of(2, 8)).values().stream()
            .map(Across.Choice::settings)
            .toList();
  }

  /** Noise with an offset from 450 to 520, whatever its labels say. */
  private static Series series(String name, long seed, int from, int to) {
    Random random = new Random(seed);
    float[][] values = new float[3][LENGTH];
    boolean[] labels = new boolean[LENGTH];
    for (int t = 0; t < LENGTH; t++) {
      for (float[] channel : values) {
        channel[t] = (float) (random.nextGaussian() + (t >= 450 && t < 520 ? 4 : 0));
      }
      labels[t] = t >= from && t < to;
    }
    return new Series(name, 0, List.of("x", "y", "z"), null, values, labels);
  }
}
