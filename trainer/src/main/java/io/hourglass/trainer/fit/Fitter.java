package io.hourglass.trainer.fit;

import io.hourglass.cli.UserException;
import io.hourglass.trainer.dataset.Dataset;
import io.hourglass.trainer.model.Architecture;
import io.hourglass.trainer.model.Layer;
import io.hourglass.trainer.model.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Fits an autoencoder's weights by gradient descent: Adam (Kingma and Ba, 2015), one-cycle learning
 * rate, early stopping on held-out images.
 *
 * <p>The same images, options and number of processors give the same weights, bit by bit; on a GPU
 * they do but for rounding.
 */
public final class Fitter {
  private static final int VALIDATION_BATCH = 256;
  private static final long CHECKPOINT_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final FitOptions options;
  private final Consumer<Progress> listener;
  private final BooleanSupplier stopped;
  private final @Nullable Path checkpoint;
  private final boolean resume;

  /** Whether fits are made on a GPU. */
  public static boolean onGpu() {
    return Torch.onGpu();
  }

  /** Without checkpoints. */
  public Fitter(FitOptions options, Consumer<Progress> listener, BooleanSupplier stopped) {
    this(options, listener, stopped, null, false);
  }

  /**
   * @param listener is told after each step, on the calling thread
   * @param stopped once this is true, the fit ends with the best weights so far
   * @param checkpoint where to keep, after an epoch, what it takes to go on; gone once the fit has
   *     ended by itself; null: nowhere
   * @param resume whether to go on with what is kept there, if it is there
   */
  public Fitter(
      FitOptions options,
      Consumer<Progress> listener,
      BooleanSupplier stopped,
      @Nullable Path checkpoint,
      boolean resume) {
    this.options = options;
    this.listener = listener;
    this.stopped = stopped;
    this.checkpoint = checkpoint;
    this.resume = resume;
  }

  /**
   * Fits.
   *
   * @throws UserException if the loss stops being a number
   */
  public Fit fit(Architecture architecture, Dataset train, Dataset validation) {
    Checkpoint from = resumed(architecture, train);
    Weights initial;
    if (from != null) {
      initial = from.current();
    } else if (options.pretrained()) {
      initial = pretrained(architecture, train);
    } else {
      initial = Weights.initial(architecture, options.seed());
    }
    torch.manual_seed(options.seed());
    try (TorchNetwork network = new TorchNetwork(architecture, initial, Torch.fastest());
        FusedAdam optimizer = new FusedAdam(network.trainable())) {
      return new Run(network, optimizer, train, validation, from).run();
    }
  }

  private Weights pretrained(Architecture architecture, Dataset train) {
    long start = System.nanoTime();
    int layers =
        (int) architecture.encoder().stream().filter(Layer.Dense.class::isInstance).count();
    int all = layers * BoltzmannMachines.EPOCHS;
    return BoltzmannMachines.weights(
        architecture,
        train,
        options.seed(),
        pass -> {
          Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
          Duration remaining = elapsed.multipliedBy(all - pass).dividedBy(pass);
          listener.accept(
              new Progress(pass, all, 1, 1, Double.NaN, Double.NaN, 0, elapsed, remaining));
        });
  }

  private @Nullable Checkpoint resumed(Architecture architecture, Dataset train) {
    return resume && checkpoint != null && Files.exists(checkpoint)
        ? Checkpoint.read(checkpoint, identity(architecture, train))
        : null;
  }

  /** What must be the same for a fit to go on. */
  private String identity(Architecture architecture, Dataset train) {
    return options + " " + architecture + " " + train.digest();
  }

  /** One fit's state. */
  private final class Run {
    private final TorchNetwork network;
    private final FusedAdam optimizer;
    private final Dataset train;
    private final Dataset validation;
    private final int[] order;
    private final Random random;
    private final int batch;
    private final int steps;
    private final long start = System.nanoTime();
    private final int firstEpoch;
    private int epoch;
    private int bestEpoch;
    private double lowest = Double.POSITIVE_INFINITY;
    private Weights best;
    private double validationLoss = Double.NaN;
    private long written = System.nanoTime();
    private @Nullable String training;

    Run(
        TorchNetwork network,
        FusedAdam optimizer,
        Dataset train,
        Dataset validation,
        @Nullable Checkpoint from) {
      this.network = network;
      this.optimizer = optimizer;
      this.train = train;
      this.validation = validation;
      this.batch = Math.min(options.batch(), train.size());
      // What does not fill a batch is left out; the next epoch's order is another one.
      this.steps = train.size() / batch;
      if (from == null) {
        this.order = IntStream.range(0, train.size()).toArray();
        this.random = new Random(options.seed());
        this.best = network.weights();
      } else {
        this.order = from.order();
        this.random = from.random();
        this.best = from.best();
        this.epoch = from.epoch();
        this.bestEpoch = from.bestEpoch();
        this.lowest = from.lowest();
        this.validationLoss = from.last();
        optimizer.restore(from.optimizer());
        Torch.restore(from.torchRandom());
      }
      this.firstEpoch = epoch;
    }

