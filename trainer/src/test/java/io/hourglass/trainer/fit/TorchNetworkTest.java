package io.hourglass.trainer.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hourglass.trainer.TestImages;
import io.hourglass.trainer.dataset.Dataset;
import io.hourglass.trainer.model.Architecture;
import io.hourglass.trainer.model.Family;
import io.hourglass.trainer.model.ModelOptions;
import io.hourglass.trainer.model.Parameter;
import io.hourglass.trainer.model.Weight;
import io.hourglass.trainer.model.Weights;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TorchNetworkTest {
  private static final Dataset IMAGES = TestImages.discs(16, 9, 1, 1);
  private static final double STEP = 0.02;

  /** Along the gradient, the loss changes by the gradient's own length. */
  @ParameterizedTest
  @CsvSource({"MLP, 20", "CONV, 6", "CONV, 16", "CONV, 32"})
  void gradientsAreThoseOfTheLoss(Family family, int width) {
    Architecture architecture =
        Family.architecture(new ModelOptions(family, 4, List.of(width)), IMAGES.input());
    Weights weights = Weights.initial(architecture, 3);
    Map<String, float[]> gradients = gradients(architecture, weights);
    double squared = 0;
    for (float[] gradient : gradients.values()) {
      for (float value : gradient) {
        squared += (double) value * value;
      }
    }
    double step = STEP / Math.sqrt(squared);

    double ahead = loss(architecture, moved(weights, gradients, step));
    double behind = loss(architecture, moved(weights, gradients, -step));

    assertThat((ahead - behind) / (2 * step)).isCloseTo(squared, within(0.03 * squared));
  }

  private static Map<String, float[]> gradients(Architecture architecture, Weights weights) {
    try (TorchNetwork network = new TorchNetwork(architecture, weights)) {
      return Torch.scoped(
          () -> {
            loss(network).backward();
            TensorVector trainable = network.trainable();
            Map<String, float[]> gradients = new LinkedHashMap<>();
            for (Parameter parameter : architecture.parameters()) {
              if (parameter.trainable()) {
                Tensor tensor = trainable.get(gradients.size());
                gradients.put(parameter.name(), TorchNetwork.floats(tensor.grad()));
              }
            }
            return gradients;
          });
    }
  }

  private static double loss(Architecture architecture, Weights weights) {
    try (TorchNetwork network = new TorchNetwork(architecture, weights)) {
      return Torch.withoutGradients(() -> loss(network).item_double());
    }
  }

  private static Tensor loss(TorchNetwork network) {
    Tensor images = Batch.of(IMAGES, 0, IMAGES.size());
    return torch.mse_loss(network.decode(network.encode(images)), images);
  }

  private static Weights moved(Weights weights, Map<String, float[]> direction, double step) {
    Map<String, Weight> moved = new LinkedHashMap<>(weights.byName());
    direction.forEach(
        (name, gradient) -> {
          Weight weight = weights.get(name);
          float[] values = weight.values().clone();
          for (int i = 0; i < values.length; i++) {
            values[i] += (float) (step * gradient[i]);
          }
          moved.put(name, new Weight(weight.shape(), values));
        });
    return new Weights(moved);
  }
}
