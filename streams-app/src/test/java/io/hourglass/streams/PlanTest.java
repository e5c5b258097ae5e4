package io.hourglass.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hourglass.cli.UserException;
import io.hourglass.model.ModelCard;
import io.hourglass.model.ScoringModel;
import io.hourglass.streams.config.AppConfig;
import io.hourglass.streams.config.KafkaSettings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanTest {
  @TempDir Path folder;

  @Test
  void refusesTopicsThatAreTooSmall() {
    AppConfig config = AppConfig.defaults();
    ModelCard card = card();

    assertThatCode(() -> plan(100_000, 100_000, 100_000).requireRoom(config, card))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> plan(90_000, 100_000, 100_000).requireRoom(config, card))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("the topic 'latents' takes records of at most 90000 bytes, and up");
    assertThatThrownBy(() -> plan(100_000, 90_000, 100_000).requireRoom(config, card))
        .hasMessageStartingWith("the topic 'alerts'");
    assertThatThrownBy(() -> plan(100_000, 100_000, 90_000).requireRoom(config, card))
        .hasMessageStartingWith("the topic 'dead-letters'");
  }

  @Test
  void pollsAFewFullBatches() {
    KafkaSettings kafka = new KafkaSettings(AppConfig.defaults());
    AppConfig small = AppConfig.of(Map.of("infer.max-batch", "8"));

    plan(1, 1, 1).limitPolls(small, kafka, card());

    assertThat(kafka.streams()).containsEntry("max.poll.records", "32");
  }

  private ModelCard card() {
    try (ScoringModel model = TestModels.openTiny(folder)) {
      return model.card();
    }
  }

  private static Plan plan(int latents, int alerts, int deadLetters) {
    return new Plan(
        4,
        new HashMap<>(Map.of("latents", latents, "alerts", alerts, "dead-letters", deadLetters)),
        1,
        1);
  }
}
