package io.hourglass.trainer.fit;

import io.hourglass.model.WindowInput;
import io.hourglass.trainer.dataset.Dataset;
import io.hourglass.trainer.model.Scaling;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.IntUnaryOperator;
import org.bytedeco.pytorch.AbstractTensor;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Images and windows as a network sees them. */
final class Batch {
  private Batch() {}

  /**
   * Consecutive images as float32 {@code [count, C, H, W]} in [0, 1], or windows {@code [count, C,
   * 1, L]} in units of their channels' deviation.
   */
  static Tensor of(Dataset images, int from, int count) {
    return gather(images, count, i -> from + i);
  }

  /** Images in a given order, e.g. a shuffled one. */
  static Tensor of(Dataset images, int[] order, int from, int count) {
    return gather(images, count, i -> order[from + i]);
  }

  private static Tensor gather(Dataset images, int count, IntUnaryOperator index) {
    int size = images.input().bytes();
    byte[] bytes = new byte[Math.multiplyExact(count, size)];
    for (int i = 0; i < count; i++) {
      byte[] pixels = images.samples().get(index.applyAsInt(i)).pixels();
      System.arraycopy(pixels, 0, bytes, i * size, size);
    }
    if (images.input() instanceof WindowInput window) {
      return windows(bytes, images.scaling(), count, window);
    }
    return AbstractTensor.create(bytes, false, images.input().shape(count))
        .to(ScalarType.Float)
        .mul_(new Scalar(1 / 255f));
  }

  private static Tensor windows(byte[] bytes, Scaling scaling, int count, WindowInput window) {
    float[] readings = new float[bytes.length / 4];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(readings);
    int channels = window.channels().size();
    return AbstractTensor.create(readings, count, channels, 1, window.length())
        .sub(byChannel(scaling.shift()))
        .mul(byChannel(scaling.factor()));
  }

  static Tensor byChannel(float[] values) {
    return AbstractTensor.create(values, 1, values.length, 1, 1);
  }
}
