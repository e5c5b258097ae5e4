package io.hourglass.trainer.fit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.trainer.TestImages;
import io.hourglass.trainer.dataset.Dataset;
import io.hourglass.trainer.model.Activation;
import io.hourglass.trainer.model.Architecture;
import io.hourglass.trainer.model.Family;
import io.hourglass.trainer.model.Loss;
import io.hourglass.trainer.model.ModelOptions;
import io.hourglass.trainer.model.Weights;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class BoltzmannMachinesTest {
  private static final Dataset IMAGES = TestImages.discs(600, 8, 1, 1);
  private static final Architecture ARCHITECTURE =
      Family.architecture(
          new ModelOptions(Family.MLP, List.of(6), List.of(40, 20), Activation.LOGISTIC),
          IMAGES.input());

  private static Weights pretrained(long seed) {
    return BoltzmannMachines.weights(ARCHITECTURE, IMAGES, seed, passes -> {});
  }

  private static double error(Weights weights) {
    try (TorchNetwork network = new TorchNetwork(ARCHITECTURE, weights)) {
      return Torch.withoutGradients(
          () -> {
            Tensor images = Batch.of(IMAGES, 0, IMAGES.size());
            return Errors.loss(Loss.MSE, network.decode(network.encode(images)), images)
                .item_double();
          });
    }
  }

  @Test
  void unrolledTheyRestoreImagesBeforeAnyFineTuning() {
    double chance = error(Weights.initial(ARCHITECTURE, 1));
    assertThat(error(pretrained(1))).isLessThan(0.6 * chance);
  }

  @Test
  void theSameSeedGivesTheSameWeights() {
    float[] first = pretrained(3).get("encoder.1.weight").values();
    assertThat(pretrained(3).get("encoder.1.weight").values()).isEqualTo(first);
    assertThat(pretrained(4).get("encoder.1.weight").values()).isNotEqualTo(first);
  }

  @Test
  void tellsHowFarItIs() {
    List<Integer> passes = new ArrayList<>();
    BoltzmannMachines.weights(ARCHITECTURE, IMAGES, 1, passes::add);
    assertThat(passes).hasSize(3 * BoltzmannMachines.EPOCHS).endsWith(3 * BoltzmannMachines.EPOCHS);
  }
}
