package io.hourglass.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

/**
 * A file that version 0.1.0 wrote stays readable and computes the same. What is expected here was
 * computed with ONNX Runtime's Python package.
 */
class GoldenFileTest {
  private static final Path FILE = Path.of("src/test/resources/models/hourglass-0.1.0.onnx");

  @Test
  void version010() {
    try (ScoringModel model = ScoringModel.open(FILE, 1)) {
      assertThat(model.card().version()).isEqualTo("c85ecb9c69e5");
      assertThat(model.card().family()).isEqualTo("conv");
      assertThat(model.card().calibration().threshold(1e-3)).isCloseTo(0.02320, within(1e-5));
      ByteBuffer image = model.buffer(1);
      for (int i = 0; i < 64; i++) {
        image.put((byte) (i * 31));
      }

      Inference outputs = model.infer(image, 1, EnumSet.allOf(Output.class));

      assertThat(outputs.score(0)).isCloseTo(0.43878555f, within(4e-5f));
      assertThat(outputs.latent(0))
          .containsExactly(
              new float[] {0.7674942f, -2.1235352f, -1.268114f, 0.87097394f}, within(2e-4f));
      assertThat(outputs.reconstruction(0)[3 * 8 + 5]).isCloseTo(55.76057f, within(5e-3f));
      assertThat(outputs.errorMap(0)[7 * 8]).isCloseTo(0.09087301f, within(1e-5f));
    }
  }
}
