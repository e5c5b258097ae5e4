package io.hourglass.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hourglass.image.Resize;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelCardTest {
  private static final ModelCard CARD =
      new ModelCard(
          ModelCard.CONTRACT,
          "washers",
          "0123456789ab",
          "conv",
          new ImageInput(3, 64, 48, Resize.CROP),
          List.of(64, 8, 6),
          new ScoreRule("squared-error", 5),
          1e-3,
          new Calibration(600, List.of(0.1, 0.2), new Calibration.Tail(0.1, 0.2, 0.3), 0.04),
          new Training(
              "washers/",
              "ab".repeat(32),
              480,
              60,
              60,
              7,
              20,
              18,
              0.01,
              "2026-11-24T00:00:00Z",
              61.5,
              Map.of("java", "17"),
              Map.of("loss", "mse")),
          new Verification(60, 1e-6, 1e-4, 1e-8));

  @Test
  void survivesJson() {
    assertThat(ModelCard.fromJson(CARD.toJson())).isEqualTo(CARD);
    assertThat(CARD.latentSize()).isEqualTo(64 * 8 * 6);
  }

  @Test
  void saysWhichContractItFollows() {
    assertThatThrownBy(
            () -> ModelCard.fromJson(CARD.toJson().replace("\"contract\" : 1", "\"contract\" : 2")))
        .isInstanceOf(ModelException.class)
        .hasMessage(
            "the model card follows contract 2; this version of Hourglass reads contract 1");
  }

  @Test
  void saysWhatIsMissing() {
    assertThatThrownBy(
            () -> ModelCard.fromJson(CARD.toJson().replace("\"calibration\"", "\"other\"")))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("calibration");
  }

  @Test
  void readsCardsFromBeforeScoresHadThatManyParts() {
    String old =
        CARD.toJson()
            .replaceFirst("(?s),\\s*\"pool\" : \"MEAN\"", "")
            .replaceFirst("(?s),\\s*\"smoothing\" : 1", "")
            .replaceFirst("(?s),\\s*\"divergence\" : 0.0", "")
            .replaceFirst("(?s),\\s*\"relative\" : false", "");
    assertThat(old).doesNotContain("pool", "smoothing", "divergence", "relative");

    assertThat(ModelCard.fromJson(old)).isEqualTo(CARD);
  }

  @Test
  void refusesWhatIsNoJson() {
    assertThatThrownBy(() -> ModelCard.fromJson("not json"))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("cannot be read");
  }
}
