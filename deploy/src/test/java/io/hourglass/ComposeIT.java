package io.hourglass;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hourglass.demo.DemoSamples;
import io.hourglass.record.LatentVector;
import io.hourglass.streams.config.AppConfig;
import io.hourglass.streams.registry.Codec;
import io.hourglass.trainer.TrainOptions;
import io.hourglass.trainer.Trainer;
import io.hourglass.trainer.TrainingListener;
import io.hourglass.trainer.fit.FitOptions;
import io.hourglass.trainer.model.Family;
import io.hourglass.trainer.model.ModelOptions;
import io.hourglass.trainer.series.SeriesOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The image and the compose file: built, started, images in, alerts out. */
class ComposeIT {
  private static final String PROJECT = "hourglass-it-" + ProcessHandle.current().pid();
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final int WINDOW = 16;
  private static final int SOURCES = 1_000;
  private static final int READINGS = 40;

  @TempDir static Path folder;
  private static final Map<String, String> environment = new HashMap<>();
  private static String missing = "";

  @BeforeAll
  static void start() throws Exception {
    if (!succeeds("docker", "info") || !succeeds("docker", "compose", "version")) {
      missing = "no Docker engine with compose answers";
      return;
    }
    for (String image : List.of("apache/kafka:4.3.1", "apicurio/apicurio-registry:3.3.3")) {
      if (!succeeds("docker", "image", "inspect", image) && !succeeds("docker", "pull", image)) {
        missing = "a Docker engine answers, but cannot get the image " + image;
        return;
      }
    }
    DemoSamples.write(folder);
    environment.put("HOURGLASS_DEMO", folder.toString());
    environment.put("KAFKA_PORT", String.valueOf(freePort()));
    environment.put("HTTP_PORT", String.valueOf(freePort()));
    environment.put("REGISTRY_PORT", String.valueOf(freePort()));
    compose("up", "-d", "--build");
  }

  @AfterAll
  static void stop() throws Exception {
    if (!environment.isEmpty()) {
      compose("down", "-v", "-t", "10");
    }
  }

  @BeforeEach
  void requireEngine() {
    assumeTrue(missing.isEmpty(), missing);
  }

