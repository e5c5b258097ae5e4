package io.hourglass.streams.broker;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hourglass.cli.UserException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BrokerTest {

  @Test
  void saysThatNobodyAnswers() {
    // Port 1 is closed practically everywhere.
    Map<String, Object> settings = Map.of("bootstrap.servers", "localhost:1");

    assertThatThrownBy(() -> Broker.connect(settings, Duration.ofMillis(300)))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("no Kafka broker answers at localhost:1 ");
  }

  @Test
  void saysThatAHostIsUnknown() {
    Map<String, Object> settings = Map.of("bootstrap.servers", "nowhere.invalid:9092");

    assertThatThrownBy(() -> Broker.connect(settings, Duration.ofMillis(300)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("nowhere.invalid:9092");
  }

  @Test
  void saysThatASettingIsWrong() {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", "localhost:1", "security.protocol", "MAGIC");

    assertThatThrownBy(() -> Broker.connect(settings, Duration.ofMillis(300)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("MAGIC");
  }
}
