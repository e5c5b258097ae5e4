package io.hourglass.bench.skab;

import io.hourglass.cli.UserException;
import io.hourglass.model.ScoreRule;
import io.hourglass.trainer.fit.FitOptions;
import io.hourglass.trainer.model.Family;
import io.hourglass.trainer.model.ModelOptions;
import io.hourglass.trainer.model.PixelError;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What is fitted to each file.
 *
 * @param family the kind of model
 * @param window readings in a window
 * @param latent components of a latent
 * @param rule when a reading is an alarm
 */
record Settings(Family family, int window, int latent, Rule rule) {
  /**
   * Chosen on faults put into the benchmark's file without anomalies; see {@link SkabCommand}. Of
   * principal components also with both statistics of their control charts.
   */
  static List<Settings> chosen(Family family) {
    Rule rule = Rule.usual(false);
    return switch (family) {
      case PCA ->
          List.of(
              new Settings(family, 60, 2, rule),
              new Settings(family, 60, 4, Rule.usual(true)),
              new Settings(family, 60, 2, new Rule(true, true, 4.0 / 3)));
      case CONV, VAE -> List.of(new Settings(family, 60, 2, rule));
      case MLP, GRU, TRANSFORMER -> List.of(new Settings(family, 32, 8, rule));
      case DENOISE, INPAINT, DEBLUR ->
          throw new UserException("models is %s, which takes images".formatted(family.id()));
    };
  }

  /**
   * What there is to choose from.
   *
   * @return for each model, its settings with every rule
   */
  static List<List<Settings>> all(Family family, List<Integer> windows, List<Integer> latents) {
    List<List<Settings>> models = new ArrayList<>();
    for (int window : windows) {
      for (int latent : latents) {
        models.add(
            Rule.all().stream().map(rule -> new Settings(family, window, latent, rule)).toList());
      }
    }
    return models;
  }

  ModelOptions model() {
    List<Integer> widths =
        switch (family) {
          case MLP -> List.of(64);
          case CONV, VAE -> List.of(32, 32);
          case GRU -> List.of(32);
          default -> List.of();
        };
    return new ModelOptions(family, latent, widths);
  }

  FitOptions fit(long seed) {
    return new FitOptions(30, 32, 3e-3, 30, seed);
  }

  ScoreRule score() {
    return new ScoreRule(PixelError.SQUARED.id(), 100);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%s, window %d, latent %d, %s", family.id(), window, latent, rule);
  }
}
