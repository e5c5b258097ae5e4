package io.hourglass.trainer.series;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.hourglass.cli.UserException;
import io.hourglass.record.Times;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A CSV file with a header: one row a reading. The separator is the one of {@code , ; |} and tab
 * that the header has most of.
 */
final class CsvFile {
  private static final char[] SEPARATORS = {',', ';', '\t', '|'};
  private static final Set<String> TIMES = Set.of("time", "timestamp", "datetime", "date", "ts");
  private static final Set<String> LABELS =
      Set.of("anomaly", "is_anomaly", "anomalous", "label", "changepoint", "attack");
  private static final Set<String> MISSING = Set.of("", "nan", "null", "na", "n/a");

  private final Path file;
  private final String name;
  private final SeriesOptions options;
  private List<String> header = List.of();
  private List<Integer> channels = List.of();
  private List<Integer> labels = List.of();
  private int time = -1;

  CsvFile(Path file, String name, SeriesOptions options) {
    this.file = file;
    this.name = name;
    this.options = options;
  }

  List<Series> read() throws IOException {
    try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.UTF_8);
        MappingIterator<String[]> rows = rows(in)) {
      if (!rows.hasNext()) {
        throw new UserException(
            name + " is empty; expected is a header and a row for each reading");
      }
      choose(Arrays.asList(rows.next()));
      Readings readings =
          new Readings(name, channels.stream().map(header::get).toList(), options.resample());
      int line = 1;
      while (rows.hasNext()) {
        line++;
        take(rows.next(), line, readings);
      }
      return readings.series();
    } catch (JsonProcessingException e) {
      throw new UserException("%s is no CSV file: %s".formatted(name, e.getOriginalMessage()), e);
    }
  }

  private static MappingIterator<String[]> rows(BufferedReader in) throws IOException {
    in.mark(1 << 16);
    String first = in.readLine();
    in.reset();
    return CsvMapper.builder()
        .enable(CsvParser.Feature.WRAP_AS_ARRAY)
        .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
        .enable(CsvParser.Feature.TRIM_SPACES)
        .build()
        .readerFor(String[].class)
        .with(CsvSchema.emptySchema().withColumnSeparator(separator(first == null ? "" : first)))
        .readValues(in);
  }

  private static char separator(String header) {
    char best = ',';
    for (char candidate : SEPARATORS) {
      if (count(header, candidate) > count(header, best)) {
        best = candidate;
      }
    }
    return best;
  }

  private static long count(String text, char wanted) {
    return text.chars().filter(c -> c == wanted).count();
  }

  private void choose(List<String> names) {
    header = names;
    time = timeColumn();
    labels =
        options.labels().isEmpty()
            ? allLike(LABELS)
            : options.labels().stream().map(this::column).toList();
    channels =
        options.columns().isEmpty()
            ? others()
            : options.columns().stream().map(this::column).toList();
    if (channels.isEmpty()) {
      throw new UserException("%s has no channels among its columns %s".formatted(name, header));
    }
  }

  private int timeColumn() {
    if (SeriesOptions.NO_TIME.equals(options.time())) {
      return -1;
    }
    return options.time() == null ? firstLike(TIMES) : column(options.time());
  }

  private int column(String wanted) {
    int column = header.indexOf(wanted);
    if (column < 0) {
      throw new UserException(
          "%s has no column '%s'; there are %s".formatted(name, wanted, String.join(", ", header)));
    }
    return column;
  }

  private int firstLike(Set<String> names) {
    List<Integer> all = allLike(names);
    return all.isEmpty() ? -1 : all.get(0);
  }

  private List<Integer> allLike(Set<String> names) {
    List<Integer> columns = new ArrayList<>();
    for (int i = 0; i < header.size(); i++) {
      if (names.contains(header.get(i).toLowerCase(Locale.ROOT))) {
        columns.add(i);
      }
    }
    return columns;
  }

  private List<Integer> others() {
    List<Integer> columns = new ArrayList<>();
    for (int i = 0; i < header.size(); i++) {
      if (i != time && !labels.contains(i)) {
        columns.add(i);
      }
    }
    return columns;
  }

  private void take(String[] row, int line, Readings readings) {
    if (row.length != header.size()) {
      throw new UserException(
          "%s has %d values in line %d, but %d columns"
              .formatted(name, row.length, line, header.size()));
    }
    float[] values = new float[channels.size()];
    for (int c = 0; c < values.length; c++) {
      values[c] = (float) number(row[channels.get(c)], line, channels.get(c));
    }
    readings.add(values, time < 0 ? null : time(row[time], line), anomalous(row, line));
  }

  private double time(String text, int line) {
    try {
      return Times.parse(text);
    } catch (DateTimeException e) {
      throw new UserException(
          "%s has '%s' in line %d where a time is expected: ISO 8601, or a number since 1970; name the column with --time"
              .formatted(name, text, line),
          e);
    }
  }

  private @Nullable Boolean anomalous(String[] row, int line) {
    if (labels.isEmpty()) {
      return null;
    }
    double label = number(row[labels.get(0)], line, labels.get(0));
    return label != 0 && !Double.isNaN(label);
  }

  private double number(String text, int line, int column) {
    String trimmed = text.trim();
    if (MISSING.contains(trimmed.toLowerCase(Locale.ROOT))) {
      return Double.NaN;
    }
    try {
      double number = Double.parseDouble(trimmed);
      return Double.isInfinite(number) ? Double.NaN : number;
    } catch (NumberFormatException e) {
      throw new UserException(
          "%s has '%s' in line %d, column '%s', where a number is expected; name the columns to use with --columns"
              .formatted(name, trimmed, line, header.get(column)),
          e);
    }
  }
}
