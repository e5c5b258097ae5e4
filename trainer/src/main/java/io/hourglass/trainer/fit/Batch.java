package io.hourglass.trainer.fit;

import io.hourglass.trainer.dataset.Dataset;
import java.util.function.IntUnaryOperator;
import org.bytedeco.pytorch.AbstractTensor;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Images as libtorch takes them. */
final class Batch {
  private Batch() {}

  /** Consecutive images as float32 {@code [count, C, H, W]} in [0, 1]. */
  static Tensor of(Dataset images, int from, int count) {
    return gather(images, count, i -> from + i);
  }

  /** Images in a given order, e.g. a shuffled one. */
  static Tensor of(Dataset images, int[] order, int from, int count) {
    return gather(images, count, i -> order[from + i]);
  }

  private static Tensor gather(Dataset images, int count, IntUnaryOperator index) {
    int size = images.input().size();
    byte[] bytes = new byte[Math.multiplyExact(count, size)];
    for (int i = 0; i < count; i++) {
      byte[] pixels = images.samples().get(index.applyAsInt(i)).pixels();
      System.arraycopy(pixels, 0, bytes, i * size, size);
    }
    long[] shape = {
      count, images.input().channels(), images.input().height(), images.input().width()
    };
    return AbstractTensor.create(bytes, false, shape)
        .to(ScalarType.Float)
        .mul_(new Scalar(1 / 255f));
  }
}
