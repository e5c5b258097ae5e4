package io.hourglass.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.hourglass.cli.UserException;
import io.hourglass.image.ImageCodec;
import io.hourglass.image.Pixels;
import io.hourglass.record.ImageRecord;
import io.hourglass.streams.config.AppConfig;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ContainerFetchException;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * With a real schema registry: written by others, read by us; written by us, read by others, who
 * are plain Avro and HTTP.
 */
class RegistryContainerIT {
  private static final String REGISTRY = "apicurio/apicurio-registry:3.3.3";
  private static final int PORT = 8080;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int IMAGES = 20;

  @TempDir static Path folder;
  private static @Nullable KafkaContainer kafka;
  private static @Nullable GenericContainer<?> registry;
  private static String missing =
      "no Docker engine answers, so there is no registry in a container";

  @BeforeAll
  static void start() {
    try {
      if (DockerClientFactory.instance().isDockerAvailable()) {
        registry =
            new GenericContainer<>(DockerImageName.parse(REGISTRY))
                .withExposedPorts(PORT)
                .waitingFor(
                    Wait.forHttp("/apis/ccompat/v7/subjects")
                        .forPort(PORT)
                        .withStartupTimeout(Duration.ofMinutes(3)));
        registry.start();
        kafka = new KafkaContainer("apache/kafka:4.3.1");
        kafka.start();
        missing = "";
      }
    } catch (ContainerFetchException e) {
      missing = "a Docker engine answers, but cannot get the image: " + e.getMessage();
    }
  }

  @BeforeEach
  void require() {
    assumeTrue(missing.isEmpty(), missing);
  }

  @AfterAll
  static void stop() {
    if (kafka != null) {
      kafka.stop();
    }
    if (registry != null) {
      registry.stop();
    }
  }

  private static String url() {
    return "http://%s:%d/apis/ccompat/v7"
        .formatted(Objects.requireNonNull(registry).getHost(), registry.getMappedPort(PORT));
  }

  private static String bootstrap() {
    return Objects.requireNonNull(kafka).getBootstrapServers();
  }

