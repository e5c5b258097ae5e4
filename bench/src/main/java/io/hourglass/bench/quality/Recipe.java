package io.hourglass.bench.quality;

import io.hourglass.model.ScoreRule;
import io.hourglass.trainer.dataset.DataOptions;
import io.hourglass.trainer.fit.Augmentation;
import io.hourglass.trainer.fit.FitOptions;
import io.hourglass.trainer.model.Activation;
import io.hourglass.trainer.model.Family;
import io.hourglass.trainer.model.Loss;
import io.hourglass.trainer.model.ModelOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a model is trained.
 *
 * @param name in the results
 * @param model the model
 * @param epochs at most
 * @param batch images a step
 * @param learningRate the highest one
 * @param pretrained whether by Boltzmann machines
 * @param augmentation of the training images
 * @param score how pixels make a score
 * @param size to bring images to; null: theirs
 */
record Recipe(
    String name,
    ModelOptions model,
    int epochs,
    int batch,
    double learningRate,
    boolean pretrained,
    Augmentation augmentation,
    ScoreRule score,
    DataOptions.@Nullable Size size) {

  private static final ScoreRule MEAN =
      new ScoreRule("squared-error", 100, ScoreRule.Pool.MEAN, 1, 0);
  private static final ScoreRule WORST =
      new ScoreRule("squared-error", 1, ScoreRule.Pool.MEAN, 5, 0);

  /** A code of 30 numbers, whatever becomes of anomalies. */
  static final List<Recipe> CODE =
      List.of(
          small("pca", Family.PCA, 30, 1),
          small("mlp", Family.MLP, 30, 60).with(128, 1e-3),
          small("mlp-rotate", Family.MLP, 30, 60)
              .with(128, 1e-3)
              .augmented(new Augmentation(false, false, 1, 5, 0)),
          new Recipe(
              "mlp-rbm",
              new ModelOptions(Family.MLP, List.of(30), List.of(), Activation.LOGISTIC),
              60,
              128,
              1e-3,
              true,
              Augmentation.NONE,
              MEAN,
              null),
          small("conv", Family.CONV, 30, 30).with(128, 3e-3));

  /** One class of small images is normal. */
  static final List<Recipe> ONE_CLASS =
      List.of(
          small("pca", Family.PCA, 30, 1),
          small("mlp", Family.MLP, 16, 20),
          small("conv", Family.CONV, 16, 20),
          small("denoise", Family.DENOISE, 16, 10));

  /** Surfaces with small defects. */
  static final List<Recipe> TILES =
      List.of(
          large("pca", Family.PCA, 1),
          large("conv", Family.CONV, 40),
          large("denoise", Family.DENOISE, 20),
          large("inpaint", Family.INPAINT, 20),
          large("deblur", Family.DEBLUR, 20));

  private static Recipe small(String name, Family family, int latent, int epochs) {
    return new Recipe(
        name,
        ModelOptions.of(family, latent),
        epochs,
        64,
        2e-3,
        false,
        Augmentation.NONE,
        MEAN,
        null);
  }

  private static Recipe large(String name, Family family, int epochs) {
    return new Recipe(
        name,
        ModelOptions.of(family, 64),
        epochs,
        16,
        1e-3,
        false,
        family == Family.PCA ? Augmentation.NONE : new Augmentation(true, true, 0, 0, 0.1),
        WORST,
        new DataOptions.Size(128, 128));
  }

  private Recipe with(int batch, double learningRate) {
    return new Recipe(
        name, model, epochs, batch, learningRate, pretrained, augmentation, score, size);
  }

  private Recipe augmented(Augmentation changes) {
    return new Recipe(name, model, epochs, batch, learningRate, pretrained, changes, score, size);
  }

  /** The same with fewer epochs, to see whether it runs. */
  Recipe shortened(int most) {
    return new Recipe(
        name,
        model,
        Math.min(epochs, most),
        batch,
        learningRate,
        pretrained,
        augmentation,
        score,
        size);
  }

  FitOptions fit(long seed) {
    return new FitOptions(
        epochs,
        batch,
        learningRate,
        epochs,
        seed,
        Loss.MSE,
        FitOptions.DEFAULT_DIVERGENCE,
        pretrained,
        augmentation);
  }
}
