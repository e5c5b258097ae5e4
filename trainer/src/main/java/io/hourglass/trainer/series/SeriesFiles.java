package io.hourglass.trainer.series;

import io.hourglass.cli.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Series on disk: one file, or all of a folder in the order of their names. */
public final class SeriesFiles {
  private SeriesFiles() {}

  /** Whether a path is, or holds, files of series. */
  public static boolean at(Path source) {
    try {
      return !files(source).isEmpty();
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Reads series.
   *
   * @return at least one, all with the same channels, none with a gap
   * @throws UserException if there are none, or one cannot be read
   */
  public static List<Series> read(SeriesOptions options) {
    Path source = options.source();
    try {
      List<Series> series = new ArrayList<>();
      for (Path file : files(source)) {
        String name =
            Files.isDirectory(source)
                ? source.relativize(file).toString()
                : "" + file.getFileName();
        List<Series> read =
            isNumpy(file)
                ? NumpyFile.read(file, name, options)
                : new CsvFile(file, name, options).read();
        for (Series one : read) {
          if (!series.isEmpty() && !series.get(0).channels().equals(one.channels())) {
            throw new UserException(
                "%s has the channels %s, but %s has %s; name those to use with --columns"
                    .formatted(
                        name, one.channels(), series.get(0).name(), series.get(0).channels()));
          }
          series.add(one);
        }
      }
      if (series.isEmpty()) {
        throw new UserException("there are no readings at " + source);
      }
      return series;
    } catch (IOException e) {
      throw new UserException("cannot read %s: %s".formatted(source, e.getMessage()), e);
    }
  }

  private static List<Path> files(Path source) throws IOException {
    if (!Files.isDirectory(source)) {
      return Files.exists(source) && isSeries(source) ? List.of(source) : List.of();
    }
    try (Stream<Path> walk = Files.walk(source)) {
      return walk.filter(Files::isRegularFile).filter(SeriesFiles::isSeries).sorted().toList();
    }
  }

  private static boolean isSeries(Path file) {
    return name(file).endsWith(".csv") || name(file).endsWith(".tsv") || isNumpy(file);
  }

  private static boolean isNumpy(Path file) {
    return name(file).endsWith(".npy");
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
  }
}
