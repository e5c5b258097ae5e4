package io.hourglass.streams.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/metrics.md} is made of the catalogue: {@code -Dhourglass.write-docs} writes it. */
class MetricsPageTest {
  private static final Path PAGE = Path.of("../docs/metrics.md");

  @Test
  void thePageIsWhatTheCatalogueSays() throws IOException {
    if (System.getProperty("hourglass.write-docs") != null) {
      Files.writeString(PAGE, page());
    }

    assertThat(PAGE).content().isEqualTo(page());
  }

  private static String page() {
    return """
        # Metrics

        The application serves its metrics at `/metrics` in Prometheus' text format, and its health at `/health/live` and `/health/ready` (200 or 503).
        `http.host` and `http.port` say where; the log says it too. Beside what is listed here, everything that Kafka Streams, its clients and the JVM
        measure is there under `kafka_`, `jvm_` and `process_`. Histograms have `_bucket`, `_count` and `_sum`.

        `deploy/observability` holds a dashboard for Grafana and alert rules for Prometheus.

        | metric | type | labels | meaning |
        | --- | --- | --- | --- |
        """
        + Arrays.stream(Metric.values())
            .map(MetricsPageTest::row)
            .collect(Collectors.joining("\n", "", "\n"));
  }

  private static String row(Metric metric) {
    return "| `%s` | %s | %s | %s |"
        .formatted(
            metric.exposedName(), metric.type().exposed(), metric.labels(), metric.description());
  }
}