  @Test
  void imagesGoInAndAlertsComeOutAlsoAfterTheBrokerWasAway() throws Exception {
    await("ready", () -> ask("/health/ready").statusCode() == 200);
    await("20 images scored", () -> read("latents").size() >= 20);

    int before = read("latents").size();
    compose("restart", "kafka");
    await("more images after the broker's restart", () -> read("latents").size() > before + 10);
    compose("stop", "camera");
    await("the rest scored", () -> read("latents").size() >= read("images").size());

    assertThat(read("dead-letters")).isEmpty();
    assertThat(read("alerts")).isNotEmpty();
    Codec codec =
        Codec.of(
            AppConfig.of(
                Map.of(
                    "schema-registry.url",
                    "http://localhost:%s/apis/ccompat/v7"
                        .formatted(environment.get("REGISTRY_PORT")))));
    List<String> sources = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : read("latents")) {
      LatentVector latent = codec.decode(record.value(), LatentVector.class);
      sources.add(
          latent.getSourceRecord().getPartition() + "@" + latent.getSourceRecord().getOffset());
    }
    assertThat(sources).doesNotHaveDuplicates();
    assertThat(ask("/metrics").body()).contains("hourglass_model{family=\"mlp\",name=\"washers\"");
  }

  @Test
  void theImageNeedsNoRightsAndEndsWhenTold() throws Exception {
    String inspected = run("docker", "image", "inspect", "hourglass");
    assertThat(inspected)
        .contains(
            "\"User\": \"10001:10001\"", "ORT_DISABLE_TELEMETRY=1", "SIGTERM", "/app/healthy");

    // Where the cache of loaded classes does not fit, this JVM refuses to start.
    String said =
        run(
            "docker",
            "run",
            "-e",
            "JAVA_TOOL_OPTIONS=-XX:AOTMode=on",
            "--rm",
            "--read-only",
            "--tmpfs",
            "/tmp:exec",
            "hourglass",
            "--help");
    assertThat(said).contains("run", "topics", "produce", "watch");
  }

  @Test
  void theTrainersImageTrains() throws Exception {
    run("docker", "build", "-q", "-f", "trainer/Dockerfile", "-t", "hourglass-trainer", "..");
    Path data = Files.createDirectory(folder.resolve("data"));
    assertThat(data.toFile().setWritable(true, false)).isTrue();

    String said =
        run(
            "docker",
            "run",
            "--rm",
            "--read-only",
            "--tmpfs",
            "/tmp:exec",
            "-v",
            folder.resolve("samples") + ":/samples:ro",
            "-v",
            data + ":/data",
            "hourglass-trainer",
            "train",
            "--data",
            "/samples",
            "--model",
            "pca",
            "--latent",
            "4",
            "--out",
            "model.onnx");

    assertThat(said).contains("agrees with the trainer");
    assertThat(data.resolve("model.onnx")).isNotEmptyFile();
  }

  /** State on a disk that its first files fill; then on one with room. */
  @Test
  @Timeout(value = 3, unit = TimeUnit.MINUTES)
  void aFullDiskUnderTheStateEndsItWithASentenceAndLosesNothing() throws Exception {
    Path history = folder.resolve("history.csv");
    StringBuilder rows = new StringBuilder("a,b\n");
    for (int i = 0; i < 500; i++) {
      rows.append("%d,%d%n".formatted(i % 7, i % 5));
    }
    Files.writeString(history, rows);
    Path model = folder.resolve("windows.onnx");
    new Trainer(
            new TrainOptions(
                SeriesOptions.of(history, WINDOW),
                ModelOptions.of(Family.PCA, 3),
                new FitOptions(1, 32, 1e-3, 1, 1),
                100,
                0.01,
                "windows",
                model),
            TrainingListener.SILENT)
        .run();
    createTopics("disk-readings", "disk-latents", "disk-alerts", "disk-dead-letters");
    sendReadings("disk-readings");

    Process small = onDisk("64k", model);
    String said = new String(small.getInputStream().readAllBytes(), UTF_8);
    assertThat(small.waitFor()).as(said).isEqualTo(1);
    assertThat(said).contains("processing stopped: ").containsIgnoringCase("no space left");

    Process roomy = onDisk("200m", model);
    int expected = SOURCES * ((READINGS - WINDOW) / (WINDOW / 4) + 1);
    await("all windows scored", () -> read("disk-latents").size() >= expected);
    run("docker", "stop", PROJECT + "-disk");
    assertThat(roomy.waitFor()).isZero();
    assertThat(read("disk-latents").stream().map(record -> new String(record.key(), UTF_8)))
        .hasSize(expected);
  }

  /** 2.6 s where the machine does nothing else; a build does. */
  @Test
  @Timeout(value = 2, unit = TimeUnit.MINUTES)
  void theImageSoonRuns() throws Exception {
    createTopics("soon-readings", "soon-latents", "soon-alerts", "soon-dead-letters");
    Instant start = Instant.now();
    Process application = application("soon", folder.resolve("model.onnx"));
    try (BufferedReader said = application.inputReader(UTF_8)) {
      for (String line = said.readLine(); line != null; line = said.readLine()) {
        if (line.contains("\"Running\"")) {
          break;
        }
      }
      Duration taken = Duration.between(start, Instant.now());
      System.out.printf("The image runs after %.1f s%n", taken.toMillis() / 1e3);
      assertThat(taken).isLessThan(Duration.ofSeconds(20));
      run("docker", "stop", PROJECT + "-soon");
    }
  }

  /** Starts a container with topics of its own. */
  private static Process application(String name, Path model, String... options)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "docker",
                "run",
                "--rm",
                "--name",
                PROJECT + "-" + name,
                "--network",
                PROJECT + "_default",
                "--read-only",
                "--tmpfs",
                "/tmp:exec",
                "-v",
                model + ":/models/model.onnx:ro"));
    Map.of(
            "KAFKA_BOOTSTRAP_SERVERS", "kafka:19092",
            "APPLICATION_ID", name,
            "TOPICS_INPUT", name + "-readings",
            "TOPICS_LATENTS", name + "-latents",
            "TOPICS_ALERTS", name + "-alerts",
            "TOPICS_DEAD_LETTERS", name + "-dead-letters")
        .forEach((key, value) -> command.addAll(List.of("-e", "HOURGLASS_" + key + "=" + value)));
    command.addAll(List.of(options));
    command.add("hourglass");
    return start(command.toArray(String[]::new));
  }

  private static Process onDisk(String size, Path model) throws IOException {
    return application(
        "disk",
        model,
        "--tmpfs",
        "/state:uid=10001,size=" + size,
        "-e",
        "HOURGLASS_KAFKA_STATE_DIR=/state");
  }

  private static void createTopics(String... names) throws Exception {
    try (Admin admin =
        Admin.create(Map.of("bootstrap.servers", "localhost:" + environment.get("KAFKA_PORT")))) {
      admin
          .createTopics(Arrays.stream(names).map(name -> new NewTopic(name, 2, (short) 1)).toList())
          .all()
          .get();
    }
  }

  private static void sendReadings(String topic) {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", "localhost:" + environment.get("KAFKA_PORT")),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int i = 0; i < READINGS * SOURCES; i++) {
        String source = "source-" + i % SOURCES;
        String line = "%s,%d,%d,%d".formatted(source, 1_767_225_600L + i / SOURCES, i % 7, i % 5);
        var unused =
            producer.send(
                new ProducerRecord<>(topic, source.getBytes(UTF_8), line.getBytes(UTF_8)));
      }
    }
  }

  private static HttpResponse<String> ask(String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(
                    URI.create("http://localhost:" + environment.get("HTTP_PORT") + path))
                .timeout(Duration.ofSeconds(10))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  /** All committed records of a topic. */
  private static List<ConsumerRecord<byte[], byte[]>> read(String topic) {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            "localhost:" + environment.get("KAFKA_PORT"),
            "isolation.level",
            "read_committed",
            "default.api.timeout.ms",
            5_000);
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
      }
    }
    return records;
  }

  private static void await(String what, Callable<Boolean> condition) throws Exception {
    Instant deadline = Instant.now().plus(PATIENCE);
    String last = "";
    while (Instant.now().isBefore(deadline)) {
      try {
        if (condition.call()) {
          return;
        }
      } catch (IOException | org.apache.kafka.common.KafkaException e) {
        last = e.toString();
      }
      TimeUnit.MILLISECONDS.sleep(500);
    }
    throw new AssertionError(
        "not %s after %s %s%n%s".formatted(what, PATIENCE, last, compose("logs", "--tail=50")));
  }

  private static String compose(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("docker", "compose", "-f", "compose.yaml", "-p", PROJECT));
    command.addAll(List.of(arguments));
    return run(command.toArray(String[]::new));
  }

  private static boolean succeeds(String... command) throws Exception {
    try {
      return start(command).waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static String run(String... command) throws Exception {
    Process process = start(command);
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as("%s: %s", List.of(command), said).isZero();
    return said;
  }

  private static Process start(String... command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
