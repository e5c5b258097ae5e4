package io.hourglass.trainer.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hourglass.model.Inference;
import io.hourglass.model.ScoreRule;
import io.hourglass.trainer.TestImages;
import io.hourglass.trainer.dataset.Dataset;
import io.hourglass.trainer.model.Architecture;
import io.hourglass.trainer.model.Family;
import io.hourglass.trainer.model.ModelOptions;
import io.hourglass.trainer.model.Weights;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TorchModelTest {
  @Test
  void theScoreIsTheMeanErrorOfTheWorstPixels() {
    Dataset images = TestImages.discs(5, 8, 3, 1);
    Architecture architecture =
        Family.architecture(new ModelOptions(Family.CONV, 4, List.of(8)), images.input());
    Weights weights = Weights.initial(architecture, 1);
    try (TorchModel model =
        new TorchModel(architecture, weights, new ScoreRule("squared-error", 25))) {
      Inference outputs = model.infer(images, 1, 4);

      for (int i = 0; i < 4; i++) {
        byte[] pixels = images.samples().get(i + 1).pixels();
        float[] restored = outputs.reconstruction(i);
        double[] errors = new double[64];
        for (int p = 0; p < pixels.length; p++) {
          double difference = ((pixels[p] & 0xFF) - restored[p]) / 255.0;
          errors[p % 64] += difference * difference / 3;
        }
        float[] errorMap = outputs.errorMap(i);
        for (int p = 0; p < errors.length; p++) {
          assertThat((double) errorMap[p]).isCloseTo(errors[p], within(1e-5));
        }
        Arrays.sort(errors);
        double worst = Arrays.stream(errors).skip(48).average().orElseThrow();
        assertThat((double) outputs.score(i)).isCloseTo(worst, within(1e-5));
      }
    }
  }
}
