package io.hourglass.trainer;

import io.hourglass.model.WindowInput;
import io.hourglass.trainer.dataset.Dataset;
import io.hourglass.trainer.dataset.Sample;
import io.hourglass.trainer.model.Scaling;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Two channels that swing together, and a third that never changes. */
public final class TestSeries {
  public static final List<String> CHANNELS = List.of("pressure", "flow", "mode");

  private TestSeries() {}

  /** The readings of one moment. */
  public static float[] reading(int moment, Random random) {
    double swing = Math.sin(moment * 2 * Math.PI / 25);
    return new float[] {
      (float) (100 + 10 * swing + 0.5 * random.nextGaussian()),
      (float) (0.01 * swing * swing + 0.0005 * random.nextGaussian()),
      3
    };
  }

  /** A CSV file of so many seconds, the first of them in 2026. */
  public static Path csv(Path file, int readings, long seed) {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder("ts;pressure;flow;mode;anomaly\n");
    for (int i = 0; i < readings; i++) {
      float[] values = reading(i, random);
      text.append(
          String.format(
              Locale.ROOT,
              "%d;%s;%s;%s;0%n",
              1_767_225_600_000L + 1000L * i,
              values[0],
              values[1],
              values[2]));
    }
    try {
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Windows of such readings, scaled. */
  public static Dataset windows(int count, int length, long seed) {
    Random random = new Random(seed);
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float[] window = new float[CHANNELS.size() * length];
      for (int t = 0; t < length; t++) {
        float[] reading = reading(3 * i + t, random);
        for (int c = 0; c < reading.length; c++) {
          window[c * length + t] = reading[c];
        }
      }
      samples.add(new Sample(WindowInput.tensor(window), null, "w" + i));
    }
    return new Dataset(
        "generated",
        new WindowInput(CHANNELS, length, 4, 1000.0),
        new Scaling(new float[] {100, 0.005f, 3}, new float[] {7, 0.004f, 1}),
        samples);
  }
}
