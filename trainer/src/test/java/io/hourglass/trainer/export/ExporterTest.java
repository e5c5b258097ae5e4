package io.hourglass.trainer.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hourglass.cli.UserException;
import io.hourglass.image.Resize;
import io.hourglass.model.Calibration;
import io.hourglass.model.ImageInput;
import io.hourglass.model.ModelCard;
import io.hourglass.model.ModelException;
import io.hourglass.model.ScoreRule;
import io.hourglass.model.ScoringModel;
import io.hourglass.trainer.TestImages;
import io.hourglass.trainer.dataset.Dataset;
import io.hourglass.trainer.fit.TorchModel;
import io.hourglass.trainer.model.Architecture;
import io.hourglass.trainer.model.Family;
import io.hourglass.trainer.model.ModelOptions;
import io.hourglass.trainer.model.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExporterTest {
  private static final Dataset IMAGES = TestImages.discs(30, 8, 1, 1);
  private static final ScoreRule RULE = new ScoreRule("squared-error", 50);
  private static final Architecture ARCHITECTURE =
      Family.architecture(new ModelOptions(Family.CONV, 3, List.of(4)), IMAGES.input());
  private static final Weights WEIGHTS = Weights.initial(ARCHITECTURE, 1);

  @TempDir Path folder;

  private ModelCard publish(Path target, Weights trained) {
    try (TorchModel model = new TorchModel(ARCHITECTURE, trained, RULE)) {
      return new Exporter(ARCHITECTURE, WEIGHTS, RULE, IMAGES)
          .publish(target, ParityTest.card(ARCHITECTURE, IMAGES, RULE), model, IMAGES);
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  @Test
  void replacesAnOlderFileAndLeavesNothingElse() throws Exception {
    Path target = Files.writeString(folder.resolve("m.onnx"), "older");

    ModelCard card = publish(target, WEIGHTS);

    assertThat(files()).containsExactly(target);
    try (ScoringModel model = ScoringModel.open(target, 1)) {
      assertThat(model.card()).isEqualTo(card);
      assertThat(model.describe())
          .containsEntry("input image", "uint8 [N, 1, 8, 8]")
          .containsEntry("output latent", "float [N, 3]")
          .containsEntry("output score", "float [N]")
          .containsEntry("output reconstruction", "float [N, 1, 8, 8]")
          .containsEntry("output error_map", "float [N, 8, 8]");
    }
  }

  @Test
  void makesTheFolder() {
    Path target = folder.resolve("new/deep/m.onnx");
    publish(target, WEIGHTS);
    assertThat(target).isRegularFile();
  }

  @Test
  void refusesToPublishWhatTheTrainerDoesNotCompute() throws Exception {
    Path target = Files.writeString(folder.resolve("m.onnx"), "older");

    assertThatThrownBy(() -> publish(target, Weights.initial(ARCHITECTURE, 2)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("disagrees");

    assertThat(files()).containsExactly(target);
    assertThat(target).hasContent("older");
  }

  @Test
  void aFullDiskLeavesTheOlderFile() throws Exception {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "needs /dev/full, a device that is always full");
    Path target = Files.writeString(folder.resolve("m.onnx"), "older");
    Files.createSymbolicLink(new ModelFile(target).draft(), full);

    assertThatThrownBy(() -> publish(target, WEIGHTS))
        .isInstanceOf(UserException.class)
        .hasMessageContainingAll("cannot write the model file", "m.onnx", "No space left");

    assertThat(files()).containsExactly(target);
    assertThat(target).hasContent("older");
  }

  @Test
  void saysThatTheFolderCannotBe() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "in the way");

    assertThatThrownBy(() -> publish(file.resolve("m.onnx"), WEIGHTS))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("cannot write the model file");
  }

  @Test
  void theVersionFollowsEverythingThatDecidesAScore() {
    Calibration calibration = ParityTest.card(ARCHITECTURE, IMAGES, RULE).calibration();
    Calibration other =
        new Calibration(10, List.of(0.0, 2.0), new Calibration.Tail(0.1, 0, 1), 0.1);
    Exporter exporter = new Exporter(ARCHITECTURE, WEIGHTS, RULE, IMAGES);
    String version = exporter.version(IMAGES.input(), RULE, calibration);

    assertThat(version).matches("[0-9a-f]{12}");
    assertThat(
            new Exporter(ARCHITECTURE, WEIGHTS, RULE, IMAGES)
                .version(IMAGES.input(), RULE, calibration))
        .isEqualTo(version);
    assertThat(exporter.version(IMAGES.input(), RULE, other)).isNotEqualTo(version);
    assertThat(exporter.version(new ImageInput(1, 8, 8, Resize.CROP), RULE, calibration))
        .isNotEqualTo(version);
    assertThat(
            new Exporter(ARCHITECTURE, Weights.initial(ARCHITECTURE, 2), RULE, IMAGES)
                .version(IMAGES.input(), RULE, calibration))
        .isNotEqualTo(version);
  }
}
