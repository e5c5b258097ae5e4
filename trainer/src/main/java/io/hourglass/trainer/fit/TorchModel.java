package io.hourglass.trainer.fit;

import io.hourglass.model.Inference;
import io.hourglass.model.Output;
import io.hourglass.model.ScoreRule;
import io.hourglass.model.WindowInput;
import io.hourglass.trainer.dataset.Dataset;
import io.hourglass.trainer.model.Architecture;
import io.hourglass.trainer.model.PixelError;
import io.hourglass.trainer.model.Weights;
import java.util.EnumMap;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;

/**
 * A trained autoencoder with its score, computed by libtorch: what the model file must agree with.
 *
 * <p>Not thread-safe.
 */
public final class TorchModel implements AutoCloseable {
  private final TorchNetwork network;
  private final ScoreRule rule;

  /** Takes the weights over into libtorch's memory, until {@link #close}. */
  public TorchModel(Architecture architecture, Weights weights, ScoreRule rule) {
    this.network = new TorchNetwork(architecture, weights);
    this.rule = rule;
  }

  /**
   * Computes all outputs for some images of a data set.
   *
   * @param from the first image
   * @param count number of images, at least 1
   */
  public Inference infer(Dataset images, int from, int count) {
    return Torch.withoutGradients(() -> compute(images, from, count));
  }

  private Inference compute(Dataset images, int from, int count) {
    Tensor image = Batch.of(images, from, count);
    Tensor code = network.encode(image);
    Tensor latent = code.narrow(0, 0, count);
    Tensor reconstruction = network.decode(code);
    boolean windows = images.input() instanceof WindowInput;
    Tensor errorMap = Errors.map(PixelError.of(rule.pixelError()), reconstruction, image, windows);
    Map<Output, float[]> values = new EnumMap<>(Output.class);
    values.put(Output.LATENT, TorchNetwork.floats(latent));
    Tensor score = Errors.score(rule, errorMap, windows);
    if (rule.divergence() > 0) {
      score =
          score.add(
              Divergence.ofPrior(network.distribution(image))
                  .mul(new Scalar((float) rule.divergence())));
    }
    if (rule.relative()) {
      score = score.div(Errors.complexity(image));
    }
    values.put(Output.SCORE, TorchNetwork.floats(score));
    values.put(
        Output.RECONSTRUCTION,
        TorchNetwork.floats(
            windows
                ? reconstruction
                    .mul(Batch.byChannel(images.scaling().scale()))
                    .add(Batch.byChannel(images.scaling().shift()))
                : reconstruction
                    .clamp(new ScalarOptional(new Scalar(0f)), new ScalarOptional(new Scalar(1f)))
                    .mul(new Scalar(255f))));
    values.put(Output.ERROR_MAP, TorchNetwork.floats(errorMap));
    return new Inference(count, values);
  }

  @Override
  public void close() {
    network.close();
  }
}
