package io.hourglass.image;

import java.awt.image.IndexColorModel;

/**
 * An error map as a picture: dark where the image was restored well, through violet and orange to
 * pale yellow where it was not.
 *
 * <p>Thread-safe.
 */
public final class Heatmap {
  private static final IndexColorModel PALETTE = palette();

  private Heatmap() {}

  /**
   * The picture as a PNG of {@code width} x {@code height} pixels.
   *
   * @param errorMap errors by pixel {@code [height, width]}, at least 0
   * @param normal the error that pixels of normal images hardly ever exceed ({@link
   *     io.hourglass.model.Calibration#pixelError}): the scale never ends below twice this, so that
   *     a normal image stays dark
   */
  public static byte[] png(float[] errorMap, int width, int height, double normal) {
    double top = 2 * normal;
    for (float error : errorMap) {
      top = Math.max(top, error);
    }
    byte[] indices = new byte[errorMap.length];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = (byte) Math.round(255 * Math.sqrt(errorMap[i] / top));
    }
    return ImageCodec.png(width, height, indices, PALETTE);
  }

  /** Linear between anchors that grow evenly in lightness, so that it reads in grey too. */
  private static IndexColorModel palette() {
    int[][] anchors = {
      {4, 3, 18}, {62, 15, 106}, {140, 41, 129}, {214, 69, 92}, {250, 144, 59}, {252, 248, 185}
    };
    byte[][] rgb = new byte[3][256];
    for (int i = 0; i < 256; i++) {
      double at = i / 255.0 * (anchors.length - 1);
      int low = Math.min(anchors.length - 2, (int) at);
      for (int c = 0; c < 3; c++) {
        double value = anchors[low][c] + (at - low) * (anchors[low + 1][c] - anchors[low][c]);
        rgb[c][i] = (byte) Math.round(value);
      }
    }
    return new IndexColorModel(8, 256, rgb[0], rgb[1], rgb[2]);
  }
}
