package io.hourglass.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.hourglass.cli.UserException;
import io.hourglass.image.ImageCodec;
import io.hourglass.image.Pixels;
import io.hourglass.record.AnomalyAlert;
import io.hourglass.record.DeadLetter;
import io.hourglass.record.LatentVector;
import io.hourglass.record.RecordCodec;
import io.hourglass.record.RecordFormat;
import io.hourglass.record.SourceRecord;
import io.hourglass.streams.config.AppConfig;
import io.hourglass.streams.config.KafkaSettings;
import io.hourglass.streams.infer.ScoreProcessor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ContainerFetchException;
import org.testcontainers.kafka.KafkaContainer;

/** The whole application, with its commands, against a real broker in a container. */
class KafkaContainerIT {
  private static final String IMAGE = "apache/kafka:4.3.1";
  private static final int IMAGES = 200;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int HOSTILE = 500;

  @TempDir static Path folder;
  private static @Nullable KafkaContainer kafka;
  private static String missing = "no Docker engine answers, so there is no broker in a container";

  @BeforeAll
  static void startBroker() {
    try {
      if (DockerClientFactory.instance().isDockerAvailable()) {
        kafka = new KafkaContainer(IMAGE);
        kafka.start();
        missing = "";
      }
    } catch (ContainerFetchException e) {
      missing = "a Docker engine answers, but cannot get the image: " + e.getMessage();
    }
  }

  @BeforeEach
  void requireBroker() {
    assumeTrue(missing.isEmpty(), missing);
  }

