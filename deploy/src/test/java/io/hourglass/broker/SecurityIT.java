package io.hourglass.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.hourglass.cli.UserException;
import io.hourglass.demo.DemoSamples;
import io.hourglass.helm.Chart;
import io.hourglass.streams.DoctorCommand;
import io.hourglass.streams.StreamsApp;
import io.hourglass.streams.config.AppConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/**
 * Against a broker that demands TLS with SCRAM, or mutual TLS, and rights: those that the chart
 * gives suffice, and each of them is needed.
 */
class SecurityIT {
  private static final String PASSWORD = "a secret of the test";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final AppConfig.Topics TOPICS = AppConfig.defaults().topics();

  @TempDir static Path folder;
  private static EmbeddedKafka kafka;
  private static Path model;
  private static int secure;
  private static int mutual;
  private static int names;

  @BeforeAll
  static void start() throws Exception {
    DemoSamples.write(folder);
    model = folder.resolve("model.onnx");
    keys("server", "CN=localhost", "-ext", "san=dns:localhost");
    keys("client", "CN=hourglass");
    trust("client", "server");
    trust("server", "client");
    secure = EmbeddedKafka.freePort(0);
    mutual = EmbeddedKafka.freePort(0);
    kafka =
        EmbeddedKafka.start(
            folder.resolve("kafka"),
            EmbeddedKafka.freePort(0),
            ",SECURE://localhost:%d,MUTUAL://localhost:%d".formatted(secure, mutual),
            Map.ofEntries(
                Map.entry(
                    "listener.security.protocol.map",
                    "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SECURE:SASL_SSL,MUTUAL:SSL"),
                Map.entry("sasl.enabled.mechanisms", "SCRAM-SHA-512"),
                Map.entry(
                    "listener.name.secure.scram-sha-512.sasl.jaas.config",
                    "org.apache.kafka.common.security.scram.ScramLoginModule required;"),
                Map.entry("ssl.keystore.location", store("server")),
                Map.entry("ssl.keystore.password", PASSWORD),
                Map.entry("ssl.truststore.location", store("server-trust")),
                Map.entry("ssl.truststore.password", PASSWORD),
                Map.entry("listener.name.mutual.ssl.client.auth", "required"),
                Map.entry(
                    "authorizer.class.name",
                    "org.apache.kafka.metadata.authorizer.StandardAuthorizer"),
                Map.entry("super.users", "User:ANONYMOUS")));
    kafka.createTopics(1, TOPICS.all().toArray(String[]::new));
    try (Admin admin = admin()) {
      admin
          .alterUserScramCredentials(
              List.of(
                  new UserScramCredentialUpsertion(
                      "hourglass",
                      new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096),
                      PASSWORD)))
          .all()
          .get();
    }
    send();
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  private static Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
  }

  private static String store(String name) {
    return folder.resolve(name + ".p12").toString();
  }

  private static void keys(String name, String subject, String... more) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-dname",
                subject,
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                store(name),
                "-storepass",
                PASSWORD));
    command.addAll(List.of(more));
    keytool(command);
    keytool(
        List.of(
            "-exportcert",
            "-alias",
            name,
            "-keystore",
            store(name),
            "-storepass",
            PASSWORD,
            "-file",
            folder.resolve(name + ".crt").toString()));
  }

  private static void trust(String who, String whom) throws Exception {
    keytool(
        List.of(
            "-importcert",
            "-noprompt",
            "-alias",
            whom,
            "-storetype",
            "PKCS12",
            "-keystore",
            store(who + "-trust"),
            "-storepass",
            PASSWORD,
            "-file",
            folder.resolve(whom + ".crt").toString()));
  }

  private static void keytool(List<String> arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(folder.resolve("keytool.log"))).isZero();
  }

  /** An image, which is an alert at the rate that is asked for, and something that is none. */
  private static void send() throws Exception {
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>of("bootstrap.servers", kafka.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(TOPICS.input(), image())).get();
      producer.send(new ProducerRecord<>(TOPICS.input(), new byte[] {1, 2, 3})).get();
    }
  }

  private static byte[] image() throws IOException {
    try (Stream<Path> samples = Files.walk(folder.resolve("samples"))) {
      Path first = samples.filter(Files::isRegularFile).sorted().findFirst().orElseThrow();
      return Files.readAllBytes(first);
    }
  }

  private static AppConfig config(String application, Map<String, String> kafkas) {
    Map<String, String> settings = new HashMap<>();
    settings.put("model", model.toString());
    settings.put("application-id", application);
    settings.put("http.port", "-1");
    settings.put("alert.false-alarm-rate", "0.999");
    settings.put("kafka.state.dir", folder.resolve("state").toString());
    settings.put("kafka.ssl.truststore.location", store("client-trust"));
    settings.put("kafka.ssl.truststore.password", PASSWORD);
    kafkas.forEach((name, value) -> settings.put("kafka." + name, value));
    return AppConfig.of(settings);
  }

  /** The password comes from a file. */
  private static AppConfig scram(String application) throws IOException {
    Path secrets =
        Files.writeString(
            folder.resolve("secrets.properties"),
            "jaas=org.apache.kafka.common.security.scram.ScramLoginModule required"
                + " username=\"hourglass\" password=\"%s\";%n".formatted(PASSWORD));
    return config(
        application,
        Map.of(
            "bootstrap.servers", "localhost:" + secure,
            "security.protocol", "SASL_SSL",
            "sasl.mechanism", "SCRAM-SHA-512",
            "sasl.jaas.config", "${file:%s:jaas}".formatted(secrets),
            "config.providers", "file",
            "config.providers.file.class",
                "org.apache.kafka.common.config.provider.FileConfigProvider"));
  }

  private static AppConfig mutual(String application) {
    return config(
        application,
        Map.of(
            "bootstrap.servers",
            "localhost:" + mutual,
            "security.protocol",
            "SSL",
            "ssl.keystore.location",
            store("client"),
            "ssl.keystore.password",
            PASSWORD));
  }

  private static void works(AppConfig config, String principal) throws Exception {
    List<AclBinding> rights = Chart.rights(principal, config.applicationId());
    long before = ends();
    granted(
        rights,
        () -> {
          try (StreamsApp app = StreamsApp.start(config)) {
            assertThat(app.awaitRunning(PATIENCE)).isTrue();
            await(before + 3);
          }
        });
  }

  private static void granted(List<AclBinding> rights, Executable work) throws Exception {
    try (Admin admin = admin()) {
      admin.createAcls(rights).all().get();
      try {
        assertTimeoutPreemptively(PATIENCE, work);
      } finally {
        admin.deleteAcls(rights.stream().map(AclBinding::toFilter).toList()).all().get();
      }
    }
  }

  private static void await(long outputs) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (ends() < outputs) {
      assertThat(System.nanoTime()).as("a latent, an alert, a dead letter").isLessThan(deadline);
      TimeUnit.MILLISECONDS.sleep(200);
    }
  }

  private static long ends() {
    try (var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of(
                "bootstrap.servers", kafka.bootstrapServers(), "isolation.level", "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      return consumer
          .endOffsets(
              Stream.of(TOPICS.latents(), TOPICS.alerts(), TOPICS.deadLetters())
                  .map(topic -> new TopicPartition(topic, 0))
                  .toList())
          .values()
          .stream()
          .mapToLong(Long::longValue)
          .sum();
    }
  }

  @Test
  void worksWithTlsAndScram() throws Exception {
    works(scram("scram"), "User:hourglass");
  }

  @Test
  void worksWithMutualTls() throws Exception {
    works(mutual("mutual"), "User:CN=hourglass");
  }

  @Test
  void aWrongPasswordIsSaid() throws Exception {
    Map<String, String> wrong = new HashMap<>(scram("wrong").kafka());
    wrong.put(
        "sasl.jaas.config",
        "org.apache.kafka.common.security.scram.ScramLoginModule required"
            + " username=\"hourglass\" password=\"wrong\";");
    assertThatThrownBy(() -> StreamsApp.start(config("wrong", wrong)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("refuses")
        .hasMessageContaining("Authentication failed");
  }

  @Test
  void theDoctorSaysWhichRightsAreMissing() throws Exception {
    List<AclBinding> rights = Chart.rights("User:hourglass", "patient");
    granted(rights, () -> assertThat(doctor()).contains("The application can start."));
    rights.removeIf(right -> right.pattern().name().equals("latents"));
    rights.removeIf(right -> right.pattern().resourceType() == ResourceType.GROUP);
    granted(
        rights,
        () ->
            assertThat(doctor())
                .containsPattern("wrong\\S* topic latents +the topic 'latents' may not be seen")
                .containsPattern("wrong\\S* group patient +the user lacks the right READ")
                .contains("must be mended"));
  }

  private static String doctor() throws IOException {
    StringBuilder yaml =
        new StringBuilder("model: %s%napplication-id: patient%nkafka:%n".formatted(model));
    scram("patient")
        .kafka()
        .forEach((name, value) -> yaml.append("  %s: '%s'%n".formatted(name, value)));
    Path file = Files.writeString(folder.resolve("patient.yaml"), yaml);
    StringWriter out = new StringWriter();
    new CommandLine(new DoctorCommand())
        .setOut(new PrintWriter(out))
        .execute("--config", file.toString());
    return out.toString();
  }

  static Stream<AclBinding> eachRight() throws IOException {
    return Chart.rights("User:hourglass", "one-less").stream();
  }

  @ParameterizedTest
  @MethodSource("eachRight")
  void eachRightIsNeeded(AclBinding left) throws Exception {
    String application = "one-less-" + names++;
    List<AclBinding> rights = Chart.rights("User:hourglass", application);
    rights.removeIf(
        right ->
            right.pattern().resourceType() == left.pattern().resourceType()
                && right.entry().operation() == left.entry().operation()
                && (right.pattern().resourceType() != ResourceType.TOPIC
                    || right.pattern().name().equals(left.pattern().name())));
    String named =
        switch (left.pattern().resourceType()) {
          case TOPIC -> left.pattern().name();
          case GROUP -> application;
          default -> "ransactional";
        };
    granted(
        rights,
        () ->
            assertThatThrownBy(
                    () -> {
                      try (StreamsApp app = StreamsApp.start(scram(application))) {
                        app.join();
                      }
                    })
                .isInstanceOf(UserException.class)
                .hasMessageContaining(named));
  }
}
