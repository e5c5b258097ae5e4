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
 * @param fit how its weights are found; the seed is the run's
 * @param score how pixels make a score
 * @param size to bring images to; null: theirs
 */
record Recipe(
    String name,
    ModelOptions model,
    FitOptions fit,
    ScoreRule score,
    DataOptions.@Nullable Size size) {

  private static final ScoreRule MEAN =
      new ScoreRule("squared-error", 100, ScoreRule.Pool.MEAN, 1, 0, false);
  private static final ScoreRule WORST =
      new ScoreRule("squared-error", 1, ScoreRule.Pool.MEAN, 5, 0, false);

  private static final Augmentation TURNED = new Augmentation(false, false, 1, 5, 0);

  /** A code of 30 numbers, whatever becomes of anomalies. */
  static final List<Recipe> CODE =
      List.of(
          code("pca", Family.PCA, fit(1, 64, 2e-3, false, Augmentation.NONE)),
          code("mlp", Family.MLP, fit(60, 128, 1e-3, false, Augmentation.NONE)),
          code("mlp-rotate", Family.MLP, fit(60, 128, 1e-3, false, TURNED)),
          pretrained("mlp-rbm", Augmentation.NONE),
          pretrained("mlp-rbm-rotate", TURNED),
          code("conv", Family.CONV, fit(30, 128, 3e-3, false, Augmentation.NONE)),
          code(
              "conv-wide-rotate",
              new ModelOptions(Family.CONV, 30, List.of(64, 128, 256)),
              fit(80, 256, 3e-3, false, new Augmentation(false, false, 0.5, 3, 0))));

  /** One class of small images is normal. */
  static final List<Recipe> ONE_CLASS =
      List.of(
          oneClass("pca", Family.PCA, 30, 1),
          oneClass("mlp", Family.MLP, 16, 20),
          oneClass("conv", Family.CONV, 16, 20),
          oneClass("denoise", Family.DENOISE, 16, 10),
          oneClass("pca", Family.PCA, 30, 1).relative(),
          oneClass("conv", Family.CONV, 16, 20).relative());

  /** Surfaces with small defects. */
  static final List<Recipe> TILES =
      List.of(
          tiles("pca", Family.PCA, 1),
          tiles("conv", Family.CONV, 40),
          tiles("denoise", Family.DENOISE, 20),
          tiles("inpaint", Family.INPAINT, 20),
          tiles("deblur", Family.DEBLUR, 20),
          tiles("pca", Family.PCA, 1).relative(),
          tiles("conv", Family.CONV, 40).relative());

  private static Recipe code(String name, Family family, FitOptions fit) {
    return code(name, ModelOptions.of(family, 30), fit);
  }

  private static Recipe code(String name, ModelOptions model, FitOptions fit) {
    return new Recipe(name, model, fit, MEAN, null);
  }

  private static Recipe pretrained(String name, Augmentation changes) {
    ModelOptions model = new ModelOptions(Family.MLP, List.of(30), List.of(), Activation.LOGISTIC);
    return code(name, model, fit(60, 128, 1e-3, true, changes));
  }

  private static Recipe oneClass(String name, Family family, int latent, int epochs) {
    FitOptions fit = fit(epochs, 64, 2e-3, false, Augmentation.NONE);
    return new Recipe(name, ModelOptions.of(family, latent), fit, MEAN, null);
  }

  private static Recipe tiles(String name, Family family, int epochs) {
    Augmentation changes =
        family == Family.PCA ? Augmentation.NONE : new Augmentation(true, true, 0, 0, 0.1);
    FitOptions fit = fit(epochs, 16, 1e-3, false, changes);
    return new Recipe(
        name, ModelOptions.of(family, 64), fit, WORST, new DataOptions.Size(128, 128));
  }

  private static FitOptions fit(
      int epochs, int batch, double learningRate, boolean pretrained, Augmentation changes) {
    return new FitOptions(
        epochs,
        batch,
        learningRate,
        epochs,
        0,
        Loss.MSE,
        FitOptions.DEFAULT_DIVERGENCE,
        pretrained,
        changes);
  }

  /** The same training, scored against the complexity of the image. */
  private Recipe relative() {
    ScoreRule rule =
        new ScoreRule(
            score.pixelError(),
            score.worstPercent(),
            score.pool(),
            score.smoothing(),
            score.divergence(),
            true);
    return new Recipe(name + "-relative", model, fit, rule, size);
  }

  /** With a seed, and no longer than {@code most} epochs, to see whether it runs. */
  FitOptions fit(long seed, int most) {
    int epochs = Math.min(fit.epochs(), most);
    return new FitOptions(
        epochs,
        fit.batch(),
        fit.learningRate(),
        epochs,
        seed,
        fit.loss(),
        fit.divergence(),
        fit.pretrained(),
        fit.augmentation());
  }
}
