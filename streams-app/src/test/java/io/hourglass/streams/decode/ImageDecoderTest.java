package io.hourglass.streams.decode;

import static io.hourglass.record.DeadLetterReason.EMPTY_VALUE;
import static io.hourglass.record.DeadLetterReason.NULL_VALUE;
import static io.hourglass.record.DeadLetterReason.TOO_LARGE;
import static io.hourglass.record.DeadLetterReason.UNDECODABLE;
import static io.hourglass.record.DeadLetterReason.UNKNOWN_FORMAT;
import static io.hourglass.streams.decode.TestImages.NOON;
import static io.hourglass.streams.decode.TestImages.avro;
import static io.hourglass.streams.decode.TestImages.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hourglass.image.ImageCodec;
import io.hourglass.image.Pixels;
import io.hourglass.image.UnusableImageException;
import io.hourglass.record.DeadLetter;
import io.hourglass.record.DeadLetterReason;
import io.hourglass.record.ImageEncoding;
import io.hourglass.record.RecordCodec;
import io.hourglass.record.RecordFormat;
import io.hourglass.record.SourceRecord;
import io.hourglass.streams.config.InputFormat;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {
  private static final byte[] SAMPLES = {0, 50, 100, (byte) 150, (byte) 200, (byte) 255};
  private static final byte[] PNG = ImageCodec.png(new Pixels(3, 2, 1, SAMPLES));

  private final ImageDecoder decoder = new ImageDecoder(InputFormat.AUTO, 1000);

  @Test
  void readsPng() throws Exception {
    DecodedImage image = decoder.decode(PNG);

    assertThat(image.info()).isEqualTo(new ImageInfo(null, null, null, 3, 2));
    assertThat(image.pixels().samples()).isEqualTo(SAMPLES);
  }

  @Test
  void readsJpeg() throws Exception {
    DecodedImage image = decoder.decode(TestImages.jpeg(16, 8));

    assertThat(image.info()).isEqualTo(new ImageInfo(null, null, null, 16, 8));
  }

  @ParameterizedTest
  @EnumSource(names = {"RAW_UINT8", "PNG"})
  void readsAvro(ImageEncoding encoding) throws Exception {
    byte[] data = encoding == ImageEncoding.PNG ? PNG : SAMPLES;

    DecodedImage image = decoder.decode(avro(3, 2, 1, encoding, data));

    assertThat(image.info()).isEqualTo(new ImageInfo("part-7", "line 2", NOON, 3, 2));
    assertThat(image.pixels().samples()).isEqualTo(SAMPLES);
  }

  @Test
  void readsJson() throws Exception {
    DecodedImage image = decoder.decode(json(PNG));

    assertThat(image.info()).isEqualTo(new ImageInfo("part-7", "line 2", NOON, 3, 2));
    assertThat(image.pixels().samples()).isEqualTo(SAMPLES);
  }

  @Test
  void readsJsonWithTheImageAlone() throws Exception {
    String text =
        "\r\n {\"more\": [1], \"image\": \"" + Base64.getEncoder().encodeToString(PNG) + "\"}";

    DecodedImage image = decoder.decode(text.getBytes(UTF_8));

    assertThat(image.info()).isEqualTo(new ImageInfo(null, null, null, 3, 2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\"2026-03-01T12:00:00Z\"", "\"2026-03-01T13:00:00+01:00\"", "1772366400000"})
  void readsTimes(String time) throws Exception {
    assertThat(decoder.decode(jsonWith("captured_at", time)).info().capturedAt()).isEqualTo(NOON);
  }

  @Test
  void readsNumbersAsNames() throws Exception {
    assertThat(decoder.decode(jsonWith("id", "17")).info().id()).isEqualTo("17");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          captured_at | "yesterday"                         | captured_at must be a time
          captured_at | "+1000000000-12-31T23:59:59Z"       | captured_at must be a time
          captured_at | 1.5                                 | captured_at must be a time
          captured_at | true                                | captured_at must be a time
          id          | {}                                  | id must be text
          source      | [1]                                 | source must be text
          """)
  void refusesFieldsOfTheWrongKind(String field, String value, String message) {
    assertRejected(jsonWith(field, value), UNDECODABLE, message);
  }

  @Test
  void refusesNamesWithoutEnd() {
    assertRejected(
        jsonWith("id", "\"" + "x".repeat(1025) + "\""), UNDECODABLE, "id has 1025 characters");
  }

  @Test
  void refusesWhatIsNotThere() {
    assertRejected(null, NULL_VALUE, "no value");
    assertRejected(new byte[0], EMPTY_VALUE, "no bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"hello", " ", "[1]", "GIF89a", "\u0089PN"})
  void refusesUnknownFormats(String value) {
    assertRejected(value.getBytes(UTF_8), UNKNOWN_FORMAT, "the value begins neither");
  }

  @Test
  void refusesDamagedJson() {
    assertRejected("{".getBytes(UTF_8), UNDECODABLE, "damaged JSON");
    assertRejected("{} x".getBytes(UTF_8), UNDECODABLE, "damaged JSON");
    assertRejected("{\"a\":1}".getBytes(UTF_8), UNDECODABLE, "image must hold");
    assertRejected("{\"image\":3}".getBytes(UTF_8), UNDECODABLE, "image must hold");
    assertRejected("{\"image\":\"?\"}".getBytes(UTF_8), UNDECODABLE, "no Base64");
    assertRejected("{\"image\":\"AAAA\"}".getBytes(UTF_8), UNKNOWN_FORMAT, "neither PNG nor JPEG");
    assertRejected(
        "{\"a\":".repeat(100_000).getBytes(UTF_8), UNDECODABLE, "damaged JSON: Document nesting");
  }

  @Test
  void refusesAvroOfAnotherSchema() {
    var letter =
        new DeadLetter(
            new SourceRecord("t", 0, 0L, NOON), DeadLetterReason.OTHER, "", NOON, null, null);
    assertRejected(
        RecordCodec.encode(letter, RecordFormat.AVRO),
        UNDECODABLE,
        "the bytes are a DeadLetter, not a ImageRecord");

    byte[] unknown = avro(3, 2, 1, ImageEncoding.PNG, PNG);
    unknown[5] ^= 1;
    assertRejected(unknown, UNDECODABLE, "no known Avro schema has the fingerprint");
  }

  @ParameterizedTest
  @CsvSource({
    "3, 2, 3, 'take 18 bytes; there are 6'",
    "3, 3, 1, 'take 9 bytes; there are 6'",
    "3, 2, 2, 'an image has 1 or 3 channels'",
    "0, 2, 1, 'declares 0 x 2 pixels'",
    "-3, -2, 1, 'declares -3 x -2 pixels'",
  })
  void refusesRawSamplesThatDoNotFit(int width, int height, int channels, String message) {
    assertRejected(
        avro(width, height, channels, ImageEncoding.RAW_UINT8, SAMPLES), UNDECODABLE, message);
  }

  @ParameterizedTest
  @CsvSource({"65536, 65536", "2147483647, 2147483647", "1, 1001"})
  void refusesRawSamplesBeyondTheLimit(int width, int height) {
    assertRejected(
        avro(width, height, 1, ImageEncoding.RAW_UINT8, SAMPLES),
        TOO_LARGE,
        "at most 1000 are allowed");
  }

  @ParameterizedTest
  @CsvSource({"2, 3, 1", "3, 2, 3"})
  void refusesFilesThatAreNotAsDeclared(int width, int height, int channels) {
    assertRejected(
        avro(width, height, channels, ImageEncoding.PNG, PNG),
        UNDECODABLE,
        "its data has 3 x 2 with 1");
  }

  @Test
  void refusesFilesOfAnotherKindThanDeclared() {
    assertRejected(
        avro(3, 2, 1, ImageEncoding.JPEG, PNG), UNDECODABLE, "declares JPEG, but its data");
  }

  /** What may be missing is a checksum behind the samples. */
  @Test
  void givesNoPartOfATruncatedPng() throws Exception {
    byte[] samples = new byte[600];
    new Random(1).nextBytes(samples);
    byte[] png = ImageCodec.png(new Pixels(30, 20, 1, samples));
    for (int length = 4; length < png.length; length++) {
      byte[] truncated = Arrays.copyOf(png, length);
      if (length < png.length - 24) {
        assertRejected(truncated, UNDECODABLE, "png");
      } else if (accepts(decoder, truncated)) {
        assertThat(decoder.decode(truncated).pixels().samples()).isEqualTo(samples);
      }
    }
  }

  @Test
  void refusesAnAbsurdPngBeforeTakingMemoryForIt() {
    assertRejected(
        TestImages.pngHeader(100_000, 100_000), TOO_LARGE, "declares 100000 x 100000 pixels");
  }

  @ParameterizedTest
  @CsvSource({"AVRO, true, false, false", "IMAGE, false, true, false", "JSON, false, false, true"})
  void acceptsOnlyTheFormatThatIsSet(
      InputFormat format, boolean avro, boolean image, boolean json) {
    ImageDecoder strict = new ImageDecoder(format, 1000);

    assertThat(accepts(strict, avro(3, 2, 1, ImageEncoding.PNG, PNG))).isEqualTo(avro);
    assertThat(accepts(strict, PNG)).isEqualTo(image);
    assertThat(accepts(strict, json(PNG))).isEqualTo(json);
  }

  private static boolean accepts(ImageDecoder decoder, byte[] value) {
    try {
      return decoder.decode(value) != null;
    } catch (UnusableImageException e) {
      assertThat(e.reason()).isIn(UNKNOWN_FORMAT, UNDECODABLE);
      return false;
    }
  }

  private void assertRejected(byte @Nullable [] value, DeadLetterReason reason, String message) {
    var e = catchThrowableOfType(UnusableImageException.class, () -> decoder.decode(value));
    assertThat(e).isNotNull();
    assertThat(e.reason()).isEqualTo(reason);
    assertThat(e).hasMessageContaining(message);
  }

  private static byte[] jsonWith(String field, String value) {
    return "{\"%s\": %s, \"image\": \"%s\"}"
        .formatted(field, value, Base64.getEncoder().encodeToString(PNG))
        .getBytes(UTF_8);
  }
}
