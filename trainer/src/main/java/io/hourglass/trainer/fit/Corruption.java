package io.hourglass.trainer.fit;

import io.hourglass.trainer.model.Layer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * What is done to images {@code [N, C, H, W]} in training, for a restorer to undo. Chance is the
 * processor's, wherever the images are, so that a checkpoint has all of it. Calls are made inside
 * {@link Torch#scoped}.
 */
final class Corruption {
  private static final float HIDDEN = 1f / 3;

  private Corruption() {}

  /** Adds noise, on a grid whose step is drawn for the batch. */
  static Tensor noise(Tensor images, Layer.Noise noise) {
    long height = images.size(2);
    long width = images.size(3);
    int sizes = Integer.numberOfTrailingZeros(Layer.Noise.COARSEST) + 1;
    long step = 1L << (int) (torch.rand(1).item_double() * sizes);
    Tensor grid =
        torch
            .randn(images.size(0), images.size(1), cells(height, step) + 1, cells(width, step) + 1)
            .to(images);
    long[] all = {step * (cells(height, step) + 1), step * (cells(width, step) + 1)};
    Tensor smooth = step == 1 ? grid : torch.upsample_bilinear2d(grid, all, false);
    // Between the points of a grid, interpolation leaves less of the deviation.
    Tensor scaled = smooth.div(smooth.std()).mul(new Scalar((float) noise.deviation()));
    return images.add(scaled.narrow(2, 0, height).narrow(3, 0, width));
  }

  /** Hides a third of the cells of each image, half, once or twice as large as those given. */
  static Tensor hide(Tensor images, int cell) {
    long height = images.size(2);
    long width = images.size(3);
    int size = (int) (torch.rand(1).item_double() * 3);
    long side = Math.max(1, size == 0 ? cell / 2 : (long) cell * size);
    long rows = cells(height, side);
    long columns = cells(width, side);
    Tensor seen =
        torch
            .rand(images.size(0), 1, rows, 1, columns, 1)
            .to(images)
            .ge(new Scalar(HIDDEN))
            .expand(images.size(0), 1, rows, side, columns, side)
            .reshape(images.size(0), 1, rows * side, columns * side);
    return images.mul(seen.narrow(2, 0, height).narrow(3, 0, width));
  }

  private static long cells(long length, long side) {
    return (length + side - 1) / side;
  }
}