  @Test
  void recordsGoRoundWithTheIdsOfTheirSchemas() throws Exception {
    AppConfig config = config();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap()))) {
      admin
          .createTopics(
              config.topics().all().stream().map(name -> new NewTopic(name, 1, (short) 1)).toList())
          .all()
          .get();
    }
    int id = register("images-value", ImageRecord.getClassSchema());
    try (StreamsApp app = StreamsApp.start(config)) {
      assertThat(app.awaitRunning(PATIENCE)).isTrue();
      sendImages(id);
      List<GenericRecord> latents = read("latents", IMAGES);
      assertThat(latents).extracting(latent -> String.valueOf(latent.get("id"))).contains("i-0");
      assertThat(latents).allSatisfy(latent -> assertThat(latent.get("score")).isNotNull());

      // What is known needs no registry, and what is not waits for it.
      Objects.requireNonNull(registry).getDockerClient().pauseContainerCmd(containerId()).exec();
      try {
        sendImages(id);
        assertThat(read("latents", 2 * IMAGES)).hasSize(2 * IMAGES);
      } finally {
        registry.getDockerClient().unpauseContainerCmd(containerId()).exec();
      }
    }

    StringWriter printed = new StringWriter();
    assertThat(
            new picocli.CommandLine(new io.hourglass.streams.client.WatchCommand())
                .setOut(new PrintWriter(printed))
                .execute(
                    "--topic", "latents", "--from-beginning", "--count", "1", "--config", file()))
        .isZero();
    assertThat(printed.toString()).contains("i-0", "images-0@0");
  }

  @Test
  void noRegistryNoStart() throws Exception {
    AppConfig nowhere =
        AppConfig.of(
            Map.of(
                "model", TestModels.tiny(folder).toString(),
                "kafka.bootstrap.servers", bootstrap(),
                "topics.input", "a",
                "topics.latents", "b",
                "topics.alerts", "c",
                "topics.dead-letters", "d",
                "http.port", "-1",
                "schema-registry.url", "http://localhost:1"));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap()))) {
      admin
          .createTopics(
              nowhere.topics().all().stream()
                  .map(name -> new NewTopic(name, 1, (short) 1))
                  .toList())
          .all()
          .get();
    }
    assertThatThrownBy(() -> StreamsApp.start(nowhere))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("the schema registry at http://localhost:1 does not answer");
  }

  private static String containerId() {
    return Objects.requireNonNull(registry).getContainerId();
  }

  private AppConfig config() throws Exception {
    return AppConfig.load(Path.of(file()), Map.of());
  }

  private static String file() throws Exception {
    return java.nio.file.Files.writeString(
            folder.resolve("app.yaml"),
            """
            model: %s
            application-id: registry
            http: {port: -1}
            schema-registry: {url: "%s"}
            kafka:
              bootstrap.servers: %s
              state.dir: %s
            """
                .formatted(TestModels.tiny(folder), url(), bootstrap(), folder.resolve("state")))
        .toString();
  }

  private static int register(String subject, Schema schema) throws Exception {
    return ask(HttpRequest.newBuilder(URI.create(url() + "/subjects/" + subject + "/versions"))
            .header("Content-Type", "application/vnd.schemaregistry.v1+json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    JSON.writeValueAsString(Map.of("schema", schema.toString())))))
        .path("id")
        .asInt();
  }

  private static com.fasterxml.jackson.databind.JsonNode ask(HttpRequest.Builder request)
      throws Exception {
    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private static void sendImages(int id) throws Exception {
    Random random = new Random(5);
    Schema schema = ImageRecord.getClassSchema();
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>of(
                "bootstrap.servers", bootstrap(), "max.in.flight.requests.per.connection", 1),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int i = 0; i < IMAGES; i++) {
        byte[] samples = new byte[64];
        random.nextBytes(samples);
        GenericData.Record image = new GenericData.Record(schema);
        image.put("id", "i-" + i);
        image.put("source", "camera");
        image.put("captured_at", 0L);
        image.put("width", 8);
        image.put("height", 8);
        image.put("channels", 1);
        image.put(
            "encoding", new GenericData.EnumSymbol(schema.getField("encoding").schema(), "PNG"));
        image.put("data", ByteBuffer.wrap(ImageCodec.png(new Pixels(8, 8, 1, samples))));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(ByteBuffer.allocate(5).put((byte) 0).putInt(id).array());
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        new GenericDatumWriter<GenericRecord>(schema).write(image, encoder);
        encoder.flush();
        producer
            .send(new ProducerRecord<>("images", ("k" + i).getBytes(UTF_8), out.toByteArray()))
            .get();
      }
    }
  }

  /** With the schema that the registry has for the id in the record. */
  private static List<GenericRecord> read(String topic, int count) throws Exception {
    List<GenericRecord> records = new ArrayList<>();
    TopicPartition partition = new TopicPartition(topic, 0);
    try (var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of(
                "bootstrap.servers", bootstrap(), "isolation.level", "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (records.size() < count && System.nanoTime() < deadline) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          ByteBuffer value = ByteBuffer.wrap(record.value());
          assertThat(value.get()).isZero();
          int id = value.getInt();
          GenericDatumReader<GenericRecord> reader =
              new GenericDatumReader<>(KNOWN.computeIfAbsent(id, RegistryContainerIT::schema));
          records.add(
              reader.read(
                  null,
                  DecoderFactory.get()
                      .binaryDecoder(record.value(), 5, record.value().length - 5, null)));
        }
      }
    }
    return records;
  }

  private static final Map<Integer, Schema> KNOWN = new java.util.concurrent.ConcurrentHashMap<>();

  private static Schema schema(int id) {
    try {
      return new Schema.Parser()
          .parse(
              ask(HttpRequest.newBuilder(URI.create(url() + "/schemas/ids/" + id)).GET())
                  .path("schema")
                  .asText());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
