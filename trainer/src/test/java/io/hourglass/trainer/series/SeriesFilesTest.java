package io.hourglass.trainer.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hourglass.cli.UserException;
import io.hourglass.model.WindowInput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeriesFilesTest {
  @TempDir Path folder;

  private SeriesOptions options(String... columns) {
    return new SeriesOptions(folder, List.of(columns), null, List.of(), 2, 1);
  }

  private void write(String name, String... lines) throws IOException {
    Files.write(folder.resolve(name), List.of(lines));
  }

  @Test
  void readsChannelsTimesAndLabels() throws Exception {
    write(
        "a.csv",
        "datetime;a;b;anomaly;changepoint",
        "2026-01-01 00:00:00;1;2;0.0;0.0",
        "2026-01-01 00:00:01;3;4;1.0;0.0");

    Series series = SeriesFiles.read(options()).get(0);

    assertThat(series.name()).isEqualTo("a.csv");
    assertThat(series.channels()).containsExactly("a", "b");
    assertThat(series.times()).containsExactly(1_767_225_600_000.0, 1_767_225_601_000.0);
    assertThat(series.values()).isDeepEqualTo(new float[][] {{1, 3}, {2, 4}});
    assertThat(series.anomalous()).containsExactly(false, true);
    assertThat(series.window(0, 2)).containsExactly(1, 3, 2, 4);
  }

  @Test
  void columnsAreTakenInTheOrderGiven() throws Exception {
    write("a.csv", "x,\"y, and more\",z", "1,2,3");
    Series series = SeriesFiles.read(options("z", "y, and more")).get(0);
    assertThat(series.values()).isDeepEqualTo(new float[][] {{3}, {2}});
    assertThat(series.times()).isNull();
    assertThat(series.anomalous()).isNull();
  }

  @Test
  void aSeriesEndsWhereTimeLeapsOrGoesBack() throws Exception {
    write("a.csv", "ts,v", "1,1", "2,2", "3,3", "4,4", "100,5", "101,6", "102,7", "50,8", "51,9");
    assertThat(SeriesFiles.read(options()).stream().map(Series::length)).containsExactly(4, 3, 2);
    assertThat(SeriesFiles.read(options()).stream().map(Series::firstRow)).containsExactly(0, 4, 7);
  }

  @Test
  void aFixedRateTakesTheFirstOfEachPeriodAndFillsEmptyOnes() throws Exception {
    write(
        "a.csv",
        "ts,v,label",
        "2026-01-01T00:00:00.100Z,1,0",
        "2026-01-01T00:00:00.900Z,2,0",
        "2026-01-01T00:00:01.000Z,3,0",
        "2026-01-01T00:00:04.500Z,4,1",
        "2026-01-01T00:01:00Z,5,1");
    SeriesOptions options = new SeriesOptions(folder, List.of(), null, List.of(), 2, 1, 1_000.0);

    List<Series> series = SeriesFiles.read(options);

    assertThat(series).hasSize(2);
    assertThat(series.get(0).values()[0]).containsExactly(1, 3, 3, 3, 4);
    assertThat(series.get(0).anomalous()).containsExactly(false, false, false, false, true);
    assertThat(series.get(1).values()[0]).containsExactly(5);
  }

  @Test
  void aFixedRateNeedsTimes() throws Exception {
    write("a.csv", "v", "1", "2");
    assertThatThrownBy(
            () ->
                SeriesFiles.read(
                    new SeriesOptions(folder, List.of(), null, List.of(), 2, 1, 1_000.0)))
        .hasMessage("resample is given, but a.csv has no times; --time names their column");
  }

  @Test
  void aMissingValueIsTheLastOneForSomeReadings() throws Exception {
    write("a.csv", "v,w", "1,1", ",2", "NaN,3", "4,4");
    assertThat(SeriesFiles.read(options()).get(0).values()[0]).containsExactly(1, 1, 1, 4);

    StringBuilder text = new StringBuilder("v,w\n1,0\n");
    text.append(",0\n".repeat(WindowInput.MAX_HELD + 1)).append("5,0\n");
    Files.writeString(folder.resolve("a.csv"), text);
    assertThat(SeriesFiles.read(options()).stream().map(Series::length))
        .containsExactly(WindowInput.MAX_HELD + 1, 1);
  }

  @Test
  void aFolderIsReadInTheOrderOfNames() throws Exception {
    Files.createDirectories(folder.resolve("sub"));
    write("b.csv", "v", "2");
    write("a.csv", "v", "1");
    write("sub/c.csv", "v", "3");
    assertThat(SeriesFiles.read(options()).stream().map(Series::name))
        .containsExactly("a.csv", "b.csv", "sub/c.csv");
  }

  @Test
  void readsNumpyFiles() throws Exception {
    Files.write(folder.resolve("a.npy"), numpy("<f8", "(2, 3)", 1, 2, 3, 4, 5, 6));
    Series series = SeriesFiles.read(options()).get(0);
    assertThat(series.channels()).containsExactly("c0", "c1", "c2");
    assertThat(series.values()).isDeepEqualTo(new float[][] {{1, 4}, {2, 5}, {3, 6}});
  }

  private static byte[] numpy(String type, String shape, double... values) {
    String header =
        "{'descr': '%s', 'fortran_order': False, 'shape': %s, }\n".formatted(type, shape);
    ByteBuffer bytes =
        ByteBuffer.allocate(10 + header.length() + 8 * values.length)
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    bytes.putShort((short) header.length());
    bytes.put(header.getBytes(StandardCharsets.US_ASCII));
    for (double value : values) {
      bytes.putDouble(value);
    }
    return bytes.array();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''            | is empty
          v,w%1         | has 1 values in line 2, but 2 columns
          v%x           | has 'x' in line 2, column 'v', where a number is expected
          ts,v%noon,1   | has 'noon' in line 2 where a time is expected
          ts%1          | has no channels among its columns
          """)
  void saysWhatIsWrong(String text, String saying) throws Exception {
    Files.writeString(folder.resolve("a.csv"), text.replace("%", "\n"));
    assertThatThrownBy(() -> SeriesFiles.read(options()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("a.csv")
        .hasMessageContaining(saying);
  }

  @Test
  void saysWhichColumnsThereAre() throws Exception {
    write("a.csv", "v,w", "1,2");
    assertThatThrownBy(() -> SeriesFiles.read(options("u")))
        .isInstanceOf(UserException.class)
        .hasMessage("a.csv has no column 'u'; there are v, w");
    write("b.csv", "v,x", "1,2");
    assertThatThrownBy(() -> SeriesFiles.read(options()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("b.csv has the channels [v, x], but a.csv has [v, w]");
  }

  @Test
  void damagedNumpyFilesAreRefused() throws Exception {
    Files.write(folder.resolve("a.npy"), numpy("<i8", "(2,)", 1, 2));
    assertThatThrownBy(() -> SeriesFiles.read(options())).isInstanceOf(UserException.class);
    Files.write(folder.resolve("a.npy"), numpy("<f8", "(3,)", 1, 2));
    assertThatThrownBy(() -> SeriesFiles.read(options())).isInstanceOf(UserException.class);
  }
}
