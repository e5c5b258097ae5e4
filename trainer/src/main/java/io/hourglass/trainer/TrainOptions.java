package io.hourglass.trainer;

import io.hourglass.cli.UserException;
import io.hourglass.model.ScoreRule;
import io.hourglass.trainer.dataset.DataOptions;
import io.hourglass.trainer.dataset.TrainingData;
import io.hourglass.trainer.fit.Augmentation;
import io.hourglass.trainer.fit.FitOptions;
import io.hourglass.trainer.fit.Fitter;
import io.hourglass.trainer.model.Activation;
import io.hourglass.trainer.model.Family;
import io.hourglass.trainer.model.ModelOptions;
import io.hourglass.trainer.model.PixelError;
import java.nio.file.Path;

/**
 * What to train, on what, and where to.
 *
 * @param data the images or series that show what is normal
 * @param model the autoencoder
 * @param fit how its weights are found
 * @param score how pixels' errors become the score of an image
 * @param elbo whether the divergence of a variational encoder is added to it
 * @param falseAlarmRate share of normal records that may raise an alert, in (0, 1)
 * @param name what users call the model; goes into every output record
 * @param out the model file to write
 */
public record TrainOptions(
    TrainingData data,
    ModelOptions model,
    FitOptions fit,
    ScoreRule score,
    boolean elbo,
    double falseAlarmRate,
    String name,
    Path out) {
  public static final int DEFAULT_LATENT = 30;
  public static final int DEFAULT_EPOCHS = 30;
  public static final int DEFAULT_BATCH = 64;
  public static final double DEFAULT_LEARNING_RATE = 2e-3;
  public static final int DEFAULT_PATIENCE = 10;
  public static final double DEFAULT_WORST_PERCENT = 100;
  public static final double DEFAULT_FALSE_ALARM_RATE = 1e-3;

  public TrainOptions {
    if (!(falseAlarmRate > 0 && falseAlarmRate < 1)) {
      throw new UserException(
          "false-alarm-rate is " + falseAlarmRate + "; allowed is more than 0, below 1");
    }
    if (elbo && model.family() != Family.VAE) {
      throw new UserException(
          "elbo is given, which model vae has, and %s has not".formatted(model.family().id()));
    }
    boolean stackable = model.family() == Family.MLP && model.activation() == Activation.LOGISTIC;
    if (fit.pretrained() && !(stackable && data instanceof DataOptions)) {
      throw new UserException("pretrain is rbm, which takes images, model mlp and logistic units");
    }
    boolean changed = !fit.augmentation().equals(Augmentation.NONE);
    if (changed && (model.family() == Family.PCA || !(data instanceof DataOptions))) {
      throw new UserException(
          "augment is given, which is for images, and for models that are fitted step by step");
    }
    if (name.isBlank()) {
      throw new UserException("name is empty");
    }
  }

  /** Whether a GPU finds the weights; principal components are the processor's. */
  public boolean onGpu() {
    return Fitter.onGpu() && model.family() != Family.PCA;
  }

  /**
   * The score is the mean squared error of the worst so many per cent of the pixels, of images
   * relative to their complexity.
   */
  public TrainOptions(
      TrainingData data,
      ModelOptions model,
      FitOptions fit,
      double worstPercent,
      double falseAlarmRate,
      String name,
      Path out) {
    this(
        data,
        model,
        fit,
        score(
            PixelError.SQUARED, worstPercent, ScoreRule.Pool.MEAN, 1, data instanceof DataOptions),
        false,
        falseAlarmRate,
        name,
        out);
  }

  /**
   * A score rule of a user's options.
   *
   * @throws UserException if one of them cannot be
   */
  static ScoreRule score(
      PixelError error, double worstPercent, ScoreRule.Pool pool, int smoothing, boolean relative) {
    if (!(worstPercent > 0 && worstPercent <= 100)) {
      throw new UserException(
          "worst-percent is " + worstPercent + "; allowed is more than 0, up to 100");
    }
    if (pool == ScoreRule.Pool.QUANTILE && worstPercent == 100) {
      throw new UserException(
          "pool is quantile, which needs a worst-percent: 1 for the 99th percentile");
    }
    if (smoothing < 1 || smoothing % 2 == 0) {
      throw new UserException("smooth is " + smoothing + "; allowed are odd numbers from 1 on");
    }
    return new ScoreRule(error.id(), worstPercent, pool, smoothing, 0, relative);
  }

  /** A convolutional autoencoder with the defaults, named as the file. */
  public static TrainOptions defaults(Path data, Path out) {
    return new TrainOptions(
        DataOptions.of(data),
        ModelOptions.of(Family.CONV, DEFAULT_LATENT),
        new FitOptions(DEFAULT_EPOCHS, DEFAULT_BATCH, DEFAULT_LEARNING_RATE, DEFAULT_PATIENCE, 0),
        DEFAULT_WORST_PERCENT,
        DEFAULT_FALSE_ALARM_RATE,
        nameOf(out),
        out);
  }

  /** A file's name without its ending. */
  static String nameOf(Path file) {
    return String.valueOf(file.getFileName()).replaceFirst("\\.onnx$", "");
  }
}
