package io.hourglass.bench.skab;

import io.hourglass.model.Inference;
import io.hourglass.model.WindowInput;
import io.hourglass.trainer.dataset.Dataset;
import io.hourglass.trainer.detect.Timeline;
import io.hourglass.trainer.fit.Fit;
import io.hourglass.trainer.fit.Fitter;
import io.hourglass.trainer.fit.PrincipalComponents;
import io.hourglass.trainer.fit.TorchModel;
import io.hourglass.trainer.model.Architecture;
import io.hourglass.trainer.model.Family;
import io.hourglass.trainer.model.Scaling;
import io.hourglass.trainer.series.Series;
import io.hourglass.trainer.series.Windows;
import java.util.Arrays;
import java.util.List;

/** One file: fitted on its first rows, judged on the others. */
final class Subject {
  /** How many rows teach what is normal. */
  static final int TAUGHT = 400;

  /** The benchmark's own limit for its best autoencoder. */
  private static final double QUANTILE = 0.999;

  private static final double LIMIT = 4.0 / 3;
  private static final int BATCH = 256;

  private final Settings settings;
  private final long seed;

  Subject(Settings settings, long seed) {
    this.settings = settings;
    this.seed = seed;
  }

  /**
   * The rows that are judged, with their scores in units of the limit.
   *
   * @param series one file as one series
   */
  Timeline judge(Series series) {
    Series taught = series.part(0, TAUGHT);
    Scaling scaling = Windows.scaling(List.of(taught));
    WindowInput input = new WindowInput(series.channels(), settings.window(), 1, null);
    Dataset train = Windows.of("taught", List.of(taught), input, scaling, 1);
    Architecture architecture = Family.architecture(settings.model(), input);
    Fit fit =
        settings.family() == Family.PCA
            ? PrincipalComponents.fit(architecture, train, train)
            : new Fitter(settings.fit(seed), progress -> {}, () -> false)
                .fit(architecture, train, train);
    // A window that ends with a judged row may begin among those taught.
    Series rest = series.part(TAUGHT - settings.window() + 1, series.length());
    try (TorchModel model = new TorchModel(architecture, fit.weights(), settings.score())) {
      double[] normal = scores(model, train);
      Arrays.sort(normal);
      double limit = LIMIT * normal[(int) Math.round(QUANTILE * (normal.length - 1))];
      double[] scores =
          Arrays.stream(scores(model, Windows.of("rest", List.of(rest), input, scaling, 1)))
              .map(score -> score / limit)
              .toArray();
      boolean[] labels = series.anomalous();
      return new Timeline(
          scores,
          labels == null
              ? new boolean[scores.length]
              : Arrays.copyOfRange(labels, TAUGHT, series.length()));
    }
  }

  private static double[] scores(TorchModel model, Dataset windows) {
    double[] scores = new double[windows.size()];
    for (int from = 0; from < scores.length; from += BATCH) {
      int count = Math.min(BATCH, scores.length - from);
      Inference outputs = model.infer(windows, from, count);
      for (int i = 0; i < count; i++) {
        scores[from + i] = outputs.score(i);
      }
    }
    return scores;
  }
}
