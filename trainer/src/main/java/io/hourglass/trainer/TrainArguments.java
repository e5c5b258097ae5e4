package io.hourglass.trainer;

import io.hourglass.cli.UserException;
import io.hourglass.image.Resize;
import io.hourglass.model.ScoreRule;
import io.hourglass.trainer.dataset.DataOptions;
import io.hourglass.trainer.fit.Augmentation;
import io.hourglass.trainer.fit.FitOptions;
import io.hourglass.trainer.model.Activation;
import io.hourglass.trainer.model.Family;
import io.hourglass.trainer.model.Loss;
import io.hourglass.trainer.model.ModelOptions;
import io.hourglass.trainer.model.PixelError;
import io.hourglass.trainer.series.SeriesFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that say what to learn from and how, whatever the model. */
final class TrainArguments {
  private static final List<String> OF_IMAGES =
      List.of("--normal-label", "--size", "--channels", "--resize");

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--data",
      required = true,
      paramLabel = "PATH",
      description =
          "Images of normal things: an IDX file (gzip or not; labels are found beside it), or a"
              + " folder of PNG and JPEG files (a sub-folder's name is a label). Or readings of"
              + " sensors: a CSV or NumPy file, or a folder of them.")
  private Path data = Path.of("");

  @Option(
      names = "--normal-label",
      split = ",",
      paramLabel = "LABEL",
      description = "Train on the images with these labels only. Default: all images.")
  private Set<String> labels = new LinkedHashSet<>();

  @Option(
      names = "--widths",
      split = ",",
      paramLabel = "N",
      description =
          "Units of the hidden layers (mlp; default 2000,1000,500) or channels of the convolutions"
              + " (conv; default 32,64,128... by image size), from image to latent.")
  private List<Integer> widths = new ArrayList<>();

  @Option(
      names = "--size",
      paramLabel = "WxH",
      description =
          "Pixels to bring images to. Default: the images' own size, if they agree and have at most"
              + " 128 a side; else the median, scaled down to that.")
  private @Nullable String size;

  @Option(
      names = "--channels",
      paramLabel = "1|3",
      defaultValue = "0",
      description = "Grey or colour. Default: as the images are.")
  private int channels;

  @Option(
      names = "--resize",
      paramLabel = "RULE",
      description =
          "What becomes of an image of another size: none (refused), stretch, or crop (the centre)."
              + " Default: none if all images have the size, else stretch.",
      converter = Choice.OfResize.class)
  private @Nullable Resize resize;

  @ArgGroup(exclusive = false, validate = false, heading = "%nSensor windows:%n")
  private SeriesArguments series = new SeriesArguments();

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "" + TrainOptions.DEFAULT_EPOCHS,
      description = "Passes over the images, at most. Default: ${DEFAULT-VALUE}.")
  private int epochs;

  @Option(
      names = "--patience",
      paramLabel = "N",
      defaultValue = "" + TrainOptions.DEFAULT_PATIENCE,
      description =
          "Epochs without improvement on held-out images after which to stop. Default: ${DEFAULT-VALUE}.")
  private int patience;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "" + TrainOptions.DEFAULT_BATCH,
      description = "Images a step. Default: ${DEFAULT-VALUE}.")
  private int batch;

  @Option(
      names = "--learning-rate",
      paramLabel = "X",
      defaultValue = "" + TrainOptions.DEFAULT_LEARNING_RATE,
      description =
          "The highest learning rate; it rises to this and falls to 0. Default: ${DEFAULT-VALUE}.")
  private double learningRate;

  @Option(
      names = "--augment",
      split = ",",
      paramLabel = "CHANGE",
      description =
          "Changes that leave a normal image normal, drawn anew each time it is trained on: flip-x,"
              + " flip-y, shift=PIXELS, rotate=DEGREES, brightness=SHARE. Default: none.")
  private List<String> augment = new ArrayList<>();

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Decides every random choice: the same seed and data give the same model. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--worst-percent",
      paramLabel = "P",
      defaultValue = "" + TrainOptions.DEFAULT_WORST_PERCENT,
      description =
          "The score goes by the worst P per cent of the pixels; choose few for small"
              + " defects. Default: ${DEFAULT-VALUE}.")
  private double worstPercent;

  @Option(
      names = "--loss",
      paramLabel = "LOSS",
      defaultValue = "mse",
      description =
          "What training makes small: mse, l1, ssim, or a sum such as l1+ssim or 0.2*l1+0.8*ssim."
              + " Default: ${DEFAULT-VALUE}.")
  private String loss = "mse";

  @Option(
      names = "--error",
      paramLabel = "ERROR",
      description =
          "What the error map shows: ${COMPLETION-CANDIDATES}. Default: what weighs most in the loss.",
      completionCandidates = Choice.OfError.class,
      converter = Choice.OfError.class)
  private @Nullable PixelError error;

  @Option(
      names = "--activation",
      paramLabel = "UNIT",
      description =
          "For mlp: what hidden units make of their input, ${COMPLETION-CANDIDATES}. Default: relu;"
              + " logistic with --pretrain.",
      completionCandidates = Choice.OfActivation.class,
      converter = Choice.OfActivation.class)
  private @Nullable Activation activation;

  @Option(
      names = "--pretrain",
      paramLabel = "rbm",
      description =
          "For mlp: rbm takes first weights from restricted Boltzmann machines, layer by layer, and not"
              + " from chance.")
  private @Nullable String pretrain;

  @Option(
      names = "--kl-weight",
      paramLabel = "X",
      defaultValue = "" + FitOptions.DEFAULT_DIVERGENCE,
      description =
          "For vae: weight of the divergence of the latents' distribution from the prior, against the"
              + " loss summed over an image. Default: ${DEFAULT-VALUE}.")
  private double divergence;

  @Option(
      names = "--elbo",
      description =
          "For vae: the score is the negative evidence lower bound, that divergence among it, and not"
              + " the error alone.")
  private boolean elbo;

  @Option(
      names = "--pool",
      paramLabel = "POOL",
      defaultValue = "mean",
      description =
          "What the score makes of the worst pixels: their mean, the least of them (quantile: with"
              + " --worst-percent 1 the 99th percentile), or max. Default: ${DEFAULT-VALUE}.",
      completionCandidates = Choice.OfPool.class,
      converter = Choice.OfPool.class)
  private ScoreRule.Pool pool = ScoreRule.Pool.MEAN;

  @Option(
      names = "--smooth",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Average the error map over squares of N pixels before the score is taken. Default:"
              + " ${DEFAULT-VALUE}, not at all.")
  private int smooth;

  @Option(
      names = "--relative",
      negatable = true,
      description =
          "Divide the score by the complexity of the input, the mean square of the difference"
              + " between neighbours, so that a busy image does not score high for being busy, nor"
              + " a plain one low for being plain. Default: for images, but not for windows and a"
              + " backbone.")
  private @Nullable Boolean relative;

  @Option(
      names = "--false-alarm-rate",
      paramLabel = "P",
      defaultValue = "" + TrainOptions.DEFAULT_FALSE_ALARM_RATE,
      description =
          "The share of normal images that may raise an alert. Default: ${DEFAULT-VALUE}.")
  private double falseAlarmRate;

  /** The labels of normal images. */
  Set<String> labels() {
    return labels;
  }

  /**
   * What a user asked for, with a model.
   *
   * @param pixels whether it restores pixels, or readings, and not a backbone's features
   */
  TrainOptions options(Family family, List<Integer> latent, boolean pixels, String name, Path out) {
    return options(
        family, latent, pixels, name, out, Augmentation.parse(augment), pretrained(), elbo);
  }

  /** The same for one of several families: what does not go with it is left out. */
  TrainOptions applicable(Family family, List<Integer> latent, String name, Path out) {
    Augmentation all = Augmentation.parse(augment);
    return options(
        family,
        latent,
        true,
        name,
        out,
        family == Family.PCA ? Augmentation.NONE : all,
        family == Family.MLP && pretrained(),
        family == Family.VAE && elbo);
  }

  private TrainOptions options(
      Family family,
      List<Integer> latent,
      boolean pixels,
      String name,
      Path out,
      Augmentation augmentation,
      boolean pretrained,
      boolean elbo) {
    boolean windows = SeriesFiles.at(data);
    if (windows) {
      requireNone(TrainArguments::isOfImages, "images, but the data are readings: " + data);
    } else {
      requireNone(TrainArguments::isOfReadings, "readings, but no CSV or NumPy file is at " + data);
    }
    Loss trained = Loss.parse(loss);
    PixelError shown = error == null ? trained.main() : error;
    return new TrainOptions(
        windows
            ? series.of(data)
            : new DataOptions(
                data, labels, size == null ? null : DataOptions.Size.parse(size), channels, resize),
        new ModelOptions(
            family,
            latent,
            widths,
            activation != null ? activation : pretrained ? Activation.LOGISTIC : Activation.RELU),
        new FitOptions(
            epochs,
            batch,
            learningRate,
            patience,
            seed,
            trained,
            divergence,
            pretrained,
            augmentation),
        TrainOptions.score(
            shown, worstPercent, pool, smooth, relative != null ? relative : pixels && !windows),
        elbo,
        falseAlarmRate,
        name,
        out);
  }

  private static boolean isOfImages(OptionSpec option) {
    return OF_IMAGES.contains(option.longestName());
  }

  private static boolean isOfReadings(OptionSpec option) {
    return option.group() != null && option.group().typeInfo().getType() == SeriesArguments.class;
  }

  private void requireNone(Predicate<OptionSpec> unfit, String reason) {
    for (OptionSpec option : spec.options()) {
      if (unfit.test(option) && spec.commandLine().getParseResult().hasMatchedOption(option)) {
        throw new UserException(option.longestName().substring(2) + " is for " + reason);
      }
    }
  }

  private boolean pretrained() {
    if (pretrain != null && !pretrain.equalsIgnoreCase("rbm")) {
      throw new UserException("pretrain is '" + pretrain + "'; allowed is rbm");
    }
    return pretrain != null;
  }
}