    Fit run() {
      while (goesOn()) {
        epoch++;
        double loss = descend();
        validationLoss = validate();
        if (validationLoss < lowest) {
          lowest = validationLoss;
          best = network.weights();
          bestEpoch = epoch;
        }
        report(steps, loss);
        keep();
      }
      if (checkpoint != null && !stopped.getAsBoolean()) {
        delete(checkpoint);
      }
      return new Fit(best, epoch, bestEpoch, lowest);
    }

    /** There is one epoch at least. */
    private boolean goesOn() {
      return epoch == 0
          || (epoch < options.epochs()
              && epoch - bestEpoch < options.patience()
              && !stopped.getAsBoolean());
    }

    /** Keeps what it takes to go on, not too often, but before the fit is broken off. */
    private void keep() {
      boolean due = System.nanoTime() - written > CHECKPOINT_NANOS || stopped.getAsBoolean();
      if (checkpoint == null || !due) {
        return;
      }
      if (training == null) {
        // The digest of all images: not for each checkpoint.
        training = identity(network.architecture(), train);
      }
      new Checkpoint(
              epoch,
              bestEpoch,
              lowest,
              validationLoss,
              random,
              Torch.randomState(),
              optimizer.memory(),
              order,
              network.weights(),
              best)
          .write(checkpoint, training);
      written = System.nanoTime();
    }

    private static void delete(Path file) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw new UserException("cannot delete %s: %s".formatted(file, e.getMessage()), e);
      }
    }

    /** One pass over the training images; returns its mean loss. */
    private double descend() {
      network.training(true);
      shuffle();
      double sum = 0;
      int step = 0;
      while (step < steps && !(step > 0 && stopped.getAsBoolean())) {
        long overall = (epoch - 1L) * steps + step;
        double rate = options.learningRate(overall, (long) options.epochs() * steps);
        sum += requireFinite(step(step, rate), overall + 1);
        step++;
        if (step < steps) {
          report(step, sum / step);
        }
      }
      return sum / step;
    }

    private double step(int step, double rate) {
      return Torch.scoped(
          () -> {
            Tensor images = network.placed(Batch.of(train, order, step * batch, batch));
            if (options.augmentation().any()) {
              images = options.augmentation().of(images, random);
            }
            Tensor loss =
                network.architecture().variational()
                    ? drawnLoss(images, (epoch - 1L) * steps + step)
                    : loss(images);
            optimizer.step(loss, rate);
            return loss.item_double();
          });
    }

    private double validate() {
      network.training(false);
      double sum = 0;
      for (int from = 0; from < validation.size(); from += VALIDATION_BATCH) {
        int first = from;
        int count = Math.min(VALIDATION_BATCH, validation.size() - first);
        sum +=
            count
                * Torch.withoutGradients(
                    () -> loss(network.placed(Batch.of(validation, first, count))).item_double());
      }
      return requireFinite(sum / validation.size(), (long) epoch * steps);
    }

    private Tensor loss(Tensor images) {
      return Errors.loss(options.loss(), network.decode(network.encode(images)), images);
    }

    /** The negative evidence lower bound of latents that are drawn, by sample of an image. */
    private Tensor drawnLoss(Tensor images, long step) {
      Tensor distribution = network.distribution(images);
      Tensor restored = network.decode(Divergence.draw(distribution));
      double weight = options.divergenceWeight(step, (long) options.epochs() * steps);
      double each = weight / train.input().size();
      return Errors.loss(options.loss(), restored, images)
          .add(Divergence.ofPrior(distribution).mean().mul(new Scalar((float) each)));
    }

    private double requireFinite(double loss, long step) {
      if (!Double.isFinite(loss)) {
        throw new UserException(
            "the loss is no longer a number (%s) at step %d, in epoch %d of %d;"
                    .formatted(loss, step, epoch, options.epochs())
                + " try a learning rate below %s, or a larger batch"
                    .formatted(options.learningRate()));
      }
      return loss;
    }

    /** Fisher and Yates. */
    private void shuffle() {
      for (int i = order.length - 1; i > 0; i--) {
        int j = random.nextInt(i + 1);
        int swapped = order[i];
        order[i] = order[j];
        order[j] = swapped;
      }
    }

    private void report(int step, double loss) {
      Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
      double epochs = (epoch - 1) + (double) step / steps;
      double each = elapsed.toMillis() / (epochs - firstEpoch);
      Duration remaining = Duration.ofMillis((long) (each * (options.epochs() - epochs)));
      listener.accept(
          new Progress(
              epoch,
              options.epochs(),
              step,
              steps,
              loss,
              validationLoss,
              bestEpoch,
              elapsed,
              remaining));
    }
  }
}