  @AfterAll
  static void stopBroker() {
    if (kafka != null) {
      kafka.stop();
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyImageComesOut(RecordFormat format) throws Exception {
    Path file =
        config(format.name().toLowerCase(Locale.ROOT), "output: {format: %s}".formatted(format));
    AppConfig config = AppConfig.load(file, Map.of());
    assertThat(command("topics", "create", "--partitions", "2", "--config", file.toString()))
        .contains("latents created, 2 partitions, kept for 7 days")
        .contains("dead-letters created, 2 partitions, kept for 30 days");
    ListAppender<ILoggingEvent> scoredAlone = appender(ScoreProcessor.class);

    assertThat(command("produce", "--config", file.toString(), images().toString()))
        .isEqualToIgnoringNewLines(IMAGES + " images sent to " + config.topics().input());
    int garbage = produceGarbage(config);
    try (StreamsApp app = StreamsApp.start(config)) {
      assertThat(app.awaitRunning(PATIENCE)).isTrue();
      var latents = read(config, config.topics().latents(), IMAGES);
      var letters = read(config, config.topics().deadLetters(), garbage);

      Set<SourceRecord> origins = new HashSet<>();
      for (var record : latents) {
        var latent = RecordCodec.decode(record.value(), LatentVector.class);
        assertThat(origins.add(latent.getSourceRecord())).isTrue();
        assertThat(new String(record.key(), UTF_8)).endsWith(".png");
      }
      for (var record : letters) {
        var letter = RecordCodec.decode(record.value(), DeadLetter.class);
        assertThat(origins.add(letter.getSourceRecord())).isTrue();
        assertThat(letter.getValue() == null ? 0 : letter.getValue().remaining())
            .isEqualTo(
                record.key() == null ? 0 : Integer.parseInt(new String(record.key(), UTF_8)));
      }
      assertThat(origins).hasSize(IMAGES + garbage);
      // All images are noise, which the model cannot restore.
      for (var record : read(config, config.topics().alerts(), IMAGES)) {
        AnomalyAlert alert = RecordCodec.decode(record.value(), AnomalyAlert.class);
        assertThat(alert.getRegions()).isNotEmpty();
        assertThat(alert.getHeatmap()).isNotNull();
      }
      assertThat(scoredAlone.list).as("records without an outcome from their poll").isEmpty();
    }
    assertThat(command("watch", "--config", file.toString(), "--from-beginning", "--count", "3"))
        .hasLineCount(3)
        .contains("CRITICAL", ".png", "worst");
    assertThat(
            command(
                "watch",
                "--topic",
                config.topics().deadLetters(),
                "--config",
                file.toString(),
                "--from-beginning",
                "--count",
                "1"))
        .contains(config.topics().input());
  }

  @Test
  void goesOnWhereItStopped() throws Exception {
    Path file = config("restart", "");
    AppConfig config = AppConfig.load(file, Map.of());
    command("topics", "create", "--config", file.toString());

    for (int round = 1; round <= 3; round++) {
      try (StreamsApp app = StreamsApp.start(config)) {
        assertThat(app.awaitRunning(PATIENCE)).isTrue();
        command("produce", "--config", file.toString(), images().toString());
        read(config, config.topics().latents(), round * IMAGES);
      }
    }

    Set<SourceRecord> origins = new HashSet<>();
    for (var record : read(config, config.topics().latents(), 3 * IMAGES)) {
      origins.add(RecordCodec.decode(record.value(), LatentVector.class).getSourceRecord());
    }
    assertThat(origins).hasSize(3 * IMAGES);
  }

  @Test
  void deadLettersAreProcessedAfterAMistakeHasBeenMended() throws Exception {
    Path mistaken = config("replay", "input.format: json");
    AppConfig config = AppConfig.load(mistaken, Map.of());
    command("topics", "create", "--config", mistaken.toString());
    command("produce", "--config", mistaken.toString(), images().toString());
    try (StreamsApp app = StreamsApp.start(config)) {
      assertThat(app.awaitRunning(PATIENCE)).isTrue();
      read(config, config.topics().deadLetters(), IMAGES);
    }

    Path mended = config("replay", "");
    assertThat(command("replay", "--config", mended.toString(), "--dry-run"))
        .isEqualToIgnoringNewLines(IMAGES + " would be sent back");
    assertThat(command("replay", "--config", mended.toString(), "--max-attempts", "1"))
        .isEqualToIgnoringNewLines(IMAGES + " sent back");
    assertThat(command("replay", "--config", mended.toString()))
        .startsWith("no dead letters since the last run");

    try (StreamsApp app = StreamsApp.start(AppConfig.load(mended, Map.of()))) {
      assertThat(app.awaitRunning(PATIENCE)).isTrue();
      Set<String> keys = new HashSet<>();
      for (var record : read(config, config.topics().latents(), IMAGES)) {
        keys.add(new String(record.key(), UTF_8));
        assertThat(new String(record.headers().lastHeader("hourglass.attempt").value(), UTF_8))
            .isEqualTo("1");
      }
      assertThat(keys).hasSize(IMAGES);
    }
  }

  @Test
  void aRecordIsSentBackOnlySoOften() throws Exception {
    Path file = config("hopeless", "input.format: json");
    AppConfig config = AppConfig.load(file, Map.of());
    command("topics", "create", "--config", file.toString());
    command("produce", "--config", file.toString(), images().toString());
    try (StreamsApp app = StreamsApp.start(config)) {
      assertThat(app.awaitRunning(PATIENCE)).isTrue();
      for (int attempt = 1; attempt <= 2; attempt++) {
        read(config, config.topics().deadLetters(), attempt * IMAGES);
        assertThat(command("replay", "--config", file.toString(), "--max-attempts", "2"))
            .isEqualToIgnoringNewLines(IMAGES + " sent back");
      }
      read(config, config.topics().deadLetters(), 3 * IMAGES);
      assertThat(command("replay", "--config", file.toString(), "--max-attempts", "2"))
          .isEqualToIgnoringNewLines(IMAGES + " left: sent back often enough");
    }
  }

  @Test
  void endsCleanlyWhenToldTo() throws Exception {
    Path file = config("sigterm", "");
    command("topics", "create", "--config", file.toString());
    AppConfig config = AppConfig.load(file, Map.of());
    // Work that is in progress when the signal comes.
    try (var producer = new KafkaProducer<byte[], byte[]>(new KafkaSettings(config).producer())) {
      byte[] image = Files.readAllBytes(images().resolve("image-000.png"));
      for (int i = 0; i < 20_000; i++) {
        var unused = producer.send(new ProducerRecord<>(config.topics().input(), image));
      }
    }
    Process process = java("run", "--config", file.toString());
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    List<String> seen = new ArrayList<>();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      seen.add(line);
      if (line.endsWith("Running")) {
        break;
      }
    }

    // Process.destroy would close the stream that the last lines come from.
    process.toHandle().destroy();

    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    seen.addAll(lines.lines().toList());
    // From JDK 24 on the JDK itself warns that ONNX Runtime loads native code.
    seen.removeIf(line -> line.isEmpty() || line.startsWith("WARNING: "));
    assertThat(process.exitValue()).isZero();
    assertThat(seen).as("log").hasSize(7);
    assertThat(seen.get(6)).endsWith("Stopped");
  }

  /** Good records and damaged ones in turn. */
  @Test
  void hostileRecordsHarmNobody() throws Exception {
    Path file = config("poison", "");
    AppConfig config = AppConfig.load(file, Map.of());
    command("topics", "create", "--partitions", "2", "--config", file.toString());
    long seed = 20_261_126;
    Random random = new Random(seed);
    byte[] image = Files.readAllBytes(images().resolve("image-000.png"));
    try (var producer = new KafkaProducer<byte[], byte[]>(new KafkaSettings(config).producer())) {
      for (int i = 0; i < HOSTILE; i++) {
        byte[] key = Integer.toString(i).getBytes(UTF_8);
        producer.send(new ProducerRecord<>(config.topics().input(), key, image)).get();
        producer
            .send(new ProducerRecord<>(config.topics().input(), null, hostile(image, random)))
            .get();
      }
    }
    try (StreamsApp app = StreamsApp.start(config)) {
      assertThat(app.awaitRunning(PATIENCE)).isTrue();
      // What was damaged may be an image still, of other pixels; whatever it is, it comes out once.
      long end = System.nanoTime() + PATIENCE.toNanos();
      int latents = 0;
      int deadLetters = 0;
      while (latents + deadLetters < 2 * HOSTILE && System.nanoTime() < end) {
        latents = all(config, config.topics().latents()).size();
        deadLetters = all(config, config.topics().deadLetters()).size();
      }
      assertThat(latents + deadLetters).as("outcomes, seed " + seed).isEqualTo(2 * HOSTILE);
      assertThat(deadLetters).isGreaterThan(HOSTILE / 2);
    }
    assertThat(
            all(config, config.topics().latents()).stream()
                .filter(record -> record.key() != null)
                .map(record -> new String(record.key(), UTF_8)))
        .as("good records, seed " + seed)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, HOSTILE).mapToObj(Integer::toString).toList());
  }

  private static byte[] hostile(byte[] image, Random random) {
    byte[] damaged = image.clone();
    switch (random.nextInt(5)) {
      case 0 -> damaged = Arrays.copyOf(image, random.nextInt(image.length));
      case 1 -> damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      case 2 -> {
        // A huge image, by its header.
        Arrays.fill(damaged, 16, 20, (byte) 0x7f);
      }
      case 3 -> random.nextBytes(damaged);
      default -> damaged = ("{\"image\":" + "[".repeat(random.nextInt(50_000))).getBytes(UTF_8);
    }
    return damaged;
  }

  /** All records of a topic as it is now. */
  private static List<ConsumerRecord<byte[], byte[]>> all(AppConfig config, String topic) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (var consumer = atTheBeginning(config, topic)) {
      Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
      }
    }
    return records;
  }

  private static KafkaConsumer<byte[], byte[]> atTheBeginning(AppConfig config, String topic) {
    var consumer = new KafkaConsumer<byte[], byte[]>(new KafkaSettings(config).consumer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(partition -> new TopicPartition(topic, partition.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    return consumer;
  }

  @Test
  void collectsImagesToTrainOn() throws Exception {
    Path file = config("collect", "");
    AppConfig config = AppConfig.load(file, Map.of());
    command("topics", "create", "--partitions", "2", "--config", file.toString());
    command("produce", "--config", file.toString(), images().toString());
    int garbage = produceGarbage(config);
    Path first = folder.resolve("collected");
    Path second = folder.resolve("again");

    String said = command("collect", "--config", file.toString(), "--out", first.toString());

    assertThat(said).contains(IMAGES + " images to " + first, garbage + " records were of no use");
    String range = said.replaceAll("(?s).*--offsets (\\S+).*", "$1");
    assertThat(Files.readString(first.resolve("origin.txt")).strip())
        .isEqualTo("kafka://collect-images/" + range);
    command("collect", "--config", file.toString(), "--offsets", range, "--out", second.toString());
    try (Stream<Path> files = Files.list(first)) {
      List<Path> collected = files.toList();
      assertThat(collected).hasSize(IMAGES + 1);
      for (Path image : collected) {
        assertThat(second.resolve(image.getFileName())).hasSameBinaryContentAs(image);
      }
    }
  }

  @Test
  void namesATopicThatIsMissing() throws Exception {
    Path file = config("missing", "");

    Process process = java("run", "--config", file.toString());

    assertThat(new String(process.getInputStream().readAllBytes(), UTF_8))
        .isEqualToIgnoringNewLines(
            "hourglass: the topic 'missing-images' does not exist on %s; create it with: hourglass topics create"
                .formatted(bootstrap()));
    assertThat(process.waitFor()).isEqualTo(1);
  }

  @Test
  void saysWhyItStopped() throws Exception {
    Path file = config("deleted", "kafka.metadata.max.age.ms: 1000");
    AppConfig config = AppConfig.load(file, Map.of());
    command("topics", "create", "--config", file.toString());
    try (StreamsApp app = StreamsApp.start(config)) {
      assertThat(app.awaitRunning(PATIENCE)).isTrue();

      try (Admin admin = Admin.create(new KafkaSettings(config).admin())) {
        admin.deleteTopics(List.of(config.topics().input())).all().get();
      }

      assertThatThrownBy(app::join)
          .isInstanceOf(UserException.class)
          .hasMessageStartingWith("processing stopped: ");
    }
  }

  private static String bootstrap() {
    return Objects.requireNonNull(kafka).getBootstrapServers();
  }

  /** A configuration with topics of its own. */
  private static Path config(String name, String more) throws IOException {
    return Files.writeString(
        folder.resolve(name + ".yaml"),
        """
        model: %s
        application-id: %s
        topics:
          input: %2$s-images
          latents: %2$s-latents
          alerts: %2$s-alerts
          dead-letters: %2$s-dead-letters
        kafka.bootstrap.servers: %s
        kafka.state.dir: %s
        %s
        """
            .formatted(TestModels.tiny(folder), name, bootstrap(), folder.resolve("state"), more));
  }

  private static Path images() throws IOException {
    Path images = folder.resolve("images");
    if (Files.exists(images)) {
      return images;
    }
    Files.createDirectory(images);
    Random random = new Random(5);
    for (int i = 0; i < IMAGES; i++) {
      byte[] samples = new byte[64];
      random.nextBytes(samples);
      Files.write(
          images.resolve("image-%03d.png".formatted(i)),
          ImageCodec.png(new Pixels(8, 8, 1, samples)));
    }
    return images;
  }

  /** Records that are no images; the key says how many bytes each has. */
  private static int produceGarbage(AppConfig config) throws Exception {
    Random random = new Random(6);
    int count = 0;
    Map<String, Object> settings = new KafkaSettings(config).producer();
    try (var producer = new KafkaProducer<byte[], byte[]>(settings)) {
      producer.send(new ProducerRecord<>(config.topics().input(), null, null)).get();
      count++;
      for (int size : new int[] {0, 1, 10, 1000, 1_000_000}) {
        byte[] value = new byte[size];
        random.nextBytes(value);
        byte[] key = Integer.toString(size).getBytes(UTF_8);
        producer.send(new ProducerRecord<>(config.topics().input(), key, value)).get();
        count++;
      }
    }
    return count;
  }

  /** Reads a topic from its beginning until so many records are there, and no more. */
  private static List<ConsumerRecord<byte[], byte[]>> read(
      AppConfig config, String topic, int count) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (var consumer = atTheBeginning(config, topic)) {
      long end = System.nanoTime() + PATIENCE.toNanos();
      while (records.size() < count && System.nanoTime() < end) {
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
      }
      consumer.poll(Duration.ofMillis(500)).forEach(records::add);
    }
    assertThat(records).as("records of " + topic).hasSize(count);
    return records;
  }

  private static String command(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        Main.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(arguments);
    assertThat(status).as(err.toString()).isZero();
    return out.toString();
  }

  private static Process java(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Dlogback.configurationFile=logback.xml");
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(Main.class.getName());
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static ListAppender<ILoggingEvent> appender(Class<?> source) {
    Logger logger = (Logger) LoggerFactory.getLogger(source);
    ListAppender<ILoggingEvent> appender = new ListAppender<>();
    appender.start();
    logger.setLevel(Level.DEBUG);
    logger.addAppender(appender);
    return appender;
  }
}
