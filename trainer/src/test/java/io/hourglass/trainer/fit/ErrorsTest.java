package io.hourglass.trainer.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hourglass.model.ScoreRule;
import io.hourglass.trainer.model.PixelError;
import java.util.Random;
import java.util.function.Supplier;
import org.bytedeco.pytorch.AbstractTensor;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class ErrorsTest {
  private static final int SIDE = 16;

  private static float[] noise(long seed) {
    Random random = new Random(seed);
    float[] values = new float[SIDE * SIDE];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    return values;
  }

  private static float[] compute(Supplier<Tensor> supplier) {
    return Torch.withoutGradients(() -> TorchNetwork.floats(supplier.get()));
  }

  private static Tensor image(float[] values) {
    return AbstractTensor.create(values, 1, 1, SIDE, SIDE);
  }

  @Test
  void ssimIsThePublishedFormula() {
    float[] x = noise(1);
    float[] y = noise(2);

    float[] map = compute(() -> Errors.map(PixelError.SSIM, image(x), image(y), false));

    assertThat((double) map[8 * SIDE + 7]).isCloseTo(ssimError(x, y, 7, 8), within(1e-5));
    assertThat((double) map[0]).isCloseTo(ssimError(x, y, 0, 0), within(1e-5));
    assertThat(compute(() -> Errors.map(PixelError.SSIM, image(x), image(x), false)))
        .usingComparatorWithPrecision(1e-5f)
        .containsOnly(0f);
  }

  private static double ssimError(float[] x, float[] y, int column, int row) {
    double n = 0;
    double mx = 0;
    double my = 0;
    double xx = 0;
    double yy = 0;
    double xy = 0;
    for (int r = Math.max(0, row - 5); r <= Math.min(SIDE - 1, row + 5); r++) {
      for (int c = Math.max(0, column - 5); c <= Math.min(SIDE - 1, column + 5); c++) {
        double a = x[r * SIDE + c];
        double b = y[r * SIDE + c];
        n++;
        mx += a;
        my += b;
        xx += a * a;
        yy += b * b;
        xy += a * b;
      }
    }
    mx /= n;
    my /= n;
    double ssim =
        (2 * mx * my + 1e-4)
            * (2 * (xy / n - mx * my) + 9e-4)
            / ((mx * mx + my * my + 1e-4) * (xx / n - mx * mx + yy / n - my * my + 9e-4));
    return (1 - ssim) / 2;
  }

  @Test
  void poolsTheWorstPixels() {
    float[] errors = new float[SIDE * SIDE];
    for (int i = 0; i < errors.length; i++) {
      errors[i] = (i * 37 % 256) / 256f;
    }
    assertThat(score(errors, 25, ScoreRule.Pool.MEAN, 1)).isCloseTo(223.5 / 256, within(1e-6));
    assertThat(score(errors, 25, ScoreRule.Pool.QUANTILE, 1)).isCloseTo(192.0 / 256, within(1e-6));
    assertThat(score(errors, 25, ScoreRule.Pool.MAX, 1)).isCloseTo(255.0 / 256, within(1e-6));
  }

  @Test
  void smoothingWeakensASinglePixelButNotASquare() {
    float[] pixel = new float[SIDE * SIDE];
    pixel[5 * SIDE + 5] = 1;
    float[] square = new float[SIDE * SIDE];
    for (int i = 0; i < 9; i++) {
      square[(5 + i / 3) * SIDE + 5 + i % 3] = 1;
    }
    assertThat(score(pixel, 100, ScoreRule.Pool.MAX, 3)).isCloseTo(1 / 9.0, within(1e-6));
    assertThat(score(square, 100, ScoreRule.Pool.MAX, 3)).isCloseTo(1, within(1e-6));
  }

  @Test
  void complexityIsTheMeanSquareOfTheStepsBetweenNeighbours() {
    float[] chessboard = new float[SIDE * SIDE];
    float[] stripes = new float[SIDE * SIDE];
    for (int i = 0; i < chessboard.length; i++) {
      chessboard[i] = (i / SIDE + i % SIDE) % 2;
      stripes[i] = i / SIDE % 2 / 2f;
    }
    double floor = 1 / (255.0 * 255);

    assertThat(complexity(new float[SIDE * SIDE], SIDE)).isCloseTo(floor, within(1e-9));
    assertThat(complexity(chessboard, SIDE)).isCloseTo(2 + floor, within(1e-5));
    assertThat(complexity(stripes, SIDE)).isCloseTo(0.25 + floor, within(1e-6));
    // A window has one row, and steps along time only.
    assertThat(complexity(new float[] {0, 3, 0, 3}, 1)).isCloseTo(9 + floor, within(1e-5));
  }

  private static double complexity(float[] samples, int height) {
    return compute(
        () ->
            Errors.complexity(
                AbstractTensor.create(samples, 1, 1, height, samples.length / height)))[0];
  }

  private static double score(float[] errors, double worst, ScoreRule.Pool pool, int smoothing) {
    ScoreRule rule = new ScoreRule("squared-error", worst, pool, smoothing, 0, false);
    return compute(() -> Errors.score(rule, AbstractTensor.create(errors, 1, SIDE, SIDE), false))[
        0];
  }
}
