package io.hourglass.trainer.fit;

import io.hourglass.trainer.model.Layer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Normal distributions of latents, as a variational encoder tells them {@code [N, 2 Z]}. */
final class Divergence {
  private Divergence() {}

  /** A latent drawn from each, so that gradients pass (the reparameterisation trick). */
  static Tensor draw(Tensor distribution) {
    Tensor deviation = logVariance(distribution).mul(new Scalar(0.5f)).exp();
    return mean(distribution).add(deviation.mul(torch.randn(deviation.shape()).to(deviation)));
  }

  /** The Kullback-Leibler divergence {@code [N]} of each from the standard normal one. */
  static Tensor ofPrior(Tensor distribution) {
    Tensor logVariance = logVariance(distribution);
    return logVariance
        .exp()
        .add(mean(distribution).square())
        .sub(logVariance)
        .sub(new Scalar(1f))
        .sum(1)
        .mul(new Scalar(0.5f));
  }

  private static Tensor mean(Tensor distribution) {
    return distribution.narrow(1, 0, distribution.size(1) / 2);
  }

  private static Tensor logVariance(Tensor distribution) {
    long half = distribution.size(1) / 2;
    return distribution
        .narrow(1, half, half)
        .clamp(
            new ScalarOptional(new Scalar(-Layer.FirstHalf.MAX_LOG_VARIANCE)),
            new ScalarOptional(new Scalar(Layer.FirstHalf.MAX_LOG_VARIANCE)));
  }
}
