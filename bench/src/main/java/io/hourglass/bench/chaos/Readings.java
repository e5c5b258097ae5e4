package io.hourglass.bench.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hourglass.bench.chaos.Inputs.Expected;
import io.hourglass.trainer.TrainOptions;
import io.hourglass.trainer.Trainer;
import io.hourglass.trainer.TrainingListener;
import io.hourglass.trainer.fit.FitOptions;
import io.hourglass.trainer.model.Family;
import io.hourglass.trainer.model.ModelOptions;
import io.hourglass.trainer.series.SeriesOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/** Readings of two channels that swing; the key is the source. */
final class Readings implements Inputs.Payload {
  private static final int LENGTH = 8;
  private static final int STRIDE = 3;
  private static final int HISTORY = 1_000;

  private final Random random = new Random(1);
  private final Map<String, Integer> counts = new HashMap<>();

  /** Trains on readings of the same kind, without times, so that there are no gaps. */
  static Path train(ChaosOptions options) {
    Readings readings = new Readings();
    StringBuilder history = new StringBuilder("a,b\n");
    for (int i = 0; i < HISTORY; i++) {
      history.append(readings.values(i)).append('\n');
    }
    Path model = options.folder().resolve("model.onnx");
    Path file = options.folder().resolve("history.csv");
    try {
      Files.writeString(file, history);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    new Trainer(
            new TrainOptions(
                new SeriesOptions(file, List.of(), null, List.of(), LENGTH, STRIDE),
                ModelOptions.of(Family.PCA, 3),
                new FitOptions(1, 32, 1e-3, 1, options.seed()),
                100,
                0.1,
                "swings",
                model),
            TrainingListener.SILENT)
        .run();
    return model;
  }

  @Override
  public byte[] value(int number, String key) {
    int count = counts.merge(key, 1, Integer::sum);
    return "%s,,%s".formatted(key, values(count)).getBytes(UTF_8);
  }

  private String values(int moment) {
    double swing = Math.sin(moment / 5.0);
    return String.format(
        Locale.ROOT, "%.4f,%.4f", swing + 0.1 * random.nextGaussian(), swing * swing);
  }

  @Override
  public int content(int number) {
    return number;
  }

  @Override
  public Expected expected(String key) {
    int before = counts.getOrDefault(key, 0) - LENGTH;
    return before >= 0 && before % STRIDE == 0 ? Expected.LATENT : Expected.NOTHING;
  }
}
