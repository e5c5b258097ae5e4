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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One file: fitted on its first rows, judged on the others. */
final class Subject {
  /** How many rows teach what is normal. */
  static final int TAUGHT = 400;

  private static final int BATCH = 256;

  private final int window;
  private final Judged normal;
  private final Judged judged;
  private final double[] normalDistances;
  private final double[] distances;
  private final boolean[] labels;

  /**
   * Fits a model to the first rows and applies it to the others.
   *
   * @param series one file as one series
   */
  private Subject(Series series, Settings settings, long seed) {
    window = settings.window();
    Series taught = series.part(0, TAUGHT);
    Scaling scaling = Windows.scaling(List.of(taught));
    WindowInput input = new WindowInput(series.channels(), window, 1, null);
    Dataset train = Windows.of("taught", List.of(taught), input, scaling, 1);
    Architecture architecture = Family.architecture(settings.model(), input);
    Fit fit =
        settings.family() == Family.PCA
            ? PrincipalComponents.fit(architecture, train, train)
            : new Fitter(settings.fit(seed), progress -> {}, () -> false)
                .fit(architecture, train, train);
    // A window that ends with a judged row may begin among those taught.
    Series rest = series.part(TAUGHT - window + 1, series.length());
    try (TorchModel model = new TorchModel(architecture, fit.weights(), settings.score())) {
      normal = judged(model, train);
      judged = judged(model, Windows.of("rest", List.of(rest), input, scaling, 1));
    }
    normalDistances = normal.distances(normal.latents());
    distances = normal.distances(judged.latents());
    boolean[] anomalous = series.anomalous();
    labels =
        anomalous == null
            ? new boolean[judged.errors().length]
            : Arrays.copyOfRange(anomalous, TAUGHT, series.length());
  }

  /**
   * Files under settings that differ in their rules only: each file is fitted once.
   *
   * @return for each of the settings, each file's judged rows
   */
  static Map<Settings, List<Timeline>> judge(List<Series> files, List<Settings> model, long seed) {
    Map<Settings, List<Timeline>> judged = new LinkedHashMap<>();
    for (Series file : files) {
      Subject subject = new Subject(file, model.get(0), seed);
      for (Settings settings : model) {
        judged.computeIfAbsent(settings, one -> new ArrayList<>()).add(subject.by(settings.rule()));
      }
    }
    return judged;
  }

  /** Files under all settings that there are to choose from. */
  static Map<Settings, List<Timeline>> judge(
      List<Series> files, Family family, List<Integer> windows, List<Integer> latents, long seed) {
    Map<Settings, List<Timeline>> judged = new LinkedHashMap<>();
    Settings.all(family, windows, latents)
        .forEach(model -> judged.putAll(judge(files, model, seed)));
    return judged;
  }

  /** The rows that are judged, with their scores in units of the limit. */
  private Timeline by(Rule rule) {
    double[] scores = rule.inLimits(judged.errors(), normal.errors());
    if (rule.hotelling()) {
      double[] far = rule.inLimits(distances, normalDistances);
      Arrays.setAll(scores, i -> Math.max(scores[i], far[i]));
    }
    return new Timeline(rule.byReading(scores, window), labels);
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
