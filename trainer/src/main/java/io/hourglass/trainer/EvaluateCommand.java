package io.hourglass.trainer;

import io.hourglass.cli.UserException;
import io.hourglass.model.ScoringModel;
import io.hourglass.model.WindowInput;
import io.hourglass.trainer.dataset.DataOptions;
import io.hourglass.trainer.dataset.Dataset;
import io.hourglass.trainer.evaluate.Evaluation;
import io.hourglass.trainer.evaluate.Evaluator;
import io.hourglass.trainer.evaluate.PixelMasks;
import io.hourglass.trainer.evaluate.RocCurve;
import io.hourglass.trainer.report.EvaluationReport;
import io.hourglass.trainer.report.SeriesReport;
import io.hourglass.trainer.series.Series;
import io.hourglass.trainer.series.SeriesEvaluation;
import io.hourglass.trainer.series.SeriesFiles;
import io.hourglass.trainer.series.SeriesOptions;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code hourglass evaluate}. */
@Command(
    name = "evaluate",
    description =
        "Says how well a model tells normal images or readings from others, and shows it on a page.",
    sortOptions = false,
    abbreviateSynopsis = true,
    mixinStandardHelpOptions = true)
public final class EvaluateCommand implements Callable<Integer> {
  @Option(names = "--model", required = true, paramLabel = "FILE", description = "The model file.")
  private Path file = Path.of("");

  @Option(
      names = "--data",
      required = true,
      paramLabel = "PATH",
      description =
          "Images with labels: an IDX file with its labels beside it, or a folder with a sub-folder"
              + " for each label. Or series, for a model of sensor windows: a CSV file or a folder"
              + " of them, with a column that labels events.")
  private Path data = Path.of("");

  @Option(
      names = "--normal-label",
      split = ",",
      paramLabel = "LABEL",
      description = "The labels of normal images, which are needed; every other one is an anomaly.")
  private Set<String> normalLabels = new LinkedHashSet<>();

  @Option(
      names = "--masks",
      paramLabel = "FOLDER",
      description =
          "PNG files named as the anomalous images, bright where these are anomalous: says how well"
              + " single pixels are told apart, too.")
  private @Nullable Path masks;

  @Option(
      names = "--time",
      paramLabel = "NAME",
      description = "The series' column of times. Default: as for training.")
  private @Nullable String time;

  @Option(
      names = "--label",
      paramLabel = "NAME",
      description =
          "The series' column that says whether a reading is anomalous. Default: as for training.")
  private @Nullable String label;

  @Option(
      names = "--false-alarm-rate",
      paramLabel = "P",
      description = "Which threshold to look at. Default: the model's.")
  private @Nullable Double falseAlarmRate;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      defaultValue = "report",
      description = "Where to write the page, as index.html. Default: ${DEFAULT-VALUE}.")
  private Path out = Path.of("");

  @Override
  public Integer call() {
    try (ScoringModel model = ScoringModel.open(file, 1)) {
      double rate = falseAlarmRate == null ? model.card().falseAlarmRate() : falseAlarmRate;
      if (!(rate > 0 && rate < 1)) {
        throw new UserException(
            "false-alarm-rate is " + rate + "; allowed is more than 0, below 1");
      }
      if (model.card().input() instanceof WindowInput windows) {
        return series(model, windows, rate);
      }
      if (normalLabels.isEmpty()) {
        throw new UserException("normal-label is not given; it says which images are normal");
      }
      Dataset images = Dataset.read(DataOptions.fitting(data, model.card().imageInput()));
      Evaluation evaluation =
          Evaluator.evaluate(
              model, images, normalLabels, rate, masks == null ? null : new PixelMasks(masks));
      Path page = out.resolve("index.html");
      EvaluationReport.of(model, evaluation).write(page);
      System.out.print(table(evaluation));
      System.out.printf("%-30s %s%n", "report", page);
      return 0;
    }
  }

  private int series(ScoringModel model, WindowInput windows, double rate) {
    List<Series> all =
        SeriesFiles.read(
            new SeriesOptions(
                data,
                windows.channels(),
                time,
                label == null ? List.of() : List.of(label),
                windows.length(),
                windows.stride(),
                windows.resampled() ? windows.periodMillis() : null));
    SeriesEvaluation evaluation = SeriesEvaluation.of(model, all, rate);
    Path page = out.resolve("index.html");
    SeriesReport.of(model.card(), evaluation).write(page);
    StringBuilder table = new StringBuilder();
    SeriesReport.figures(evaluation).forEach((name, value) -> row(table, name, "%s", value));
    row(table, "report", "%s", page);
    System.out.print(table);
    return 0;
  }

  private static String table(Evaluation evaluation) {
    StringBuilder table = new StringBuilder();
    row(
        table,
        "images",
        "%,d normal, %,d anomalous",
        evaluation.count(false),
        evaluation.count(true));
    RocCurve roc = evaluation.roc();
    if (roc != null) {
      row(table, "AUROC", "%.4f", roc.area());
      row(table, "average precision", "%.4f", roc.averagePrecision());
    }
    if (evaluation.pixelArea() != null) {
      row(table, "AUROC of pixels", "%.4f", evaluation.pixelArea());
    }
    row(
        table,
        "threshold",
        "%.6f for 1 false alarm in %,.0f normal images",
        evaluation.threshold(),
        1 / evaluation.askedRate());
    rate(table, "false-alarm rate", evaluation.falseAlarmRate(), evaluation, false);
    if (roc != null) {
      rate(table, "detection rate", evaluation.detectionRate(), evaluation, true);
    }
    return table.toString();
  }

  private static void rate(
      StringBuilder table, String name, double rate, Evaluation evaluation, boolean anomalous) {
    row(
        table,
        name,
        "%.4f (%,d of %,d)",
        rate,
        evaluation.alerts(anomalous),
        evaluation.count(anomalous));
  }

  private static void row(StringBuilder table, String name, String format, Object... values) {
    table.append(
        String.format(Locale.ROOT, "%-30s %s%n", name, String.format(Locale.ROOT, format, values)));
  }
}
