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
      Judged normal = judged(model, train);
      Judged judged = judged(model, Windows.of("rest", List.of(rest), input, scaling, 1));
      double[] scores = inLimits(judged.errors(), normal.errors());
      if (settings.hotelling()) {
        double[] distances =
            inLimits(normal.distances(judged.latents()), normal.distances(normal.latents()));
        Arrays.setAll(scores, i -> Math.max(scores[i], distances[i]));
      }
      boolean[] labels = series.anomalous();
      return new Timeline(
          scores,
          labels == null
              ? new boolean[scores.length]
              : Arrays.copyOfRange(labels, TAUGHT, series.length()));
    }
  }

  /** Values in units of the limit that the normal ones set. */
  private static double[] inLimits(double[] values, double[] normal) {
    double[] sorted = normal.clone();
    Arrays.sort(sorted);
    double limit = LIMIT * sorted[(int) Math.round(QUANTILE * (sorted.length - 1))];
    return Arrays.stream(values).map(value -> value / limit).toArray();
  }

  /** Reconstruction errors and latents of windows. */
  private record Judged(double[] errors, float[][] latents) {

    /**
     * How far latents are from these, component by component in units of the variance (Hotelling's
     * T-squared, of uncorrelated components).
     */
    double[] distances(float[][] others) {
      double[] distances = new double[others.length];
      for (int component = 0; component < latents[0].length; component++) {
        int at = component;
        double mean = Arrays.stream(latents).mapToDouble(one -> one[at]).average().orElseThrow();
        double variance =
            Arrays.stream(latents)
                .mapToDouble(one -> (one[at] - mean) * (one[at] - mean))
                .average()
                .orElseThrow();
        for (int i = 0; i < others.length; i++) {
          distances[i] += (others[i][at] - mean) * (others[i][at] - mean) / variance;
        }
      }
      return distances;
    }
  }

  private static Judged judged(TorchModel model, Dataset windows) {
    double[] errors = new double[windows.size()];
    float[][] latents = new float[windows.size()][];
    for (int from = 0; from < errors.length; from += BATCH) {
      int count = Math.min(BATCH, errors.length - from);
      Inference outputs = model.infer(windows, from, count);
      for (int i = 0; i < count; i++) {
        errors[from + i] = outputs.score(i);
        latents[from + i] = outputs.latent(i);
      }
    }
    return new Judged(errors, latents);
  }
}
