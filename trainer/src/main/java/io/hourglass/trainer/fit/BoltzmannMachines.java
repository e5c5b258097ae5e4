package io.hourglass.trainer.fit;

import io.hourglass.trainer.dataset.Dataset;
import io.hourglass.trainer.model.Architecture;
import io.hourglass.trainer.model.Layer;
import io.hourglass.trainer.model.Weight;
import io.hourglass.trainer.model.Weights;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * First weights of a deep autoencoder from a stack of restricted Boltzmann machines, layer by layer
 * (Hinton and Salakhutdinov, Science 2006): contrastive divergence with one step, logistic units,
 * and for the code linear ones with Gaussian noise. Each machine's weights serve the encoder and,
 * transposed, the decoder.
 *
 * <p>Learning rates, momentum and weight decay are the paper's.
 */
final class BoltzmannMachines {
  /** Passes over the images for each machine. */
  static final int EPOCHS = 15;

  private static final int BATCH = 100;
  private static final float RATE = 0.1f;
  private static final float CODE_RATE = 0.001f;
  private static final float DECAY = 2e-4f;
  private static final int EARLY_EPOCHS = 5;
  private static final float EARLY_MOMENTUM = 0.5f;
  private static final float MOMENTUM = 0.9f;

  private final Dataset images;
  private final Random random;
  private final IntConsumer listener;
  private final Device device = Torch.fastest();
  private final List<Machine> machines = new ArrayList<>();

  /** One layer: visible to hidden units. */
  private static final class Machine {
    final boolean code;
    final Tensor weight;
    final Tensor visible;
    final Tensor hidden;
    final Tensor velocity;

    Machine(Layer.Dense layer, boolean code, Device device) {
      this.code = code;
      weight =
          torch
              .randn(layer.outputs(), layer.inputs())
              .mul(new Scalar(0.1f))
              .to(device, ScalarType.Float);
      visible = weight.new_zeros(layer.inputs());
      hidden = weight.new_zeros(layer.outputs());
      velocity = weight.new_zeros(layer.outputs(), layer.inputs());
    }

    Tensor up(Tensor values) {
      Tensor input = torch.linear(values, weight, new TensorOptional(hidden));
      return code ? input : input.sigmoid();
    }

    Tensor down(Tensor values) {
      return torch.matmul(values, weight).add(visible).sigmoid();
    }

    /** A state drawn from the units' expectations. */
    Tensor drawn(Tensor expected) {
      return code
          ? expected.add(torch.randn_like(expected))
          : torch.rand_like(expected).lt(expected).to(ScalarType.Float);
    }

    void learn(Tensor data, float momentum) {
      float rate = code ? CODE_RATE : RATE;
      float each = rate / data.size(0);
      Tensor expected = up(data);
      Tensor restored = down(drawn(expected));
      Tensor again = up(restored);
      Tensor gradient =
          torch
              .matmul(expected.t(), data)
              .sub(torch.matmul(again.t(), restored))
              .mul(new Scalar(each))
              .sub(weight.mul(new Scalar(rate * DECAY)));
      velocity.mul_(new Scalar(momentum)).add_(gradient);
      weight.add_(velocity);
      visible.add_(data.sub(restored).sum(0).mul(new Scalar(each)));
      hidden.add_(expected.sub(again).sum(0).mul(new Scalar(each)));
    }
  }

  private BoltzmannMachines(Dataset images, long seed, IntConsumer listener) {
    this.images = images;
    this.random = new Random(seed);
    this.listener = listener;
  }

  /**
   * Learns the weights.
   *
   * @param architecture fully connected, with logistic units
   * @param listener is told how many passes are made so far, of all machines together
   */
  static Weights weights(
      Architecture architecture, Dataset images, long seed, IntConsumer listener) {
    Torch.setUpFor(architecture);
    torch.manual_seed(seed);
    return Torch.withoutGradients(
        () -> new BoltzmannMachines(images, seed, listener).learn(architecture));
  }

  private Weights learn(Architecture architecture) {
    List<Layer.Dense> encoder = dense(architecture.encoder());
    List<Layer.Dense> decoder = dense(architecture.decoder());
    for (int i = 0; i < encoder.size(); i++) {
      Machine machine = new Machine(encoder.get(i), i == encoder.size() - 1, device);
      for (int epoch = 0; epoch < EPOCHS; epoch++) {
        pass(machine, epoch < EARLY_EPOCHS ? EARLY_MOMENTUM : MOMENTUM);
        listener.accept(i * EPOCHS + epoch + 1);
      }
      machines.add(machine);
    }
    Map<String, Weight> weights = new LinkedHashMap<>();
    for (int i = 0; i < encoder.size(); i++) {
      Machine machine = machines.get(i);
      Layer.Dense back = decoder.get(decoder.size() - 1 - i);
      weights.put(encoder.get(i).weight(), weight(machine.weight));
      weights.put(encoder.get(i).bias(), weight(machine.hidden));
      weights.put(back.weight(), weight(machine.weight.t()));
      weights.put(back.bias(), weight(machine.visible));
    }
    return new Weights(weights);
  }

  private void pass(Machine machine, float momentum) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, images.size()).boxed().toList());
    Collections.shuffle(order, random);
    int[] indices = order.stream().mapToInt(Integer::intValue).toArray();
    int batch = Math.min(BATCH, images.size());
    for (int from = 0; from + batch <= images.size(); from += batch) {
      int first = from;
      Torch.scoped(
          () -> {
            Tensor values =
                Batch.of(images, indices, first, batch).to(device, ScalarType.Float).flatten(1, 3);
            for (Machine below : machines) {
              values = below.up(values);
            }
            machine.learn(values, momentum);
            return momentum;
          });
    }
  }

  private static List<Layer.Dense> dense(List<Layer> layers) {
    return layers.stream()
        .filter(Layer.Dense.class::isInstance)
        .map(Layer.Dense.class::cast)
        .toList();
  }

  private static Weight weight(Tensor tensor) {
    return new Weight(tensor.shape(), TorchNetwork.floats(tensor));
  }
}
