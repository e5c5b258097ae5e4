package io.hourglass.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RecordCodecTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00.125Z");
  private static final SourceRecord ORIGIN = new SourceRecord("images", 3, 1L << 40, NOON);
  private static final AnomalyAlert ALERT =
      new AnomalyAlert(
          "part-7",
          null,
          NOON,
          ORIGIN,
          "tiles",
          "0123456789ab",
          0.1f,
          0.05f,
          1e-5,
          Severity.MAJOR,
          640,
          480,
          List.of(new Region(1, 2, 3, 4, 0.25f)),
          ByteBuffer.wrap(new byte[] {1, 2, 3}),
          new Window(NOON, NOON, 5L, 64),
          List.of(new ChannelError("flow", 0.75f, NOON, NOON)));
  private static final LatentVector LATENT =
      new LatentVector(
          null, "camera", ORIGIN, "tiles", "v", List.of(2), List.of(0.1f, -3e-9f), 0.5f, 1.0, null);
  private static final DeadLetter DEAD =
      new DeadLetter(ORIGIN, DeadLetterReason.EMPTY_VALUE, "no \"bytes\"", NOON, null, null);
  private static final ImageRecord IMAGE =
      new ImageRecord(
          "i", "s", NOON, 1, 2, 1, ImageEncoding.RAW_UINT8, ByteBuffer.wrap(new byte[] {-1, 0}));

  private static final SensorReading READING =
      new SensorReading("pump-7", NOON, Map.of("flow", 0.1), List.of(1.0, -2.5));

  static Stream<Arguments> records() {
    return Stream.of(ALERT, LATENT, DEAD, IMAGE, READING)
        .flatMap(
            record ->
                Stream.of(RecordFormat.values())
                    .map(
                        format ->
                            Arguments.argumentSet(
                                record.getSchema().getName() + " " + format, record, format)));
  }

  @ParameterizedTest
  @MethodSource("records")
  void readsWhatItWrote(SpecificRecord record, RecordFormat format) throws Exception {
    byte[] bytes = RecordCodec.encode(record, format);

    assertThat(RecordCodec.decode(bytes)).isEqualTo(record);
    assertThat(RecordCodec.decode(bytes, record.getClass())).isEqualTo(record);
  }

  @ParameterizedTest
  @MethodSource("records")
  void refusesEveryCutOffRecord(SpecificRecord record, RecordFormat format) {
    byte[] bytes = RecordCodec.encode(record, format);
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> RecordCodec.decode(cut)).isInstanceOf(RecordFormatException.class);
    }
  }

  @Test
  void writesPlainJson() {
    String json = new String(RecordCodec.encode(ALERT, RecordFormat.JSON), UTF_8);

    assertThat(json)
        .isEqualTo(
            """
            {"id":"part-7","captured_at":"2026-03-01T12:00:00.125Z",\
            "source_record":{"topic":"images","partition":3,"offset":1099511627776,\
            "timestamp":"2026-03-01T12:00:00.125Z"},"model_name":"tiles",\
            "model_version":"0123456789ab","score":0.1,"threshold":0.05,"probability":1.0E-5,\
            "severity":"MAJOR","image_width":640,"image_height":480,\
            "regions":[{"x":1,"y":2,"width":3,"height":4,"error_share":0.25}],\
            "heatmap":"AQID",\
            "window":{"start":"2026-03-01T12:00:00.125Z","end":"2026-03-01T12:00:00.125Z",\
            "first_offset":5,"readings":64},\
            "channels":[{"channel":"flow","error_share":0.75,\
            "start":"2026-03-01T12:00:00.125Z","end":"2026-03-01T12:00:00.125Z"}]}""");
  }

  @Test
  void refusesToWriteARecordThatIsNotWhole() {
    var record = new SourceRecord();
    var letter = new DeadLetter(record, DeadLetterReason.OTHER, null, NOON, null, null);
    for (RecordFormat format : RecordFormat.values()) {
      assertThatThrownBy(() -> RecordCodec.encode(letter, format))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("the DeadLetter cannot be written");
    }
  }

  @Test
  void saysWhichFieldIsWrong() {
    String json = new String(RecordCodec.encode(ALERT, RecordFormat.JSON), UTF_8);

    assertThatThrownBy(() -> decode(json.replace("\"width\":3", "\"width\":\"three\"")))
        .hasMessage("AnomalyAlert.regions.width cannot be read: unexpected STRING");
    assertThatThrownBy(() -> decode(json.replace("MAJOR", "HUGE")))
        .hasMessageContaining("AnomalyAlert.severity cannot be read: 'HUGE' is none of");
    assertThatThrownBy(() -> decode(json.replace("\"offset\":1099511627776,", "")))
        .hasMessage("the field AnomalyAlert.source_record.offset is missing");
    assertThatThrownBy(() -> decode(json.replace("AQID", "?")))
        .hasMessageContaining("AnomalyAlert.heatmap cannot be read");
    assertThatThrownBy(() -> decode("{\"a\":1}"))
        .hasMessageContaining("the JSON object lacks mandatory fields of");
    assertThatThrownBy(() -> decode(json + "x")).hasMessageContaining("damaged JSON");
    assertThatThrownBy(() -> decode("hello")).hasMessageContaining("neither as Avro nor as a JSON");
  }

  @Test
  void readsAReasonItDoesNotKnowAsOther() throws Exception {
    String json = new String(RecordCodec.encode(DEAD, RecordFormat.JSON), UTF_8);

    var letter = (DeadLetter) decode(json.replace("EMPTY_VALUE", "ABDUCTED"));

    assertThat(letter.getReason()).isEqualTo(DeadLetterReason.OTHER);
  }

  @Test
  void refusesARecordOfAnotherType() {
    for (RecordFormat format : RecordFormat.values()) {
      byte[] bytes = RecordCodec.encode(DEAD, format);
      assertThatThrownBy(() -> RecordCodec.decode(bytes, ImageRecord.class))
          .isInstanceOf(RecordFormatException.class);
    }
  }

  @Test
  void takesNoMemoryForALengthThatIsOnlyDeclared() {
    byte[] bytes = RecordCodec.encode(IMAGE, RecordFormat.AVRO);
    // The length of the id, which follows the header, becomes 2,147,483,639: a zigzag varint.
    byte[] huge = new byte[bytes.length + 4];
    System.arraycopy(bytes, 0, huge, 0, 10);
    byte[] length = {(byte) 0xEE, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x0F};
    System.arraycopy(length, 0, huge, 10, 5);
    System.arraycopy(bytes, 11, huge, 15, bytes.length - 11);

    assertThatThrownBy(() -> RecordCodec.decode(huge))
        .isInstanceOf(RecordFormatException.class)
        .hasMessageContaining("damaged Avro record: Attempted to read 2147483639 bytes");
  }

  @Property
  void flippedBitsNeverThrowAnythingElse(
      @ForAll @IntRange(max = 3) int which,
      @ForAll RecordFormat format,
      @ForAll @IntRange(max = 400) int at,
      @ForAll @IntRange(max = 7) int bit) {
    SpecificRecord record = List.of(ALERT, LATENT, DEAD, IMAGE).get(which);
    byte[] bytes = RecordCodec.encode(record, format);
    bytes[at % bytes.length] ^= (byte) (1 << bit);
    try {
      assertThat(RecordCodec.decode(bytes)).isNotNull();
    } catch (RecordFormatException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  private static SpecificRecord decode(String json) throws RecordFormatException {
    return RecordCodec.decode(json.getBytes(UTF_8));
  }
}
