package io.hourglass.trainer;

import io.hourglass.cli.UserException;
import io.hourglass.model.Calibration;
import io.hourglass.model.ImageInput;
import io.hourglass.model.ModelCard;
import io.hourglass.model.ModelInput;
import io.hourglass.model.ScoreRule;
import io.hourglass.model.Training;
import io.hourglass.model.Verification;
import io.hourglass.model.WindowInput;
import io.hourglass.trainer.calibrate.Calibrator;
import io.hourglass.trainer.dataset.Dataset;
import io.hourglass.trainer.dataset.Split;
import io.hourglass.trainer.export.Exporter;
import io.hourglass.trainer.fit.Fit;
import io.hourglass.trainer.fit.Fitter;
import io.hourglass.trainer.fit.PrincipalComponents;
import io.hourglass.trainer.fit.TorchModel;
import io.hourglass.trainer.model.Architecture;
import io.hourglass.trainer.model.Family;
import io.hourglass.trainer.model.PixelError;
import io.hourglass.trainer.report.CardFacts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * From images or series to a model file: data set, model, fit, calibration, export, verification.
 *
 * <p>One training an instance; {@link #stop} may be called from any thread. Trainings in one
 * process must not run at the same time, because libtorch's thread settings are the process's.
 */
public final class Trainer {
  private static final int BATCH = 64;
  private static final int FEW = 100;

  private final TrainOptions options;
  private final TrainingListener listener;
  private final boolean resume;
  private volatile boolean stopped;

  /** From the beginning. */
  public Trainer(TrainOptions options, TrainingListener listener) {
    this(options, false, listener);
  }

  /**
   * @param resume whether to go on with a training of the same options that was broken off, if
   *     there is one
   */
  public Trainer(TrainOptions options, boolean resume, TrainingListener listener) {
    this.options = options;
    this.resume = resume;
    this.listener = listener;
  }

  /** Ends the fit early: {@link #run} then goes on with the best weights so far. */
  public void stop() {
    stopped = true;
  }

  /**
   * Trains and writes the model file.
   *
   * @throws UserException if the images, the options or the file system do not allow it, or the
   *     loss stops being a number
   * @throws io.hourglass.model.ModelException if the file does not compute what was trained
   */
  public TrainedModel run() {
    long start = System.nanoTime();
    Map<String, String> versions = Versions.all();
    Split split = options.data().split(options.fit().seed());
    ModelInput input = split.train().input();
    Architecture architecture = Family.architecture(options.model(), input);
    describe(split, architecture);

    requireRoom(input);
    Fit fit = fit(split, architecture);

    ScoreRule rule = rule(input);
    try (TorchModel trained = new TorchModel(architecture, fit.weights(), rule)) {
      Calibration calibration = calibrate(trained, split.calibration());
      Exporter exporter = new Exporter(architecture, fit.weights(), rule, split.train());
      ModelCard card =
          new ModelCard(
              ModelCard.CONTRACT,
              options.name(),
              exporter.version(input, rule, calibration),
              options.model().family().id(),
              input,
              architecture.latent(),
              rule,
              options.falseAlarmRate(),
              calibration,
              training(split, fit, options.fit().seed(), start, versions, settings()),
              new Verification(0, 0, 0, 0));
      return new TrainedModel(
          options.out(), exporter.publish(options.out(), card, trained, split.calibration()));
    }
  }

  private void describe(Split split, Architecture architecture) {
    listener.note(
        "%,d %s: %,d to fit, %,d to stop early, %,d to calibrate"
            .formatted(
                split.train().size() + split.validation().size() + split.calibration().size(),
                CardFacts.input(split.train().input()),
                split.train().size(),
                split.validation().size(),
                split.calibration().size()));
    listener.note(
        "%s with %,d weights%s"
            .formatted(
                options.model().family().id(),
                architecture.weights(),
                options.onGpu() ? ", on the GPU" : ""));
    if (options.fit().pretrained()) {
      listener.note("first weights from restricted Boltzmann machines, one after the other");
    }
    if (split.calibration().size() < FEW) {
      listener.note(
          "only %d images to calibrate with: thresholds for rare false alarms are a rough guess"
              .formatted(split.calibration().size()));
    }
  }

  /** SSIM and smoothing look at more than one pixel or reading at a time, which must be there. */
  private void requireRoom(ModelInput input) {
    boolean ssim =
        options.fit().loss().weights().containsKey(PixelError.SSIM)
            || options.score().pixelError().equals(PixelError.SSIM.id());
    if (input instanceof WindowInput window) {
      if (ssim) {
        throw new UserException(
            "ssim compares squares of pixels, which windows do not have; use mse or l1");
      }
      if (options.score().relative() && window.length() < 2) {
        throw new UserException("relative compares successive readings, but a window has only one");
      }
      if (options.score().smoothing() > window.length()) {
        throw new UserException(
            "smooth is %d, but a window has %d readings"
                .formatted(options.score().smoothing(), window.length()));
      }
    } else {
      requireRoom((ImageInput) input, ssim);
    }
  }

  private void requireRoom(ImageInput input, boolean ssim) {
    int side = Math.min(input.width(), input.height());
    if (ssim && side < PixelError.SSIM_WINDOW) {
      throw new UserException(
          "ssim compares squares of %1$d x %1$d pixels, but the images have %2$d x %3$d; use mse or l1"
              .formatted(PixelError.SSIM_WINDOW, input.width(), input.height()));
    }
    if (options.score().relative() && side < 2) {
      throw new UserException(
          "relative compares neighbouring pixels, but the images have %d x %d"
              .formatted(input.width(), input.height()));
    }
    if (options.score().smoothing() > side) {
      throw new UserException(
          "smooth is %d, but the images have %d x %d pixels"
              .formatted(options.score().smoothing(), input.width(), input.height()));
    }
  }

  private ScoreRule rule(ModelInput input) {
    ScoreRule rule = options.score();
    return options.elbo()
        ? new ScoreRule(
            rule.pixelError(),
            rule.worstPercent(),
            rule.pool(),
            rule.smoothing(),
            options.fit().divergence() / input.size(),
            rule.relative())
        : rule;
  }

  private Fit fit(Split split, Architecture architecture) {
    if (options.model().family() == Family.PCA) {
      return PrincipalComponents.fit(architecture, split.train(), split.validation());
    }
    Path checkpoint = options.out().resolveSibling(options.out().getFileName() + ".checkpoint");
    if (resume) {
      listener.note(
          Files.exists(checkpoint)
              ? "going on with " + checkpoint
              : "there is no %s to go on with, so this begins at the beginning"
                  .formatted(checkpoint));
    }
    return new Fitter(options.fit(), listener::progress, () -> stopped, checkpoint, resume)
        .fit(architecture, split.train(), split.validation());
  }

  private static Calibration calibrate(TorchModel trained, Dataset heldOut) {
    Calibrator calibrator = new Calibrator(heldOut.size(), heldOut.input().errorMapSize());
    for (int from = 0; from < heldOut.size(); from += BATCH) {
      calibrator.add(trained.infer(heldOut, from, Math.min(BATCH, heldOut.size() - from)));
    }
    return calibrator.calibrate();
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    if (options.model().family() != Family.PCA) {
      settings.put("loss", options.fit().loss().toString());
      settings.put("augment", options.fit().augmentation().toString());
      settings.put("device", options.onGpu() ? "gpu" : "processor");
      settings.put("batch", Integer.toString(options.fit().batch()));
      settings.put("learning-rate", Double.toString(options.fit().learningRate()));
      if (options.model().family() == Family.MLP) {
        settings.put("activation", options.model().activation().name().toLowerCase(Locale.ROOT));
        settings.put("pretrain", options.fit().pretrained() ? "rbm" : "none");
      }
      if (options.model().family() == Family.VAE) {
        settings.put("kl-weight", Double.toString(options.fit().divergence()));
      }
      settings.put("patience", Integer.toString(options.fit().patience()));
      settings.put(
          "widths",
          options.model().widths().isEmpty()
              ? "default"
              : options.model().widths().stream()
                  .map(String::valueOf)
                  .collect(Collectors.joining(",")));
    }
    return settings;
  }

  /**
   * Where a model comes from.
   *
   * @param start of the training, as {@link System#nanoTime} told it
   * @param settings what else decided the weights
   */
  public static Training training(
      Split split,
      Fit fit,
      long seed,
      long start,
      Map<String, String> versions,
      Map<String, String> settings) {
    return new Training(
        split.train().source(),
        split.digest(),
        split.train().size(),
        split.validation().size(),
        split.calibration().size(),
        seed,
        fit.epochs(),
        fit.bestEpoch(),
        fit.validationLoss(),
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        (System.nanoTime() - start) / 1e9,
        versions,
        settings);
  }
}
