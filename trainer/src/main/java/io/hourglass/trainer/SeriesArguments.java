package io.hourglass.trainer;

import io.hourglass.trainer.series.SeriesOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say how to read series, and how to cut them into windows. */
final class SeriesArguments {
  @Option(
      names = "--window",
      paramLabel = "N",
      description = "Readings in a window. Default: " + SeriesOptions.DEFAULT_WINDOW + ".")
  private int window = SeriesOptions.DEFAULT_WINDOW;

  @Option(
      names = "--stride",
      paramLabel = "N",
      description =
          "Readings from one window to the next, where the model is used. Default: a quarter of the"
              + " window.")
  private int stride;

  @Option(
      names = "--columns",
      split = ",",
      paramLabel = "NAME",
      description = "The channels. Default: all columns that are neither time nor label.")
  private List<String> columns = new ArrayList<>();

  @Option(
      names = "--time",
      paramLabel = "NAME",
      description =
          "The column of times. Default: the first that is called time, timestamp, datetime, date or"
              + " ts.")
  private @Nullable String time;

  @Option(
      names = "--label",
      split = ",",
      paramLabel = "NAME",
      description =
          "Columns that say whether a reading is anomalous, which are not learnt; the first is the"
              + " truth. Default: those called anomaly, is_anomaly, anomalous, label, changepoint or"
              + " attack.")
  private List<String> labels = new ArrayList<>();

  @Option(
      names = "--resample",
      paramLabel = "MILLIS",
      description =
          "Bring readings to a fixed rate, one each so many milliseconds: the first of each period counts,"
              + " and an empty one has the last one's values. The application does the same. Default: as"
              + " they come.")
  private @Nullable Double resample;

  SeriesOptions of(Path source) {
    return new SeriesOptions(
        source,
        columns,
        time,
        labels,
        window,
        stride == 0 ? Math.max(1, window / 4) : stride,
        resample);
  }
}
