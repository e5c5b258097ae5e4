package io.hourglass.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.broker.EmbeddedKafka;
import io.hourglass.model.ScoringModel;
import io.hourglass.record.AnomalyAlert;
import io.hourglass.record.DeadLetter;
import io.hourglass.record.DeadLetterReason;
import io.hourglass.record.RecordFormat;
import io.hourglass.streams.StreamsApp;
import io.hourglass.streams.config.AppConfig;
import io.hourglass.streams.observe.Metric;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** From images to alerts: training, export, a real broker, the application, and back. */
class WholePathIT {
  private static final long SEED = 1;

  @TempDir static Path folder;
  private static DemoData data;
  private static Path model;

  @BeforeAll
  static void train() throws Exception {
    data = DemoSamples.data(folder);
    model = folder.resolve("model.onnx");
    DemoSamples.train(data, model);
  }

  @ParameterizedTest
  @EnumSource
  void everyRecordHasOneOutcome(RecordFormat format) throws Exception {
    DemoStream stream = DemoStream.of(data, SEED);
    List<String> shown = new ArrayList<>();
    DemoResult result;
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka-" + format))) {
      kafka.createTopics(4, AppConfig.defaults().topics().all().toArray(String[]::new));
      AppConfig config =
          AppConfig.of(
              Map.of(
                  "model", model.toString(),
                  "output.format", format.name().toLowerCase(java.util.Locale.ROOT),
                  "kafka.bootstrap.servers", kafka.bootstrapServers(),
                  "kafka.state.dir", folder.resolve("state-" + format).toString()));
      try (StreamsApp app = StreamsApp.start(config)) {
        assertThat(app.awaitRunning(Duration.ofSeconds(60))).isTrue();
        result =
            new DemoClient(kafka.bootstrapServers(), config.topics())
                .run(stream, alert -> shown.add(alert.topic()));
        isCounted(app, result);
      }
    }

    assertThat(result.discrepancies()).isEmpty();
    assertThat(result.latents()).hasSize(stream.images(false) + stream.images(true));
    assertThat(shown).hasSameSizeAs(result.alerts());
    assertThat(result.deadLetters())
        .extracting(DeadLetter::getReason)
        .containsExactlyInAnyOrder(
            DeadLetterReason.NULL_VALUE,
            DeadLetterReason.EMPTY_VALUE,
            DeadLetterReason.UNDECODABLE,
            DeadLetterReason.TOO_LARGE,
            DeadLetterReason.UNKNOWN_FORMAT);
    assertThat(result.auroc()).as("good washers against damaged ones").isGreaterThan(0.9);
    assertThat(result.alerts()).isNotEmpty().allSatisfy(WholePathIT::isComplete);
    try (ScoringModel scoring = ScoringModel.open(model, 1)) {
      assertThat(result.latents())
          .allSatisfy(
              latent -> {
                assertThat(latent.getModelVersion()).isEqualTo(scoring.card().version());
                assertThat(latent.getProbability())
                    .isEqualTo(scoring.card().calibration().probability(latent.getScore()));
              });
      assertThat(DemoPage.of(data, result, scoring).html())
          .contains("AUROC", "data:image/png;base64,");
    }
  }

  /** What the metrics say is what came out of the topics. */
  private static void isCounted(StreamsApp app, DemoResult result) throws Exception {
    assertThat(ask(app, "/health/ready").statusCode()).isEqualTo(200);
    HttpResponse<String> metrics = metricsAfterACollection(app);

    assertThat(metrics.body().lines())
        .contains(
            "hourglass_records_total %.1f"
                .formatted((double) result.latents().size() + result.deadLetters().size()),
            "hourglass_score_count " + result.latents().size(),
            "hourglass_dead_letters_total{reason=\"null_value\"} 1.0");
    assertThat(
            metrics
                .body()
                .lines()
                .filter(line -> line.startsWith("hourglass_alerts_total"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
                .sum())
        .isEqualTo(result.alerts().size());
    assertThat(Metric.values())
        .filteredOn(metric -> metric != Metric.LAG) // Kafka's by partition come after a minute.
        .allSatisfy(
            metric -> assertThat(metrics.body()).contains("# TYPE " + metric.exposedName() + " "));
  }

  /** The JVM tells of garbage collections once there was one, a moment later. */
  private static HttpResponse<String> metricsAfterACollection(StreamsApp app) throws Exception {
    System.gc();
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    HttpResponse<String> metrics = ask(app, "/metrics");
    while (!metrics.body().contains(Metric.COLLECTIONS.exposedName())
        && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(100);
      metrics = ask(app, "/metrics");
    }
    return metrics;
  }

  private static HttpResponse<String> ask(StreamsApp app, String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(app.address() + path)).build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private static void isComplete(AnomalyAlert alert) {
    assertThat(alert.getScore()).isGreaterThan(alert.getThreshold());
    assertThat(alert.getHeatmap()).isNotNull();
    assertThat(alert.getRegions())
        .allSatisfy(
            region -> {
              assertThat(region.getX() + region.getWidth()).isLessThanOrEqualTo(28);
              assertThat(region.getY() + region.getHeight()).isLessThanOrEqualTo(28);
            });
  }
}
