package io.hourglass.streams.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.record.AnomalyAlert;
import io.hourglass.record.ChannelError;
import io.hourglass.record.DeadLetter;
import io.hourglass.record.DeadLetterReason;
import io.hourglass.record.LatentVector;
import io.hourglass.record.RecordCodec;
import io.hourglass.record.RecordFormat;
import io.hourglass.record.Region;
import io.hourglass.record.Severity;
import io.hourglass.record.SourceRecord;
import io.hourglass.record.Window;
import java.time.Instant;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine.Help.Ansi.Style;

class RecordLineTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final SourceRecord ORIGIN = new SourceRecord("images", 3, 17L, NOON);

  @ParameterizedTest
  @EnumSource
  void showsAnAlert(RecordFormat format) {
    RecordLine line = line(alert("part-7", Severity.MAJOR), format);

    assertThat(line.text())
        .contains(
            "MAJOR     part-7            score 0.1235 (alert from 0.05000)  p 1.0e-05"
                + "  images-3@17  worst 3 x 4 at 1, 2 (25 % of the error)");
  }

  @ParameterizedTest
  @CsvSource({"WARNING, fg_yellow", "MAJOR, fg_red", "CRITICAL, fg_red"})
  void coloursAnAlertBySeverity(Severity severity, Style colour) {
    assertThat(line(alert("x", severity), RecordFormat.AVRO).styles()).contains(colour);
  }

  @Test
  void showsTheKeyWhereThereIsNoId() {
    assertThat(line(alert(null, Severity.WARNING), RecordFormat.AVRO).text()).contains("the key");
  }

  @Test
  void showsALatent() {
    var latent =
        new LatentVector(
            null,
            null,
            ORIGIN,
            "tiles",
            "v",
            List.of(7),
            List.of(1f, -0.25f, 3e-9f, 4f, 5f, 6f, 7f),
            0.5f,
            0.75,
            null);

    assertThat(line(latent, RecordFormat.JSON).text())
        .contains("the key           score 0.5000  p 7.5e-01  images-3@17  [7] [1.00 -0.250")
        .endsWith("6.00 ...]");
  }

  @Test
  void showsADeadLetter() {
    var letter = new DeadLetter(ORIGIN, DeadLetterReason.EMPTY_VALUE, "no bytes", NOON, null, null);

    assertThat(line(letter, RecordFormat.JSON).text())
        .endsWith("EMPTY_VALUE    the key           images-3@17  no bytes");
  }

  @Test
  void showsWhatIsNoRecordByItsSize() {
    assertThat(RecordLine.of(record(new byte[1234])).text())
        .endsWith("the key           1,234 bytes");
    assertThat(RecordLine.of(record(null)).text()).endsWith("0 bytes");
  }

  @Test
  void letsNothingControlTheTerminal() {
    String text = line(alert("\u001b[31mred\nline", Severity.MAJOR), RecordFormat.AVRO).text();

    assertThat(text).contains("?[31mred?line").doesNotContainPattern("\\p{Cntrl}");
  }

  @Test
  void showsTheChannelsOfAWindow() {
    AnomalyAlert alert =
        AnomalyAlert.newBuilder(alert(null, Severity.MAJOR))
            .setSource("pump-7")
            .setRegions(List.of())
            .setWindow(new Window(NOON, NOON.plusSeconds(9), 4L, 10))
            .setChannels(
                List.of(
                    new ChannelError("flow", 0.75f, NOON, NOON.plusSeconds(3)),
                    new ChannelError("pressure", 0.25f, NOON, NOON)))
            .build();

    assertThat(line(alert, RecordFormat.AVRO).text())
        .contains("pump-7", "10 readings from ", "worst flow 75 % of the error, pressure 25 %");
  }

  private static AnomalyAlert alert(@Nullable String id, Severity severity) {
    return new AnomalyAlert(
        id,
        null,
        null,
        ORIGIN,
        "tiles",
        "v",
        0.12345f,
        0.05f,
        1e-5,
        severity,
        640,
        480,
        List.of(new Region(1, 2, 3, 4, 0.25f)),
        null,
        null,
        List.of());
  }

  private static RecordLine line(SpecificRecord record, RecordFormat format) {
    return RecordLine.of(record(RecordCodec.encode(record, format)));
  }

  private static ConsumerRecord<byte[], byte[]> record(byte @Nullable [] value) {
    return new ConsumerRecord<>("alerts", 0, 0, "the key".getBytes(UTF_8), value);
  }
}
