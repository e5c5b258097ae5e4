package io.hourglass.trainer.fit;

import io.hourglass.cli.UserException;
import io.hourglass.trainer.model.Loss;

/**
 * How to fit weights.
 *
 * @param epochs passes over the training images, at least 1
 * @param batch images a step, at least 1
 * @param learningRate the highest one, above 0; it rises to this in the first tenth of the steps
 *     and falls to 0 along a cosine
 * @param patience epochs without a better validation loss after which to stop, at least 1
 * @param seed of the first weights and of every order of images
 * @param loss what is made small
 * @param divergence weight of the Kullback-Leibler divergence of a variational encoder, at least 0;
 *     it grows from 0 to this in the first third of the steps
 * @param pretrained whether first weights come from restricted Boltzmann machines, not from chance
 * @param augmentation how training images are changed
 */
public record FitOptions(
    int epochs,
    int batch,
    double learningRate,
    int patience,
    long seed,
    Loss loss,
    double divergence,
    boolean pretrained,
    Augmentation augmentation) {
  public static final double DEFAULT_DIVERGENCE = 0.01;

  public FitOptions {
    atLeastOne("epochs", epochs);
    atLeastOne("batch", batch);
    atLeastOne("patience", patience);
    if (!(divergence >= 0 && divergence < Double.POSITIVE_INFINITY)) {
      throw new UserException("kl-weight is " + divergence + "; allowed is 0 or more");
    }
    if (!(learningRate > 0 && learningRate < Double.POSITIVE_INFINITY)) {
      throw new UserException("learning-rate is " + learningRate + "; allowed is more than 0");
    }
  }

  /** The usual weight of a divergence. */
  public FitOptions(
      int epochs, int batch, double learningRate, int patience, long seed, Loss loss) {
    this(
        epochs,
        batch,
        learningRate,
        patience,
        seed,
        loss,
        DEFAULT_DIVERGENCE,
        false,
        Augmentation.NONE);
  }

  /** The mean squared error as the loss. */
  public FitOptions(int epochs, int batch, double learningRate, int patience, long seed) {
    this(epochs, batch, learningRate, patience, seed, Loss.MSE);
  }

  /** The weight of the divergence in one step out of {@code steps}, both counted from 0. */
  double divergenceWeight(long step, long steps) {
    return divergence * Math.min(1, 3.0 * (step + 1) / Math.max(1, steps));
  }

  private static void atLeastOne(String key, int value) {
    if (value < 1) {
      throw new UserException(key + " is " + value + "; allowed is 1 or more");
    }
  }

  /** The learning rate of one step out of {@code steps}, both counted from 0. */
  double learningRate(long step, long steps) {
    double warmUp = Math.max(1, steps / 10.0);
    if (step < warmUp) {
      return learningRate * (step + 1) / (warmUp + 1);
    }
    double progress = (step - warmUp) / Math.max(1, steps - warmUp);
    return learningRate * 0.5 * (1 + Math.cos(Math.PI * progress));
  }
}
