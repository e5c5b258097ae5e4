package io.hourglass.trainer.series;

import io.hourglass.cli.UserException;
import io.hourglass.trainer.dataset.Split;
import io.hourglass.trainer.dataset.TrainingData;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which series to read, and how to cut them into windows.
 *
 * @param source a CSV or NumPy file, or a folder of them
 * @param columns the channels, by name, in order; empty: all columns that are neither time nor
 *     labels
 * @param time the column of the readings' times; null: the first that is called like one; {@link
 *     #NO_TIME}: none
 * @param labels columns that say whether a reading is anomalous (0 or 1), which are not learnt;
 *     empty: those that are called like labels
 * @param window readings in a window, at least 2
 * @param stride readings from one window to the next where the model is used
 * @param resample milliseconds of the fixed rate that readings are brought to, 1 or more; null: as
 *     they are
 */
public record SeriesOptions(
    Path source,
    List<String> columns,
    @Nullable String time,
    List<String> labels,
    int window,
    int stride,
    @Nullable Double resample)
    implements TrainingData {
  public static final int DEFAULT_WINDOW = 64;

  /** Readings follow each other without gaps, whatever a column of times says. */
  public static final String NO_TIME = "";

  public SeriesOptions {
    columns = List.copyOf(columns);
    labels = List.copyOf(labels);
    if (window < 2) {
      throw new UserException("window is " + window + "; allowed is 2 or more readings");
    }
    if (stride < 1 || stride > window) {
      throw new UserException(
          "stride is %d; allowed is 1 to the window's length, %d".formatted(stride, window));
    }
    if (resample != null && !(resample >= 1)) {
      throw new UserException("resample is " + resample + "; allowed is 1 millisecond or more");
    }
  }

  /** Readings as they are. */
  public SeriesOptions(
      Path source,
      List<String> columns,
      @Nullable String time,
      List<String> labels,
      int window,
      int stride) {
    this(source, columns, time, labels, window, stride, null);
  }

  /** All columns of a source, a quarter of a window from one window to the next. */
  public static SeriesOptions of(Path source, int window) {
    return new SeriesOptions(source, List.of(), null, List.of(), window, Math.max(1, window / 4));
  }

  /** Splits by time: what is fitted to lies before what thresholds are made from. */
  @Override
  public Split split(long seed) {
    return TimeSplit.of(SeriesFiles.read(this), this);
  }
}
