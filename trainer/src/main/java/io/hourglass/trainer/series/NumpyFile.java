package io.hourglass.trainer.series;

import io.hourglass.cli.UserException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A NumPy file: float32 or float64 {@code [readings, channels]} or {@code [readings]},
 * little-endian, row-major. Channels are called {@code c0}, {@code c1} and so on.
 */
final class NumpyFile {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final Pattern HEADER =
      Pattern.compile(
          ".*'descr': *'<f([48])'.*'fortran_order': *False.*'shape': *\\((\\d+),? *(\\d*)\\).*",
          Pattern.DOTALL);

  private NumpyFile() {}

  static List<Series> read(Path file, String name, SeriesOptions options) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    byte[] magic = new byte[Math.min(MAGIC.length, bytes.remaining())];
    bytes.get(magic);
    if (!java.util.Arrays.equals(magic, MAGIC) || bytes.remaining() < 6) {
      throw refused(name);
    }
    int version = bytes.get();
    bytes.get();
    int length = version == 1 ? bytes.getShort() & 0xFFFF : bytes.getInt();
    if (length < 0 || length > bytes.remaining()) {
      throw refused(name);
    }
    byte[] text = new byte[length];
    bytes.get(text);
    Matcher header = HEADER.matcher(new String(text, StandardCharsets.US_ASCII));
    if (!header.matches()) {
      throw refused(name);
    }
    boolean wide = header.group(1).equals("8");
    int rows = Integer.parseInt(header.group(2));
    int columns = header.group(3).isEmpty() ? 1 : Integer.parseInt(header.group(3));
    if ((long) rows * columns * (wide ? 8 : 4) != bytes.remaining()) {
      throw refused(name);
    }
    Readings readings = new Readings(name, channels(columns, name, options), options.resample());
    for (int row = 0; row < rows; row++) {
      float[] values = new float[columns];
      for (int c = 0; c < columns; c++) {
        float value = wide ? (float) bytes.getDouble() : bytes.getFloat();
        values[c] = Float.isInfinite(value) ? Float.NaN : value;
      }
      readings.add(values, null, null);
    }
    return readings.series();
  }

  private static List<String> channels(int count, String name, SeriesOptions options) {
    if (!options.columns().isEmpty() && options.columns().size() != count) {
      throw new UserException(
          "%s has %d channels, but %d columns are named"
              .formatted(name, count, options.columns().size()));
    }
    List<String> channels = new ArrayList<>(options.columns());
    for (int c = channels.size(); c < count; c++) {
      channels.add("c" + c);
    }
    return channels;
  }

  private static UserException refused(String name) {
    return new UserException(
        name
            + " is no NumPy file that can be read; expected is float32 or float64 [readings,"
            + " channels], little-endian, row-major");
  }
}
