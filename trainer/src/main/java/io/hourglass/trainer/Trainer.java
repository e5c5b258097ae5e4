package io.hourglass.trainer;

import io.hourglass.cli.UserException;
import io.hourglass.model.Calibration;
import io.hourglass.model.ModelCard;
import io.hourglass.model.ScoreRule;
import io.hourglass.model.Training;
import io.hourglass.model.Verification;
import io.hourglass.trainer.calibrate.Calibrator;
import io.hourglass.trainer.dataset.Dataset;
import io.hourglass.trainer.dataset.Split;
import io.hourglass.trainer.export.Exporter;
import io.hourglass.trainer.fit.Fit;
import io.hourglass.trainer.fit.Fitter;
import io.hourglass.trainer.fit.TorchModel;
import io.hourglass.trainer.model.Architecture;
import io.hourglass.trainer.model.Family;
import io.hourglass.trainer.report.CardFacts;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/**
 * From images to a model file: data set, model, fit, calibration, export, verification.
 *
 * <p>One training an instance; {@link #stop} may be called from any thread. Trainings in one
 * process must not run at the same time, because libtorch's thread settings are the process's.
 */
public final class Trainer {
  private static final int BATCH = 64;
  private static final int FEW = 100;

  private final TrainOptions options;
  private final TrainingListener listener;
  private volatile boolean stopped;

  public Trainer(TrainOptions options, TrainingListener listener) {
    this.options = options;
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
    Dataset normal = Dataset.read(options.data());
    Split split = Split.of(normal, options.fit().seed());
    Architecture architecture = Family.architecture(options.model(), normal.input());
    describe(split, architecture);

    Fit fit =
        new Fitter(options.fit(), listener::progress, () -> stopped)
            .fit(architecture, split.train(), split.validation());

    ScoreRule rule = new ScoreRule("squared-error", options.worstPercent());
    try (TorchModel trained = new TorchModel(architecture, fit.weights(), rule)) {
      Calibration calibration = calibrate(trained, split.calibration());
      Exporter exporter = new Exporter(architecture, fit.weights(), rule);
      ModelCard card =
          new ModelCard(
              ModelCard.CONTRACT,
              options.name(),
              exporter.version(normal.input(), rule, calibration),
              options.model().family().id(),
              normal.input(),
              architecture.latent(),
              rule,
              options.falseAlarmRate(),
              calibration,
              training(normal, split, fit, start, versions),
              new Verification(0, 0, 0, 0));
      return new TrainedModel(
          options.out(), exporter.publish(options.out(), card, trained, split.calibration()));
    }
  }

  private void describe(Split split, Architecture architecture) {
    listener.note(
        "%,d images of %s: %,d to fit, %,d to stop early, %,d to calibrate"
            .formatted(
                split.train().size() + split.validation().size() + split.calibration().size(),
                CardFacts.input(split.train().input()),
                split.train().size(),
                split.validation().size(),
                split.calibration().size()));
    listener.note(
        "%s with %,d weights".formatted(options.model().family().id(), architecture.weights()));
    if (split.calibration().size() < FEW) {
      listener.note(
          "only %d images to calibrate with: thresholds for rare false alarms are a rough guess"
              .formatted(split.calibration().size()));
    }
  }

  private static Calibration calibrate(TorchModel trained, Dataset heldOut) {
    Calibrator calibrator =
        new Calibrator(heldOut.size(), heldOut.input().height() * heldOut.input().width());
    for (int from = 0; from < heldOut.size(); from += BATCH) {
      calibrator.add(trained.infer(heldOut, from, Math.min(BATCH, heldOut.size() - from)));
    }
    return calibrator.calibrate();
  }

  private Training training(
      Dataset normal, Split split, Fit fit, long start, Map<String, String> versions) {
    return new Training(
        normal.source(),
        normal.digest(),
        split.train().size(),
        split.validation().size(),
        split.calibration().size(),
        options.fit().seed(),
        fit.epochs(),
        fit.bestEpoch(),
        fit.validationLoss(),
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        (System.nanoTime() - start) / 1e9,
        versions);
  }
}
