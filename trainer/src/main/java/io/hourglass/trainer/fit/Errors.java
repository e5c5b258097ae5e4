package io.hourglass.trainer.fit;

import io.hourglass.model.ScoreRule;
import io.hourglass.trainer.model.Loss;
import io.hourglass.trainer.model.PixelError;
import java.util.Map;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.AvgPool2dOptions;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Errors of reconstructions, as libtorch computes them. Calls are made inside {@link Torch#scoped}.
 */
final class Errors {
  private Errors() {}

  /**
   * The error by pixel: two batches {@code [N, C, H, W]} to {@code [N, H, W]}; or of windows by
   * channel and reading: {@code [N, C, 1, L]} to {@code [N, C, L]}.
   */
  static Tensor map(PixelError error, Tensor restored, Tensor images, boolean windows) {
    Tensor samples =
        switch (error) {
          case SQUARED -> restored.sub(images).square();
          case ABSOLUTE -> restored.sub(images).abs();
          case SSIM -> ssim(restored, images);
        };
    return windows ? samples.squeeze(2) : samples.mean(1);
  }

  /** The loss of a batch. */
  static Tensor loss(Loss loss, Tensor restored, Tensor images) {
    Tensor sum = restored.new_zeros(1);
    for (Map.Entry<PixelError, Double> term : loss.weights().entrySet()) {
      Tensor mean =
          switch (term.getKey()) {
            case SQUARED -> torch.mse_loss(restored, images);
            case ABSOLUTE -> torch.l1_loss(restored, images);
            case SSIM -> ssim(restored, images).mean();
          };
      sum = sum.add(mean.mul(new Scalar(term.getValue().floatValue())));
    }
    return sum;
  }

  /** Scores of error maps {@code [N, H, W]} or, of windows, {@code [N, C, L]}: {@code [N]}. */
  static Tensor score(ScoreRule rule, Tensor errorMap, boolean windows) {
    Tensor smooth =
        rule.smoothing() == 1
            ? errorMap
            : smooth(errorMap.unsqueeze(1), rule.smoothing(), windows).squeeze(1);
    Tensor pixels = smooth.flatten(1, 2);
    int all = Math.toIntExact(pixels.size(1));
    T_TensorTensor_T worst = pixels.topk(rule.worstOf(all));
    return rule.pool() == ScoreRule.Pool.QUANTILE
        ? worst.get0().amin(new long[] {1}, false)
        : worst.get0().mean(1);
  }

  /** The complexity {@code [N]} of inputs {@code [N, C, H, W]}, as {@link ScoreRule} has it. */
  static Tensor complexity(Tensor inputs) {
    Tensor sum = steps(inputs, 3);
    if (inputs.size(2) > 1) {
      sum = sum.add(steps(inputs, 2));
    }
    return sum.add(new Scalar(ScoreRule.COMPLEXITY_FLOOR));
  }

  /** The mean square of the difference between neighbours along one dimension. */
  private static Tensor steps(Tensor inputs, int dimension) {
    long steps = inputs.size(dimension) - 1;
    return inputs
        .narrow(dimension, 1, steps)
        .sub(inputs.narrow(dimension, 0, steps))
        .square()
        .mean(1, 2, 3);
  }

  /** Channels have nothing to do with their neighbours: windows are smoothed along time alone. */
  private static Tensor smooth(Tensor maps, int side, boolean windows) {
    return windows ? line(maps, 1, side) : average(maps, side);
  }

  private static Tensor ssim(Tensor x, Tensor y) {
    int window = PixelError.SSIM_WINDOW;
    Scalar c1 = new Scalar(PixelError.SSIM_C1);
    Scalar c2 = new Scalar(PixelError.SSIM_C2);
    Scalar two = new Scalar(2f);
    Tensor mx = average(x, window);
    Tensor my = average(y, window);
    Tensor mxy = mx.mul(my);
    Tensor squares = mx.square().add(my.square());
    Tensor variances = average(x.square().add(y.square()), window).sub(squares);
    Tensor covariance = average(x.mul(y), window).sub(mxy);
    Tensor alike = mxy.mul(two).add(c1).mul(covariance.mul(two).add(c2));
    Tensor ssim = alike.div(squares.add(c1).mul(variances.add(c2)));
    return ssim.neg().add(new Scalar(1f)).mul(new Scalar(0.5f));
  }

  /**
   * The mean of the square around each sample; of what lies outside, nothing counts. Columns first,
   * then rows: fewer sums, and less rounding, than the whole square at once.
   */
  static Tensor average(Tensor images, int side) {
    return line(line(images, side, 1), 1, side);
  }

  private static Tensor line(Tensor images, int height, int width) {
    AvgPool2dOptions options = new AvgPool2dOptions(new LongPointer(height, width));
    options.stride().put(new long[] {1, 1});
    options.padding().put(new long[] {height / 2, width / 2});
    options.count_include_pad().put(false);
    return torch.avg_pool2d(images, options);
  }
}
