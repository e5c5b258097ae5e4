package io.hourglass.trainer.model;

/**
 * A grid of square cells in three parts, which together are the whole image (reconstruction by
 * inpainting: Zavrtanik et al., Pattern Recognition 2021).
 *
 * @param height of the images
 * @param width of the images
 * @param cell side of a cell
 */
public record Mask(int height, int width, int cell) {
  /** Parts, and no two cells of a part share an edge. */
  public static final int PARTS = 3;

  /** One with nothing hidden, and one for each part. */
  public static final int PASSES = PARTS + 1;

  /** What can be seen in each pass, 1 or 0: {@code [PASSES, 1, 1, H, W]}, row-major. */
  public float[] visible() {
    return values(false);
  }

  /** What of each pass is the image that comes out, 1 or 0: {@code [PASSES, 1, 1, H, W]}. */
  public float[] hidden() {
    return values(true);
  }

  /** The shape of both. */
  public long[] shape() {
    return new long[] {PASSES, 1, 1, height, width};
  }

  private float[] values(boolean hidden) {
    float[] values = new float[PASSES * height * width];
    for (int pass = 0; pass < PASSES; pass++) {
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          boolean covered = pass > 0 && (y / cell + x / cell) % PARTS == pass - 1;
          values[(pass * height + y) * width + x] = covered == hidden ? 1 : 0;
        }
      }
    }
    return values;
  }
}
