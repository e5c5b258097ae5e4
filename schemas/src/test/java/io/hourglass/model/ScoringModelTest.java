package io.hourglass.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoringModelTest {
  static final Path TINY = Path.of("src/test/resources/models/tiny.onnx");

  @Test
  void opensAndScoresABatchLikeSingleImages() {
    try (ScoringModel model = ScoringModel.open(TINY, 1)) {
      var input = model.card().imageInput();
      var images = model.buffer(3);
      for (int i = 0; i < images.capacity(); i++) {
        images.put((byte) (i * 31));
      }

      Inference batch = model.infer(images, 3, EnumSet.allOf(Output.class));

      assertThat(batch.count()).isEqualTo(3);
      for (int i = 0; i < 3; i++) {
        var single = model.buffer(1);
        images.limit((i + 1) * input.size()).position(i * input.size());
        single.put(images);
        Inference alone = model.infer(single, 1, EnumSet.of(Output.SCORE, Output.LATENT));
        assertThat(alone.score(0)).isCloseTo(batch.score(i), within(batch.score(i)));
        assertThat(alone.latent(0)).hasSize(model.card().latentSize());
        assertThat(batch.errorMap(i)).hasSize(input.height() * input.width());
        assertThat(batch.reconstruction(i)).hasSize(input.size());
      }
    }
  }

  private static org.assertj.core.data.Offset<Float> within(float scale) {
    return org.assertj.core.data.Offset.offset(1e-4f * scale);
  }

  @Test
  void refusesAFileThatIsMissing(@TempDir Path folder) {
    assertThatThrownBy(() -> ScoringModel.open(folder.resolve("none.onnx"), 1))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("there is no model file");
  }

  @Test
  void saysWhereAGpuCannotBeUsed() {
    assertThatThrownBy(() -> ScoringModel.open(TINY, 1, Provider.CUDA))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith("infer.provider is cuda, which this ONNX Runtime cannot use (")
        .hasMessageContaining("onnxruntime_gpu");
  }

  @Test
  void refusesAFileThatIsNoModel(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("text.onnx"), "no model at all");
    assertThatThrownBy(() -> ScoringModel.open(file, 1))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("is not a model ONNX Runtime can run");
  }

  @Test
  void refusesAFileWhoseGoldenSampleDisagrees(@TempDir Path folder) throws Exception {
    // The expected scores lie in the file as text: another digit there is another expectation.
    String bytes = Files.readString(TINY, java.nio.charset.StandardCharsets.ISO_8859_1);
    int score = bytes.indexOf("\"score\": 0.", bytes.indexOf("hourglass.golden")) + 11;
    String changed = bytes.substring(0, score) + "9" + bytes.substring(score + 1);
    Path file =
        Files.writeString(
            folder.resolve("changed.onnx"), changed, java.nio.charset.StandardCharsets.ISO_8859_1);

    assertThatThrownBy(() -> ScoringModel.open(file, 1))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("golden sample 0 disagrees: score is");
  }
}
