package io.hourglass.streams.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hourglass.cli.UserException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KafkaSettingsTest {

  @Test
  void eachClientGetsItsOwn() {
    KafkaSettings settings =
        new KafkaSettings(
            AppConfig.of(
                Map.of(
                    "kafka.security.protocol", "SSL",
                    "kafka.producer.compression.type", "zstd",
                    "kafka.consumer.fetch.min.bytes", "7")));

    assertThat(settings.producer())
        .containsEntry("compression.type", "zstd")
        .containsEntry("security.protocol", "SSL");
    assertThat(settings.consumer())
        .containsEntry("fetch.min.bytes", "7")
        .containsEntry("security.protocol", "SSL")
        .containsEntry("isolation.level", "read_committed")
        .doesNotContainKey("group.id");
    assertThat(settings.admin()).containsEntry("security.protocol", "SSL");
    assertThat(settings.streams())
        .containsEntry("application.id", "hourglass")
        .containsEntry("processing.guarantee", "exactly_once_v2");
  }

  @Test
  void whatIsSetStays() {
    KafkaSettings settings =
        new KafkaSettings(AppConfig.of(Map.of("kafka.num.stream.threads", "3")));

    settings.putIfAbsent("num.stream.threads", 8);
    settings.putIfAbsent("max.poll.records", 10);

    assertThat(settings.streamThreads()).isEqualTo(3);
    assertThat(settings.streams()).containsEntry("max.poll.records", "10");
  }

  @Test
  void namesTheSettingThatKafkaRefuses() {
    KafkaSettings settings =
        new KafkaSettings(AppConfig.of(Map.of("kafka.processing.guarantee", "twice")));

    assertThatThrownBy(settings::streams)
        .isInstanceOf(UserException.class)
        .hasMessageContaining("processing.guarantee")
        .hasMessageContaining("twice");
  }
}
