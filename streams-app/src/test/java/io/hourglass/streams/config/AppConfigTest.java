package io.hourglass.streams.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hourglass.cli.UserException;
import io.hourglass.model.Provider;
import io.hourglass.record.RecordFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AppConfigTest {
  private static final Path EXAMPLE = Path.of("src/main/config/app.yaml");

  /** A value other than the default for every key there is. */
  private static final Map<String, String> OTHER_VALUES =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("model", "/models/tiles.onnx"),
              Map.entry("model-verify", "/keys/public.pem"),
              Map.entry("application-id", "tiles"),
              Map.entry("topics.input", "a"),
              Map.entry("topics.latents", "b"),
              Map.entry("topics.alerts", "c"),
              Map.entry("topics.dead-letters", "d"),
              Map.entry("input.format", "json"),
              Map.entry("input.max-pixels", "1000"),
              Map.entry("sensors.source-field", "machine"),
              Map.entry("sensors.time-field", "at"),
              Map.entry("sensors.fields", "pressure=p"),
              Map.entry("sensors.stride", "3"),
              Map.entry("sensors.max-held", "4"),
              Map.entry("sensors.max-ahead-seconds", "5"),
              Map.entry("sensors.expire-after-seconds", "6"),
              Map.entry("sensors.max-wait-millis", "7"),
              Map.entry("output.format", "json"),
              Map.entry("output.heatmap", "false"),
              Map.entry("alert.false-alarms-per-day", "2.5"),
              Map.entry("infer.max-batch", "16"),
              Map.entry("infer.threads", "3"),
              Map.entry("infer.provider", "CUDA"),
              Map.entry("http.host", "0.0.0.0"),
              Map.entry("http.port", "8080"),
              Map.entry("schema-registry.url", "https://registry:8081"),
              Map.entry("schema-registry.user", "me"),
              Map.entry("schema-registry.password-file", "/run/secret")));

  private static final AppConfig OTHER =
      new AppConfig(
          Path.of("/models/tiles.onnx"),
          "/keys/public.pem",
          "tiles",
          new AppConfig.Topics("a", "b", "c", "d"),
          new AppConfig.Input(InputFormat.JSON, 1000),
          new AppConfig.Sensors("machine", "at", "pressure=p", 3, 4, 5, 6, 7),
          new AppConfig.Output(RecordFormat.JSON, false),
          new AppConfig.Alert(null, 2.5),
          new AppConfig.Infer(16, 3, Provider.CUDA),
          new AppConfig.Http("0.0.0.0", 8080),
          new AppConfig.SchemaRegistry("https://registry:8081", "me", null, "/run/secret"),
          AppConfig.defaults().kafka());

  @Test
  void defaults() {
    AppConfig config = AppConfig.load(null, Map.of());

    assertThat(config)
        .isEqualTo(
            new AppConfig(
                Path.of("model.onnx"),
                null,
                "hourglass",
                new AppConfig.Topics("images", "latents", "alerts", "dead-letters"),
                new AppConfig.Input(InputFormat.AUTO, 25_000_000),
                new AppConfig.Sensors("source", "ts", "", null, 10, 60, 86_400, 5),
                new AppConfig.Output(RecordFormat.AVRO, true),
                new AppConfig.Alert(null, null),
                new AppConfig.Infer(256, null, Provider.CPU),
                new AppConfig.Http("127.0.0.1", 0),
                new AppConfig.SchemaRegistry(null, null, null, null),
                Map.of(
                    "bootstrap.servers",
                    "localhost:9092",
                    "processing.guarantee",
                    "exactly_once_v2")));
  }

  @Test
  void theExampleFileHoldsEveryKeyWithItsDefault() throws Exception {
    assertThat(AppConfig.load(EXAMPLE, Map.of())).isEqualTo(AppConfig.defaults());

    String text = Files.readString(EXAMPLE);
    for (String key : new ConfigTree().keys()) {
      String name = key.substring(key.lastIndexOf('.') + 1);
      assertThat(text).as(key).containsPattern("(?m)^ *(# )?" + name + ":");
    }
  }

  @Test
  void everyKeyIsMapped() {
    var mapped = new TreeMap<>(OTHER_VALUES);
    // Each excludes another.
    mapped.put("alert.false-alarm-rate", "");
    mapped.put("schema-registry.password", "");
    assertThat(new ConfigTree().keys()).isEqualTo(mapped.keySet());

    assertThat(AppConfig.of(OTHER_VALUES)).isEqualTo(OTHER);
    assertThat(AppConfig.of(Map.of("alert.false-alarm-rate", "1e-5")).alert().falseAlarmRate())
        .isEqualTo(1e-5);
  }

  @Test
  void everyKeyHasAnEnvironmentVariable() {
    Map<String, String> environment =
        OTHER_VALUES.entrySet().stream()
            .collect(
                Collectors.toMap(
                    entry -> Environment.variable(entry.getKey()), Map.Entry::getValue));

    assertThat(environment).containsKey("HOURGLASS_TOPICS_DEAD_LETTERS");
    assertThat(AppConfig.load(EXAMPLE, environment)).isEqualTo(OTHER);
  }

  @Test
  void passesKafkasSettingsOn(@TempDir Path folder) throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("app.yaml"),
            """
            kafka:
              security.protocol: SSL
              num.stream.threads: 3
              bootstrap.servers: a:1
            """);

    AppConfig config =
        AppConfig.load(
            file,
            Map.of(
                "HOURGLASS_KAFKA_BOOTSTRAP_SERVERS", "b:2",
                "HOURGLASS_KAFKA_PRODUCER_COMPRESSION_TYPE", "zstd",
                // What Kubernetes sets for a service of the name hourglass-kafka.
                "HOURGLASS_KAFKA_PORT", "tcp://10.0.0.1:9092",
                "HOURGLASS_KAFKA_SERVICE_HOST", "10.0.0.1"));

    assertThat(config.kafka())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "security.protocol", "SSL",
                "num.stream.threads", "3",
                "bootstrap.servers", "b:2",
                "producer.compression.type", "zstd",
                "processing.guarantee", "exactly_once_v2"));
  }

  @Test
  void ignoresVariablesThatAreNoSettings() {
    Map<String, String> environment =
        Map.of(
            "HOURGLASS_PORT", "tcp://10.0.0.1:80",
            "HOURGLASS_SERVICE_HOST", "10.0.0.1",
            "HOURGLASS_DATA", "/data",
            "PATH", "/bin");

    assertThat(AppConfig.load(null, environment)).isEqualTo(AppConfig.defaults());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          topics.input           | a b     | topics.input is 'a b'; allowed are 1 to 249 letters
          topics.input           | alerts  | topics are alerts, latents, alerts and dead-letters; four
          application-id         | ''      | application-id is ''; allowed are
          input.format           | xml     | input.format is 'xml'; allowed is auto, avro, image, json
          input.max-pixels       | 0       | input.max-pixels is 0; allowed is 1 to 500000000
          sensors.fields         | a,b     | sensors.fields is 'a,b'; expected is channel=field,channel=field
          sensors.stride         | 0       | sensors.stride is 0; allowed is 1 to 65536
          input.max-pixels       | many    | input.max-pixels is 'many'; allowed is a whole number
          input.max-pixels       | 1.5     | input.max-pixels is '1.5'; allowed is a whole number
          output.format          | ''      | output.format
          output.heatmap         | maybe   | output.heatmap is 'maybe'; allowed is true or false
          alert.false-alarm-rate | 0       | alert.false-alarm-rate is 0.0; allowed is 1e-12 to below 1
          alert.false-alarm-rate | NaN     | alert.false-alarm-rate is NaN; allowed is
          alert.false-alarm-rate | often   | alert.false-alarm-rate is 'often'; allowed is a number
          alert.false-alarms-per-day | -1  | alert.false-alarms-per-day is -1.0; allowed is more than 0
          infer.max-batch        | 5000    | infer.max-batch is 5000; allowed is 1 to 4096
          infer.max-batch        | ''      | infer.max-batch
          infer.threads          | 0       | infer.threads is 0; allowed is 1 to 256
          infer.provider         | tpu     | infer.provider is 'tpu'; allowed is cpu, cuda
          infer.thread           | 1       | there is no key infer.thread; there are alert.false-alarm-rate
          kafka.application.id   | x       | kafka.application.id is set; set application-id instead
          """)
  void namesKeyValueAndWhatIsAllowed(String key, String value, String message) {
    assertThatThrownBy(() -> AppConfig.of(Map.of(key, value)))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void acceptsOnlyOneOfRateAndNumber() {
    assertThatThrownBy(
            () ->
                AppConfig.of(
                    Map.of("alert.false-alarm-rate", "0.1", "alert.false-alarms-per-day", "1")))
        .hasMessage(
            "alert.false-alarm-rate is 0.1 and alert.false-alarms-per-day is 1.0; set one of them");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          'topics: {inputs: a}'        | there is no key topics.inputs; there are
          'topic: {}'                  | there is no key topic; there are
          'topic:'                     | there is no key topic; there are
          'topics: images'             | there is no key topics; there are
          'infer: {threads: [1, 2]}'   | infer.threads is a list; allowed is one value
          '- a'                        | FILE does not hold keys with values
          'model: ['                   | FILE is no valid YAML at line 1:
          """)
  void namesWhatIsWrongInAFile(String yaml, String message, @TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("app.yaml"), yaml);

    assertThatThrownBy(() -> AppConfig.load(file, Map.of()))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith(message.replace("FILE", file.toString()));
  }

  @Test
  void refusesAKeyThatIsThereTwice(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("app.yaml"), "model: a\nmodel: b\n");

    assertThatThrownBy(() -> AppConfig.load(file, Map.of()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("Duplicate");
  }

  @Test
  void aFileMayBeEmptyOrLeaveValuesOpen(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("app.yaml"), "# nothing\n");
    assertThat(AppConfig.load(file, Map.of())).isEqualTo(AppConfig.defaults());

    Files.writeString(file, "topics:\n  input:\nkafka:\n");
    assertThat(AppConfig.load(file, Map.of())).isEqualTo(AppConfig.defaults());
  }

  @Test
  void saysThatAFileIsMissing(@TempDir Path folder) {
    assertThatThrownBy(() -> AppConfig.load(folder.resolve("none.yaml"), Map.of()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("none.yaml cannot be read");
  }
}
