package io.hourglass.trainer;

import io.hourglass.cli.Interrupt;
import io.hourglass.cli.UserException;
import io.hourglass.model.ModelCard;
import io.hourglass.trainer.adopt.FeatureTrainer;
import io.hourglass.trainer.model.Family;
import io.hourglass.trainer.model.ModelOptions;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hourglass train}. */
@Command(
    name = "train",
    description =
        "Learns from images, or from the history of sensors, what normal looks like, and writes it"
            + " to one ONNX file.",
    sortOptions = false,
    abbreviateSynopsis = true,
    mixinStandardHelpOptions = true)
public final class TrainCommand implements Callable<Integer> {
  @Option(
      names = "--out",
      paramLabel = "FILE",
      defaultValue = "model.onnx",
      description = "The model file to write. Default: ${DEFAULT-VALUE}.")
  private Path out = Path.of("");

  @Option(
      names = "--model",
      paramLabel = "FAMILY",
      description =
          "The kind of autoencoder: ${COMPLETION-CANDIDATES}. Default: conv; with a backbone mlp.",
      completionCandidates = Choice.OfFamily.class,
      converter = Choice.OfFamily.class)
  private @Nullable Family family;

  @Option(
      names = "--latent",
      paramLabel = "N|CxHxW",
      defaultValue = "" + TrainOptions.DEFAULT_LATENT,
      description =
          "Numbers in the compressed representation of an image; for conv also a feature map, e.g."
              + " 64x8x8. Default: ${DEFAULT-VALUE}.")
  private String latent = "";

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "What to call the model. Default: the file's name.")
  private @Nullable String name;

  @Option(
      names = "--resume",
      description =
          "Go on with the same training, which was broken off: it keeps OUT.checkpoint twice a minute"
              + " until it ends by itself.")
  private boolean resume;

  @Mixin private TrainArguments arguments = new TrainArguments();

  @ArgGroup(
      exclusive = false,
      validate = false,
      heading = "%nFeatures of a backbone, in place of pixels:%n")
  private BackboneArguments backbone = new BackboneArguments();

  @Override
  public Integer call() {
    ProgressLine progress = ProgressLine.onStandardError();
    TrainOptions options =
        arguments.options(
            family != null ? family : backbone.given() ? Family.MLP : Family.CONV,
            ModelOptions.latent(latent),
            !backbone.given(),
            name == null ? TrainOptions.nameOf(out) : name,
            out);
    if (backbone.given()) {
      if (resume) {
        throw new UserException(
            "resume is for models of pixels and readings, not for a backbone's");
      }
      FeatureTrainer trainer = new FeatureTrainer(options, backbone.options(), progress);
      return train(progress, trainer::stop, trainer::run);
    }
    Trainer trainer = new Trainer(options, resume, progress);
    return train(progress, trainer::stop, trainer::run);
  }

  private static int train(ProgressLine progress, Runnable stop, Supplier<TrainedModel> run) {
    return Interrupt.during(
        () -> {
          progress.note("stopping; the best model so far is published (Ctrl-C again: at once)");
          stop.run();
        },
        () -> {
          TrainedModel model = run.get();
          progress.endLine();
          System.out.println(summary(model));
          return 0;
        });
  }

  private static String summary(TrainedModel model) {
    ModelCard card = model.card();
    return String.format(
        Locale.ROOT,
        "%s: %s version %s, epoch %d of %d, validation loss %.5f, %.0f s%n"
            + "alert above a score of %.5f (1 in %,.0f normal records); agrees with the trainer to %.1e",
        model.file(),
        card.name(),
        card.version(),
        card.training().bestEpoch(),
        card.training().epochs(),
        card.training().validationLoss(),
        card.training().seconds(),
        card.calibration().threshold(card.falseAlarmRate()),
        1 / card.falseAlarmRate(),
        card.verification().score());
  }
}
