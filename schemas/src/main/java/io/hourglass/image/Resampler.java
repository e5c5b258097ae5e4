package io.hourglass.image;

/**
 * Area-averaging resampling: each target pixel is the mean of the source area it covers, so that
 * small structures fade instead of aliasing; when enlarging, it interpolates linearly.
 *
 * <p>Own code, because Java2D's result may differ between JDK versions, and a score must not.
 */
public final class Resampler {
  private Resampler() {}

  /**
   * A part of an image in another size.
   *
   * @param source the image
   * @param x left edge of the part to take, pixels
   * @param y upper edge of the part to take, pixels
   * @param width width of the part to take, pixels
   * @param height height of the part to take, pixels
   * @param targetWidth pixels a row of the result
   * @param targetHeight rows of the result
   */
  public static Pixels resample(
      Pixels source, int x, int y, int width, int height, int targetWidth, int targetHeight) {
    int channels = source.channels();
    Weights columns = Weights.between(width, targetWidth);
    Weights rows = Weights.between(height, targetHeight);
    byte[] in = source.samples();
    float[] squeezed = new float[height * targetWidth * channels];
    for (int row = 0; row < height; row++) {
      int line = (y + row) * source.width();
      for (int column = 0; column < targetWidth; column++) {
        int first = columns.first[column];
        float[] weight = columns.weight[column];
        for (int c = 0; c < channels; c++) {
          float sum = 0;
          for (int i = 0; i < weight.length; i++) {
            sum += weight[i] * (in[(line + x + first + i) * channels + c] & 0xFF);
          }
          squeezed[(row * targetWidth + column) * channels + c] = sum;
        }
      }
    }
    byte[] out = new byte[targetHeight * targetWidth * channels];
    int stride = targetWidth * channels;
    for (int row = 0; row < targetHeight; row++) {
      int first = rows.first[row];
      float[] weight = rows.weight[row];
      for (int i = 0; i < stride; i++) {
        float sum = 0;
        for (int k = 0; k < weight.length; k++) {
          sum += weight[k] * squeezed[(first + k) * stride + i];
        }
        out[row * stride + i] = (byte) Math.min(255, Math.max(0, Math.round(sum)));
      }
    }
    return new Pixels(targetWidth, targetHeight, channels, out);
  }

  /**
   * For each target position the first source position it takes from, and the weights from there
   * on.
   */
  private record Weights(int[] first, float[][] weight) {

    static Weights between(int source, int target) {
      int[] first = new int[target];
      float[][] weight = new float[target][];
      double scale = (double) source / target;
      for (int i = 0; i < target; i++) {
        if (scale > 1) {
          double from = i * scale;
          double to = Math.min(source, from + scale);
          first[i] = (int) from;
          int last = Math.min(source - 1, (int) Math.ceil(to) - 1);
          weight[i] = new float[last - first[i] + 1];
          for (int k = first[i]; k <= last; k++) {
            double covered = Math.min(to, k + 1) - Math.max(from, k);
            weight[i][k - first[i]] = (float) (covered / (to - from));
          }
        } else {
          double centre = Math.min(source - 1, Math.max(0, (i + 0.5) * scale - 0.5));
          first[i] = (int) centre;
          float right = (float) (centre - first[i]);
          weight[i] = right == 0 ? new float[] {1} : new float[] {1 - right, right};
        }
      }
      return new Weights(first, weight);
    }
  }
}
