package io.hourglass.trainer;

import io.hourglass.model.ModelCard;
import io.hourglass.trainer.quantize.Fidelity;
import io.hourglass.trainer.quantize.QuantizeOptions;
import io.hourglass.trainer.quantize.Quantizer;
import io.hourglass.trainer.quantize.Speed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hourglass quantize}. */
@Command(
    name = "quantize",
    description = "Writes a model again so that it computes with 8-bit integers, which is faster.",
    sortOptions = false,
    abbreviateSynopsis = true,
    mixinStandardHelpOptions = true)
public final class QuantizeCommand implements Callable<Integer> {
  private static final Duration TURN = Duration.ofMillis(200);

  @Parameters(paramLabel = "FILE", description = "The float model file.")
  private Path model = Path.of("");

  @Option(
      names = "--data",
      required = true,
      paramLabel = "PATH",
      description =
          "Images for ranges and thresholds, an IDX file or a folder: those the model was trained on"
              + " (the tenth that it was not fitted to is used for thresholds), or others like them.")
  private Path data = Path.of("");

  @Option(
      names = "--normal-label",
      split = ",",
      paramLabel = "LABEL",
      description =
          "The labels of normal images; all others are anomalies, and AUROC is compared on them."
              + " Default: all images are normal.")
  private Set<String> normalLabels = new LinkedHashSet<>();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "The model file to write. Default: the model's name with -int8.")
  private @Nullable Path out;

  @Option(
      names = "--min-correlation",
      paramLabel = "R",
      defaultValue = "" + QuantizeOptions.DEFAULT_MIN_CORRELATION,
      description =
          "Nothing is written if the scores' rank correlation with the float model's is lower."
              + " Default: ${DEFAULT-VALUE}.")
  private double minCorrelation;

  @Option(
      names = "--max-auroc-loss",
      paramLabel = "A",
      defaultValue = "" + QuantizeOptions.DEFAULT_MAX_AUROC_LOSS,
      description = "Nothing is written if AUROC falls by more. Default: ${DEFAULT-VALUE}.")
  private double maxAurocLoss;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "What to call the model. Default: the file's name.")
  private @Nullable String name;

  @Override
  public Integer call() {
    Path target =
        out != null ? out : model.resolveSibling(TrainOptions.nameOf(model) + "-int8.onnx");
    Quantizer.Result result =
        new Quantizer(
                new QuantizeOptions(
                    model,
                    data,
                    normalLabels,
                    minCorrelation,
                    maxAurocLoss,
                    name == null ? TrainOptions.nameOf(target) : name,
                    target),
                TURN)
            .run();
    report(target, result);
    return 0;
  }

  private static void report(Path target, Quantizer.Result result) {
    ModelCard card = result.card();
    Fidelity fidelity = result.fidelity();
    print(
        "%s: %s version %s, %d int8 layers", target, card.name(), card.version(), result.layers());
    print("rank correlation of scores  %.5f", fidelity.correlation());
    if (fidelity.floatAuroc() != null) {
      print("AUROC  %.4f, float %.4f", fidelity.int8Auroc(), fidelity.floatAuroc());
    }
    for (Speed speed : result.speeds()) {
      print(
          "batch %d, one thread  %.2f times as fast: %,.0f images/s, float %,.0f",
          speed.batch(), speed.ratio(), speed.int8Rate(), speed.floatRate());
    }
    print(
        "alert above a score of %.5f (1 in %,.0f normal images)",
        card.calibration().threshold(card.falseAlarmRate()), 1 / card.falseAlarmRate());
  }

  private static void print(String format, @Nullable Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
