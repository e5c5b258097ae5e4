package io.hourglass.trainer;

import io.hourglass.model.ModelCard;
import io.hourglass.trainer.adopt.Adopter;
import io.hourglass.trainer.adopt.Adoption;
import io.hourglass.trainer.dataset.DataOptions;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hourglass import}. */
@Command(
    name = "import",
    description =
        "Makes a model file of an anomaly model of images that was made elsewhere (ONNX): scaling in front,"
            + " the names that the application knows behind, thresholds from normal images, golden samples.",
    sortOptions = false,
    abbreviateSynopsis = true,
    mixinStandardHelpOptions = true)
public final class ImportCommand implements Callable<Integer> {
  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description = "The ONNX file; it takes images as floats [N, C, H, W].")
  private Path model = Path.of("");

  @Option(
      names = "--data",
      required = true,
      paramLabel = "PATH",
      description = "Normal images that it was not fitted to: a folder, or an IDX file.")
  private Path data = Path.of("");

  @Option(
      names = "--score",
      required = true,
      paramLabel = "NAME",
      description = "Its output that is high for anomalies, [N] or [N, 1].")
  private String score = "";

  @Option(
      names = "--map",
      paramLabel = "NAME",
      description =
          "Its output that shows where, [N, H, W] or [N, 1, H, W]. Default: there is none.")
  private @Nullable String map;

  @Option(
      names = "--latent",
      paramLabel = "NAME",
      description = "Its output that is an embedding. Default: there is none, so the score is.")
  private @Nullable String latent;

  @Option(names = "--input", paramLabel = "NAME", description = "Its input. Default: the only one.")
  private @Nullable String input;

  @Option(
      names = "--size",
      paramLabel = "WxH",
      description = "Pixels of the images. Default: as the model says.")
  private @Nullable String size;

  @Mixin private NormalisationArguments normalisation = new NormalisationArguments();

  @Option(
      names = "--normal-label",
      split = ",",
      paramLabel = "LABEL",
      description = "The labels of normal images. Default: all are.")
  private Set<String> labels = new LinkedHashSet<>();

  @Option(
      names = "--false-alarm-rate",
      paramLabel = "P",
      defaultValue = "" + TrainOptions.DEFAULT_FALSE_ALARM_RATE,
      description =
          "The share of normal images that may raise an alert. Default: ${DEFAULT-VALUE}.")
  private double falseAlarmRate;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      defaultValue = "model.onnx",
      description = "The model file to write. Default: ${DEFAULT-VALUE}.")
  private Path out = Path.of("");

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "What to call the model. Default: the file's name.")
  private @Nullable String name;

  @Override
  public Integer call() {
    ModelCard card =
        new Adopter(
                new Adoption(
                    model,
                    input,
                    score,
                    map,
                    latent,
                    size == null ? null : DataOptions.Size.parse(size),
                    normalisation.normalisation(),
                    data,
                    labels,
                    falseAlarmRate,
                    name == null ? TrainOptions.nameOf(out) : name,
                    out))
            .run();
    System.out.println(
        String.format(
            Locale.ROOT,
            "%s: %s version %s%nalert above a score of %.5f (1 in %,.0f normal images)",
            out,
            card.name(),
            card.version(),
            card.calibration().threshold(card.falseAlarmRate()),
            1 / card.falseAlarmRate()));
    return 0;
  }
}
