package io.hourglass.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.image.ImageCodec;
import io.hourglass.image.Pixels;
import io.hourglass.model.ModelCard;
import io.hourglass.model.ScoringModel;
import io.hourglass.record.AnomalyAlert;
import io.hourglass.record.DeadLetter;
import io.hourglass.record.DeadLetterReason;
import io.hourglass.record.ImageEncoding;
import io.hourglass.record.LatentVector;
import io.hourglass.record.RecordCodec;
import io.hourglass.record.RecordFormat;
import io.hourglass.record.RecordFormatException;
import io.hourglass.record.SourceRecord;
import io.hourglass.streams.config.AppConfig;
import io.hourglass.streams.config.InputFormat;
import io.hourglass.streams.decide.AlertPolicy;
import io.hourglass.streams.decide.AlertPolicy.DailyBudget;
import io.hourglass.streams.decide.AlertPolicy.FixedRate;
import io.hourglass.streams.decide.Decide;
import io.hourglass.streams.decode.ImageDecoder;
import io.hourglass.streams.decode.TestImages;
import io.hourglass.streams.infer.PolledOutcomes;
import io.hourglass.streams.infer.Scorer;
import io.hourglass.streams.locate.Localizer;
import io.hourglass.streams.observe.Metrics;
import io.hourglass.streams.registry.Codec;
import io.hourglass.streams.write.OutputRecords;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HourglassTopologyTest {
  private static final AppConfig.Topics TOPICS = AppConfig.defaults().topics();
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final byte[] KEY = "line 2".getBytes(UTF_8);
  private static final int LARGE = 1 << 20;

  @TempDir Path folder;
  private final Random random = new Random(11);
  private @Nullable ScoringModel opened;
  private @Nullable TopologyTestDriver driver;

  @BeforeEach
  void open() {
    opened = TestModels.openTiny(folder);
  }

  @AfterEach
  void close() {
    if (driver != null) {
      driver.close();
    }
    model().close();
  }

  @Test
  void theFlowIsAsDescribed() throws IOException {
    assertThat(topology(new FixedRate(0.001), RecordFormat.AVRO, LARGE).describe().toString())
        .isEqualTo(golden("topology.txt"));
    assertThat(topology(new DailyBudget(1, 0.001), RecordFormat.AVRO, LARGE).describe().toString())
        .isEqualTo(golden("topology-daily-budget.txt"));
  }

  @ParameterizedTest
  @EnumSource
  void everyInputBecomesOneLatentOrOneDeadLetter(RecordFormat format) throws Exception {
    start(new FixedRate(0.001), format, LARGE);
    List<byte @Nullable []> values = new ArrayList<>();
    values.add(null);
    values.add(new byte[0]);
    values.add("hello".getBytes(UTF_8));
    values.add(TestImages.pngHeader(100_000, 100_000));
    values.add(TestImages.jpeg(9, 8));
    for (int i = 0; i < 50; i++) {
      byte[] png = image();
      values.add(png);
      values.add(TestImages.json(png));
      values.add(TestImages.avro(8, 8, 1, ImageEncoding.PNG, png));
      values.add(Arrays.copyOf(png, random.nextInt(png.length)));
    }

    for (byte[] value : values) {
      send(KEY, value);
    }

    Map<Long, Integer> outputs = new HashMap<>();
    for (var record : read(TOPICS.latents())) {
      var latent = RecordCodec.decode(record.value(), LatentVector.class);
      outputs.merge(latent.getSourceRecord().getOffset(), 1, Integer::sum);
    }
    for (var record : read(TOPICS.deadLetters())) {
      var letter = RecordCodec.decode(record.value(), DeadLetter.class);
      long offset = letter.getSourceRecord().getOffset();
      outputs.merge(offset, 1, Integer::sum);
      assertThat(bytes(letter.getKey())).isEqualTo(KEY);
      assertThat(bytes(letter.getValue())).isEqualTo(values.get((int) offset));
    }
    assertThat(outputs)
        .hasSize(values.size())
        .allSatisfy((offset, n) -> assertThat(n).isEqualTo(1));
  }

  @Test
  void aLatentSaysWhereItComesFrom() throws Exception {
    start(new FixedRate(1e-12), RecordFormat.AVRO, LARGE);
    byte[] png = image();

    send(KEY, TestImages.avro(8, 8, 1, ImageEncoding.PNG, png));

    var record = read(TOPICS.latents()).get(0);
    LatentVector latent = RecordCodec.decode(record.value(), LatentVector.class);
    assertThat(record.key()).isEqualTo(KEY);
    assertThat(record.getRecordTime()).isEqualTo(NOON);
    assertThat(record.headers().lastHeader("traceparent").value())
        .isEqualTo("00-1".getBytes(UTF_8));
    assertThat(latent.getId()).isEqualTo("part-7");
    assertThat(latent.getSource()).isEqualTo("line 2");
    assertThat(latent.getSourceRecord()).isEqualTo(new SourceRecord(TOPICS.input(), 0, 0L, NOON));
    assertThat(latent.getModelName()).isEqualTo("tiny");
    assertThat(latent.getModelVersion()).isEqualTo("000000000000");
    assertThat(latent.getShape()).containsExactly(4);
    assertThat(latent.getValues()).hasSize(4);
    assertThat(latent.getProbability())
        .isEqualTo(model().card().calibration().probability(latent.getScore()));
  }

  @Test
  void anAlertSaysHowRareAndWhere() throws Exception {
    start(new FixedRate(0.001), RecordFormat.JSON, LARGE);

    send(KEY, TestImages.json(image()));

    var record = read(TOPICS.alerts()).get(0);
    AnomalyAlert alert = RecordCodec.decode(record.value(), AnomalyAlert.class);
    assertThat(record.key()).isEqualTo(KEY);
    assertThat(record.headers().lastHeader("traceparent")).isNotNull();
    assertThat(alert.getCapturedAt()).isEqualTo(NOON);
    assertThat(alert.getThreshold())
        .isEqualTo((float) model().card().calibration().threshold(0.001));
    assertThat(alert.getScore()).isGreaterThanOrEqualTo(alert.getThreshold());
    assertThat(alert.getProbability()).isLessThan(0.001);
    assertThat(alert.getImageWidth()).isEqualTo(8);
    assertThat(alert.getRegions()).hasSizeBetween(1, 5);
    assertThat(ImageCodec.isPng(Objects.requireNonNull(bytes(alert.getHeatmap())))).isTrue();
  }

  @Test
  void normalImagesRaiseNoAlert() {
    start(new FixedRate(0.001), RecordFormat.AVRO, LARGE);

    for (byte[] normal : normalImages()) {
      send(KEY, ImageCodec.png(new Pixels(8, 8, 1, normal)));
    }

    assertThat(read(TOPICS.latents())).hasSize(3);
    assertThat(read(TOPICS.alerts())).isEmpty();
  }

  @Test
  void aDailyBudgetAdaptsTheThresholdToTheSpeed() throws Exception {
    start(new DailyBudget(10, 0.001), RecordFormat.AVRO, LARGE);

    for (int i = 0; i < 200; i++) {
      send(KEY, image(), NOON.plusSeconds(i));
    }
    float fast = lastThreshold();
    for (int i = 0; i < 20; i++) {
      send(KEY, image(), NOON.plusSeconds(200).plus(Duration.ofHours(i)));
    }
    float slow = lastThreshold();

    // 10 of 86,400 a day; later 10 of 24, which is more than the one in ten allowed at most.
    double fastRate = 10 / 86_400.0;
    assertThat(fast)
        .isBetween(
            (float) model().card().calibration().threshold(1.1 * fastRate),
            (float) model().card().calibration().threshold(0.9 * fastRate));
    assertThat(slow).isEqualTo((float) model().card().calibration().threshold(0.1));
  }

  @Test
  void leavesTheHeatmapOutOfAnAlertThatIsTooLarge() throws Exception {
    start(new FixedRate(0.001), RecordFormat.AVRO, 700);

    send(KEY, image());

    AnomalyAlert alert =
        RecordCodec.decode(read(TOPICS.alerts()).get(0).value(), AnomalyAlert.class);
    assertThat(alert.getHeatmap()).isNull();
    assertThat(alert.getRegions()).isNotEmpty();
  }

  @Test
  void leavesTheValueOutOfADeadLetterThatIsTooLarge() throws Exception {
    start(new FixedRate(0.001), RecordFormat.AVRO, 1000);

    send(KEY, new byte[1000]);

    DeadLetter letter =
        RecordCodec.decode(read(TOPICS.deadLetters()).get(0).value(), DeadLetter.class);
    assertThat(letter.getValue()).isNull();
    assertThat(bytes(letter.getKey())).isEqualTo(KEY);
    assertThat(letter.getDetail()).endsWith("; the value is too large to be repeated here");
  }

  @Test
  void rejectsAKeyThatIsTooLargeToPassOn() throws Exception {
    start(new FixedRate(0.001), RecordFormat.AVRO, 100_000);

    send(new byte[70_000], image());
    send(new byte[200_000], image());

    assertThat(read(TOPICS.latents())).isEmpty();
    var records = read(TOPICS.deadLetters());
    assertThat(records).hasSize(2);
    var some = RecordCodec.decode(records.get(0).value(), DeadLetter.class);
    assertThat(some.getReason()).isEqualTo(DeadLetterReason.TOO_LARGE);
    assertThat(some.getDetail()).contains("key and headers have 700", "can be passed on");
    assertThat(records.get(0).key()).hasSize(70_000);
    assertThat(records.get(1).key()).isNull();
    assertThat(records.get(1).headers()).isEmpty();
  }

  private float lastThreshold() throws RecordFormatException {
    var alerts = read(TOPICS.alerts());
    return RecordCodec.decode(alerts.get(alerts.size() - 1).value(), AnomalyAlert.class)
        .getThreshold();
  }

  private void start(AlertPolicy policy, RecordFormat format, int maxBytes) {
    driver = new TopologyTestDriver(topology(policy, format, maxBytes), new Properties(), NOON);
  }

  private Topology topology(AlertPolicy policy, RecordFormat format, int maxBytes) {
    ModelCard card = model().card();
    Scorer scorer =
        new Scorer(
            model(),
            new ImageDecoder(InputFormat.AUTO, 1000),
            Localizer.of(card, true),
            card.calibration().threshold(policy.startRate()),
            256,
            new Metrics());
    Map<String, Integer> limits = new HashMap<>();
    TOPICS.all().forEach(topic -> limits.put(topic, maxBytes));
    return new HourglassTopology(
            TOPICS,
            HourglassTopology.Scoring.ofImages(scorer, new PolledOutcomes(), new Metrics()),
            new Decide(policy, card.calibration(), scorer),
            new OutputRecords(card, Clock.fixed(NOON, ZoneOffset.UTC)),
            Codec.of(format),
            limits,
            new Metrics())
        .build();
  }

  private TopologyTestDriver driver() {
    return Objects.requireNonNull(driver);
  }

  private ScoringModel model() {
    return Objects.requireNonNull(opened);
  }

  private void send(byte[] key, byte @Nullable [] value) {
    send(key, value, NOON);
  }

  private void send(byte[] key, byte @Nullable [] value, Instant time) {
    TestInputTopic<byte[], byte[]> input =
        driver()
            .createInputTopic(TOPICS.input(), new ByteArraySerializer(), new ByteArraySerializer());
    var headers = new RecordHeaders().add("traceparent", "00-1".getBytes(UTF_8));
    input.pipeInput(new TestRecord<>(key, value, headers, time));
  }

  private List<TestRecord<byte[], byte[]>> read(String topic) {
    TestOutputTopic<byte[], byte[]> output =
        driver().createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    return output.readRecordsToList();
  }

  /** Noise, which the model cannot restore. */
  private byte[] image() {
    byte[] samples = new byte[64];
    random.nextBytes(samples);
    return ImageCodec.png(new Pixels(8, 8, 1, samples));
  }

  /** The inputs of the model's golden samples. */
  private static List<byte[]> normalImages() {
    return Stream.of(
            "epCVb8bsdoWxhngksISDbqS/j5KThEeYxISnhLZkcL/gcH1Bjk2VvLKNhJo4kopvS13LI0/MkIOAq2hSnJKdNg==",
            "llpnW6eSr6VbqZgtyZmEbFxmXG9zWY2fvUNhboNQg7SuH4FwPY+SUYSFjpdiZ2CGX5SXxUsumnepbXKJobuElQ==",
            "nypgWD0AT2l7gl7Ay2fLsEmabhlyeKduZws6cnuTxwAASp/LbKRngLsgT3fDgX46o3I6/30Poi9/aP/oceoAyA==")
        .map(Base64.getDecoder()::decode)
        .toList();
  }

  private static byte @Nullable [] bytes(@Nullable ByteBuffer buffer) {
    if (buffer == null) {
      return null;
    }
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  /** {@code -Dgolden.write} writes the file anew. */
  private String golden(String name) throws IOException {
    Path file = Path.of("src/test/resources", name);
    if (System.getProperty("golden.write") != null) {
      AlertPolicy policy =
          name.contains("budget") ? new DailyBudget(1, 0.001) : new FixedRate(0.001);
      Files.writeString(file, topology(policy, RecordFormat.AVRO, LARGE).describe().toString());
    }
    return Files.readString(file);
  }
}
