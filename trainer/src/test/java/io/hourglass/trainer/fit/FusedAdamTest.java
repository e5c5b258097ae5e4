package io.hourglass.trainer.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.pytorch.AbstractTensor;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.junit.jupiter.api.Test;

class FusedAdamTest {
  private static final int STEPS = 50;

  @Test
  void goesWhereLibtorchsOwnGoes() {
    float[] fused =
        Torch.scoped(
            () -> {
              Tensor x = start();
              try (FusedAdam adam = new FusedAdam(new TensorVector(x))) {
                for (int step = 0; step < STEPS; step++) {
                  adam.step(loss(x), rate(step));
                }
              }
              return TorchNetwork.floats(x);
            });

    float[] own =
        Torch.scoped(
            () -> {
              Tensor x = start();
              Adam adam = new Adam(new TensorVector(x), new AdamOptions(1));
              for (int step = 0; step < STEPS; step++) {
                adam.param_groups().get(0).options().set_lr(rate(step));
                adam.zero_grad();
                loss(x).backward();
                var unused = adam.step();
              }
              return TorchNetwork.floats(x);
            });

    assertThat(own[0]).isNotCloseTo(1, within(0.1f));
    for (int i = 0; i < own.length; i++) {
      assertThat(fused[i]).isCloseTo(own[i], within(1e-5f));
    }
  }

  private static Tensor start() {
    return AbstractTensor.create(new float[] {1, -2, 3, 0.5f}, 2, 2).set_requires_grad(true);
  }

  /** Steep in some directions, flat in others. */
  private static Tensor loss(Tensor x) {
    Tensor scales = AbstractTensor.create(new float[] {1, 100, 0.01f, 5}, 2, 2);
    return x.sub(new Scalar(0.25f)).square().mul(scales).sum();
  }

  private static double rate(int step) {
    return 0.05 / (1 + step);
  }
}
