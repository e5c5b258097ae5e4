package io.hourglass.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.model.ModelCard;
import io.hourglass.model.ScoringModel;
import io.hourglass.record.AnomalyAlert;
import io.hourglass.record.ChannelError;
import io.hourglass.record.DeadLetter;
import io.hourglass.record.DeadLetterReason;
import io.hourglass.record.LatentVector;
import io.hourglass.record.RecordCodec;
import io.hourglass.record.RecordFormat;
import io.hourglass.record.RecordFormatException;
import io.hourglass.record.SensorReading;
import io.hourglass.streams.HourglassTopology.Scoring;
import io.hourglass.streams.config.AppConfig;
import io.hourglass.streams.config.InputFormat;
import io.hourglass.streams.decide.AlertPolicy.FixedRate;
import io.hourglass.streams.decide.Decide;
import io.hourglass.streams.decode.ImageDecoder;
import io.hourglass.streams.decode.ReadingDecoder;
import io.hourglass.streams.infer.Scorer;
import io.hourglass.streams.locate.Localizer;
import io.hourglass.streams.observe.Metrics;
import io.hourglass.streams.registry.Codec;
import io.hourglass.streams.window.WindowProcessor;
import io.hourglass.streams.write.OutputRecords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WindowTopologyTest {
  private static final AppConfig.Topics TOPICS = AppConfig.defaults().topics();
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final byte[] KEY = "pump-7".getBytes(UTF_8);

  @TempDir Path folder;
  private final Metrics metrics = new Metrics();
  private @Nullable ScoringModel model;
  private @Nullable TopologyTestDriver driver;

  @AfterEach
  void close() {
    if (driver != null) {
      driver.close();
    }
    if (model != null) {
      model.close();
    }
    metrics.close();
  }

  @Test
  void theFlowIsAsDescribed() throws IOException {
    String golden = Files.readString(Path.of("src/test/resources/topology-windows.txt"));
    assertThat(topology(2, Map.of()).describe().toString()).isEqualTo(golden);
  }

  @Test
  void aWindowEndsEveryStrideReadings() throws Exception {
    start(2, Map.of());
    for (int i = 0; i < 9; i++) {
      reading(i, i, 10);
    }

    List<LatentVector> latents = latents();

    assertThat(latents).hasSize(3);
    assertThat(latents)
        .extracting(latent -> latent.getSourceRecord().getOffset())
        .containsExactly(3L, 5L, 7L);
    LatentVector second = latents.get(1);
    assertThat(second.getValues()).containsExactly(3.5f, 10f);
    assertThat(second.getScore()).isEqualTo(1.25f / 2);
    assertThat(second.getSource()).isEqualTo("pump-7");
    assertThat(second.getWindow().getFirstOffset()).isEqualTo(2);
    assertThat(second.getWindow().getReadings()).isEqualTo(4);
    assertThat(second.getWindow().getStart()).isEqualTo(NOON.plusSeconds(2));
    assertThat(second.getWindow().getEnd()).isEqualTo(NOON.plusSeconds(5));
  }

  @Test
  void aFixedRateTakesTheFirstOfEachPeriodAndFillsEmptyOnes() throws Exception {
    startResampled();
    for (int millis : new int[] {0, 400, 999, 1_100, 4_200, 5_000}) {
      send(
          "pump-7",
          millis / 1_000,
          "{\"source\":\"pump-7\",\"ts\":%d,\"pressure\":%d,\"flow\":1}",
          time(0) + millis,
          millis);
    }

    List<LatentVector> latents = latents();

    // Of periods 0 to 5: readings 0 and 1,100, twice 1,100 again, readings 4,200 and 5,000.
    assertThat(latents)
        .extracting(latent -> latent.getValues().get(0))
        .containsExactly(3_300 / 4f, 7_500 / 4f, 11_400 / 4f);
    assertThat(latents)
        .extracting(latent -> latent.getSourceRecord().getOffset())
        .containsExactly(4L, 4L, 5L);
    assertThat(counted("hourglass_surplus_readings_total")).isEqualTo(2);
    assertThat(letters()).isEmpty();
  }

  @Test
  void aFixedRateBeginsAnewAfterTooManyEmptyPeriods() throws Exception {
    startResampled();
    for (int second : new int[] {0, 1, 2, 14, 15, 16, 17}) {
      reading(second, second, 1);
    }

    assertThat(latents())
        .extracting(latent -> latent.getValues().get(0))
        .containsExactly((14 + 15 + 16 + 17) / 4f);
  }

  @Test
  void theStrideOfTheConfigurationGoesOverTheModels() throws Exception {
    start(4, Map.of("sensors.stride", "1"));
    for (int i = 0; i < 6; i++) {
      reading(i, i, 10);
    }
    assertThat(latents()).hasSize(3);
  }

  @Test
  void sourcesAreKeptApart() throws Exception {
    start(4, Map.of());
    for (int i = 0; i < 8; i++) {
      send(i % 2 == 0 ? "a" : "b", i, "{\"ts\":%d,\"pressure\":%d,\"flow\":0}", time(i), i);
    }
    assertThat(latents())
        .extracting(latent -> latent.getSource() + latent.getValues())
        .containsExactly("a[3.0, 0.0]", "b[4.0, 0.0]");
  }

  @Test
  void allFormsOfReadingsMeanTheSame() throws Exception {
    start(4, Map.of());
    reading(0, 1, 2);
    send(KEY, 1, ("pump-7," + time(1) + ",1,2").getBytes(UTF_8));
    send(KEY, 2, avro(2, Map.of("pressure", 1.0, "flow", 2.0, "unknown", 9.0), List.of()));
    send(KEY, 3, avro(3, Map.of(), List.of(1.0, 2.0)));
    assertThat(latents()).singleElement().extracting(LatentVector::getScore).isEqualTo(0f);
    assertThat(letters()).isEmpty();
  }

  @Test
  void fieldsCanHaveOtherNames() throws Exception {
    start(
        4,
        Map.of(
            "sensors.fields", "pressure=p, flow=q",
            "sensors.source-field", "machine",
            "sensors.time-field", "at"));
    for (int i = 0; i < 4; i++) {
      send(
          "k",
          i,
          "{\"machine\":\"m1\",\"at\":\"2026-03-01T12:00:%02dZ\",\"p\":%d,\"q\":5,\"x\":[1]}",
          i,
          i);
    }
    assertThat(latents()).singleElement().extracting(LatentVector::getSource).isEqualTo("m1");
  }

  @Test
  void noWindowReachesOverAGap() throws Exception {
    start(1, Map.of());
    for (int second : new int[] {0, 1, 2, 3, 100, 101, 102, 103}) {
      reading(second, 1, 2);
    }
    assertThat(latents())
        .extracting(latent -> latent.getWindow().getStart())
        .containsExactly(NOON, NOON.plusSeconds(100));
    assertThat(counted("hourglass_gaps_total")).isEqualTo(1);
  }

  @Test
  void aMissingValueIsTheLastOneForSomeReadings() throws Exception {
    start(4, Map.of("sensors.max-held", "2"));
    reading(0, 1, 2);
    send("pump-7", 1, "{\"ts\":%d,\"pressure\":null,\"flow\":2}", time(1));
    send("pump-7", 2, "{\"ts\":%d,\"flow\":2}", time(2));
    reading(3, 1, 2);
    assertThat(latents()).singleElement().extracting(LatentVector::getScore).isEqualTo(0f);
    assertThat(counted("hourglass_held_values_total")).isEqualTo(2);

    for (int i = 4; i < 7; i++) {
      send("pump-7", i, "{\"ts\":%d,\"flow\":2}", time(i));
    }
    assertThat(letters())
        .singleElement()
        .satisfies(
            letter -> {
              assertThat(letter.getReason()).isEqualTo(DeadLetterReason.MISSING_CHANNEL);
              assertThat(letter.getSourceRecord().getOffset()).isEqualTo(6);
            });
    for (int i = 7; i < 11; i++) {
      reading(i, 1, 2);
    }
    assertThat(latents())
        .singleElement()
        .satisfies(latent -> assertThat(latent.getWindow().getFirstOffset()).isEqualTo(7));
  }

  @Test
  void readingsOutOfOrderAndFromTheFutureAreDeadLetters() throws Exception {
    start(4, Map.of());
    reading(5, 1, 2);
    reading(4, 1, 2);
    send("pump-7", 6, "{\"ts\":%d,\"pressure\":1,\"flow\":2}", time(6 + 61));
    reading(6, 1, 2);
    reading(7, 1, 2);
    reading(8, 1, 2);
    assertThat(letters())
        .extracting(DeadLetter::getReason)
        .containsExactly(DeadLetterReason.OUT_OF_ORDER, DeadLetterReason.FROM_THE_FUTURE);
    assertThat(latents()).hasSize(1);
  }

  @Test
  void whatIsNoReadingIsADeadLetter() throws Exception {
    start(4, Map.of());
    List<byte @Nullable []> values = new ArrayList<>();
    values.add(null);
    values.add(new byte[0]);
    values.add(new byte[] {0, 1, 2});
    values.add("{\"pressure\":\"high\",\"flow\":1}".getBytes(UTF_8));
    values.add("{".getBytes(UTF_8));
    values.add("pump-7,1767225600".getBytes(UTF_8));
    values.add("pump-7,soon,1,2".getBytes(UTF_8));
    values.add("pump-7,,one,2".getBytes(UTF_8));
    values.add(avro(0, Map.of(), List.of(1.0)));
    for (byte[] value : values) {
      send(KEY, 0, value);
    }
    assertThat(letters())
        .extracting(DeadLetter::getReason)
        .startsWith(
            DeadLetterReason.NULL_VALUE,
            DeadLetterReason.EMPTY_VALUE,
            DeadLetterReason.UNKNOWN_FORMAT)
        .hasSize(values.size())
        .endsWith(
            DeadLetterReason.UNDECODABLE,
            DeadLetterReason.UNDECODABLE,
            DeadLetterReason.UNDECODABLE);
    assertThat(latents()).isEmpty();
  }

  @Test
  void anAlertSaysWhichChannelsAndWhen() throws Exception {
    start(4, Map.of());
    reading(0, 1, 2);
    reading(1, 1, 2);
    reading(2, 1, 10);
    reading(3, 1.1, 2);

    List<AnomalyAlert> alerts = read(TOPICS.alerts(), AnomalyAlert.class);

    assertThat(alerts).hasSize(1);
    AnomalyAlert alert = alerts.get(0);
    assertThat(alert.getImageWidth()).isZero();
    assertThat(alert.getWindow().getStart()).isEqualTo(NOON);
    assertThat(alert.getChannels()).hasSize(2);
    ChannelError worst = alert.getChannels().get(0);
    assertThat(worst.getChannel()).isEqualTo("flow");
    assertThat(worst.getErrorShare()).isGreaterThan(0.99f);
    assertThat(worst.getStart()).isBeforeOrEqualTo(NOON.plusSeconds(2));
    assertThat(worst.getEnd()).isAfterOrEqualTo(NOON.plusSeconds(2));
  }

  @Test
  void silentSourcesAreForgotten() throws Exception {
    start(4, Map.of("sensors.expire-after-seconds", "60"));
    send("a", 0, "{\"ts\":%d,\"pressure\":1,\"flow\":2}", time(0));
    assertThat(counted("hourglass_sources")).isEqualTo(1);
    send("b", 100, "{\"ts\":%d,\"pressure\":1,\"flow\":2}", time(100));
    driver().advanceWallClockTime(Duration.ofMinutes(1));
    assertThat(counted("hourglass_sources")).isEqualTo(1);
    try (KeyValueIterator<Object, Object> kept = driver().getKeyValueStore("readings").all()) {
      kept.next();
      assertThat(kept.hasNext()).isFalse();
    }
  }

  @Test
  void manyWindowsOfASourceAtATimeAreAllScored() throws Exception {
    start(1, Map.of("sensors.max-wait-millis", "10000"));
    for (int i = 0; i < 100; i++) {
      reading(i, i, 0);
    }
    assertThat(latents()).hasSize(97);
  }

  private double counted(String metric) {
    return metrics
        .scrape()
        .lines()
        .filter(line -> line.startsWith(metric + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(metric.length() + 1)))
        .findFirst()
        .orElseThrow();
  }

  private static long time(int second) {
    return NOON.plusSeconds(second).toEpochMilli();
  }

  private void reading(int second, double pressure, double flow) {
    send(
        "pump-7",
        second,
        "{\"source\":\"pump-7\",\"ts\":%d,\"pressure\":%s,\"flow\":%s}",
        time(second),
        pressure,
        flow);
  }

  private static byte[] avro(int second, Map<String, Double> channels, List<Double> values) {
    return RecordCodec.encode(
        SensorReading.newBuilder()
            .setSource("pump-7")
            .setMeasuredAt(NOON.plusSeconds(second))
            .setChannels(channels)
            .setValues(values)
            .build(),
        RecordFormat.AVRO);
  }

  private void send(String key, int second, String format, Object... values) {
    send(key.getBytes(UTF_8), second, String.format(Locale.ROOT, format, values).getBytes(UTF_8));
  }

  private void send(byte[] key, int second, byte @Nullable [] value) {
    TestInputTopic<byte[], byte[]> input =
        driver()
            .createInputTopic(TOPICS.input(), new ByteArraySerializer(), new ByteArraySerializer());
    input.pipeInput(new TestRecord<>(key, value, NOON.plusSeconds(second)));
  }

  private List<LatentVector> latents() throws RecordFormatException {
    return read(TOPICS.latents(), LatentVector.class);
  }

  private List<DeadLetter> letters() throws RecordFormatException {
    return read(TOPICS.deadLetters(), DeadLetter.class);
  }

  private <T extends SpecificRecord> List<T> read(String topic, Class<T> type)
      throws RecordFormatException {
    driver().advanceWallClockTime(Duration.ofSeconds(11));
    List<T> records = new ArrayList<>();
    for (TestRecord<byte[], byte[]> record :
        driver()
            .createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
            .readRecordsToList()) {
      records.add(RecordCodec.decode(Objects.requireNonNull(record.value()), type));
    }
    return records;
  }

  private TopologyTestDriver driver() {
    return Objects.requireNonNull(driver);
  }

  private void startResampled() {
    model = ScoringModel.open(TestModels.windows(folder, 1, true), 1);
    driver = new TopologyTestDriver(topology(model, Map.of()), new Properties(), NOON);
  }

  private void start(int stride, Map<String, String> settings) {
    driver = new TopologyTestDriver(topology(stride, settings), new Properties(), NOON);
  }

  private Topology topology(int stride, Map<String, String> settings) {
    model = ScoringModel.open(TestModels.windows(folder, stride, false), 1);
    return topology(model, settings);
  }

  private Topology topology(ScoringModel model, Map<String, String> settings) {
    AppConfig config = AppConfig.of(settings);
    ModelCard card = model.card();
    FixedRate policy = new FixedRate(card.falseAlarmRate());
    Scorer scorer =
        new Scorer(
            model,
            new ImageDecoder(InputFormat.AUTO, 1),
            Localizer.of(card, true),
            card.calibration().threshold(policy.startRate()),
            256,
            metrics);
    Map<String, Integer> limits = new HashMap<>();
    TOPICS.all().forEach(topic -> limits.put(topic, 1 << 20));
    return new HourglassTopology(
            TOPICS,
            Scoring.ofWindows(
                new WindowProcessor(
                    card.windowInput(),
                    config.sensors(),
                    new ReadingDecoder(
                        InputFormat.AUTO,
                        config.sensors(),
                        TestModels.CHANNELS,
                        Codec.of(RecordFormat.AVRO)),
                    scorer,
                    256,
                    TOPICS.input(),
                    metrics)),
            new Decide(policy, card.calibration(), scorer),
            new OutputRecords(card, Clock.fixed(NOON, ZoneOffset.UTC)),
            Codec.of(RecordFormat.JSON),
            limits,
            metrics)
        .build();
  }
}
