package io.hourglass.streams.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hourglass.cli.UserException;
import io.hourglass.record.DeadLetterReason;
import io.hourglass.record.Severity;
import io.hourglass.streams.config.AppConfig.Http;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ObservabilityTest {
  private final HttpClient client = HttpClient.newHttpClient();

  private HttpResponse<String> ask(Observability observability, String method, String path)
      throws Exception {
    URI uri = URI.create(Objects.requireNonNull(observability.address()) + path);
    return client.send(
        HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody()).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void isAliveButNotReadyBeforeTheApplicationIs() throws Exception {
    try (Observability observability = Observability.open(new Http("127.0.0.1", 0))) {
      assertThat(ask(observability, "GET", "/health/live").statusCode()).isEqualTo(200);
      HttpResponse<String> ready = ask(observability, "GET", "/health/ready");
      assertThat(ready.statusCode()).isEqualTo(503);
      assertThat(ready.body()).contains("\"state\": \"STARTING\"", "\"model\": null");
    }
  }

  @Test
  void showsWhatWasCounted() throws Exception {
    try (Observability observability = Observability.open(new Http("127.0.0.1", 0))) {
      Metrics metrics = observability.metrics();
      metrics.processed(null, System.currentTimeMillis());
      metrics.processed(DeadLetterReason.EMPTY_VALUE, System.currentTimeMillis());
      metrics.alerted(Severity.MAJOR);
      metrics.batch(17);
      metrics.took(Metrics.Stage.INFER, System.nanoTime());

      HttpResponse<String> answer = ask(observability, "GET", "/metrics");

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("content-type"))
          .contains("text/plain; version=0.0.4; charset=utf-8");
      assertThat(answer.body().lines())
          .contains(
              "hourglass_records_total 2.0",
              "hourglass_dead_letters_total{reason=\"empty_value\"} 1.0",
              "hourglass_dead_letters_total{reason=\"null_value\"} 0.0",
              "hourglass_alerts_total{severity=\"major\"} 1.0",
              "hourglass_batch_sum 17.0",
              "hourglass_stage_seconds_count{stage=\"infer\"} 1",
              "hourglass_end_to_end_seconds_count 2");
    }
  }

  @Test
  void answersOnlyToReading() throws Exception {
    try (Observability observability = Observability.open(new Http("127.0.0.1", 0))) {
      assertThat(ask(observability, "POST", "/metrics").statusCode()).isEqualTo(405);
      assertThat(ask(observability, "GET", "/").statusCode()).isEqualTo(404);
      assertThat(ask(observability, "HEAD", "/metrics").body()).isEmpty();
    }
  }

  @Test
  void listensNowhereWhereToldSo() {
    try (Observability observability = Observability.open(new Http("127.0.0.1", -1))) {
      assertThat(observability.address()).isNull();
    }
  }

  @Test
  void saysThatAPortIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0)) {
      Http http = new Http("127.0.0.1", taken.getLocalPort());

      assertThatThrownBy(() -> Observability.open(http))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("http.port")
          .hasMessageContaining(String.valueOf(taken.getLocalPort()));
    }
  }

  @Test
  void saysThatAHostIsNone() {
    assertThatThrownBy(() -> Observability.open(new Http("no.such.host.invalid", 0)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("http.host is 'no.such.host.invalid'");
  }
}
