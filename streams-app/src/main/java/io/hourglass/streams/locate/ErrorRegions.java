package io.hourglass.streams.locate;

import io.hourglass.record.Region;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The connected regions of an error map that lie above what is normal. Pixels that touch at an edge
 * or a corner are connected; the map is smoothed before, so that single noisy pixels neither make
 * regions nor tear them apart.
 */
final class ErrorRegions {
  private final int width;
  private final int height;
  private final float[] errors;
  private final boolean[] open;
  private final int[] stack;

  private ErrorRegions(int width, int height, float[] errors, boolean[] open) {
    this.width = width;
    this.height = height;
    this.errors = errors;
    this.open = open;
    this.stack = new int[errors.length];
  }

  /**
   * Finds the regions, most error first.
   *
   * @param errors the error by pixel {@code [height, width]}, at least 0
   * @param normal the error that is still normal; where no pixel lies above it, half the highest
   *     error takes its place
   */
  static List<Region> find(float[] errors, int width, int height, double normal) {
    float[] smooth = smooth(errors, width, height);
    double highest = 0;
    double total = 0;
    for (int i = 0; i < errors.length; i++) {
      highest = Math.max(highest, smooth[i]);
      total += errors[i];
    }
    double limit = highest > normal ? normal : highest / 2;
    boolean[] open = new boolean[errors.length];
    for (int i = 0; i < open.length; i++) {
      open[i] = smooth[i] > limit;
    }
    return total > 0 ? new ErrorRegions(width, height, errors, open).collect(total) : List.of();
  }

  private List<Region> collect(double total) {
    List<Region> regions = new ArrayList<>();
    for (int i = 0; i < open.length; i++) {
      if (open[i]) {
        Region region = fill(i, total);
        if (region.getErrorShare() > 0) {
          regions.add(region);
        }
      }
    }
    regions.sort(Comparator.comparingDouble(Region::getErrorShare).reversed());
    return regions;
  }

  /** Takes one region off the map: a flood fill from one of its pixels. */
  private Region fill(int start, double total) {
    int left = width;
    int right = 0;
    int top = height;
    int bottom = 0;
    double sum = 0;
    int size = 0;
    stack[size++] = start;
    open[start] = false;
    while (size > 0) {
      int at = stack[--size];
      int x = at % width;
      int y = at / width;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
      sum += errors[at];
      for (int ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
        for (int nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
          int neighbour = ny * width + nx;
          if (open[neighbour]) {
            open[neighbour] = false;
            stack[size++] = neighbour;
          }
        }
      }
    }
    float share = (float) Math.min(1, sum / total);
    return new Region(left, top, right - left + 1, bottom - top + 1, share);
  }

  /** The mean of each pixel and its neighbours. */
  private static float[] smooth(float[] errors, int width, int height) {
    float[] smooth = new float[errors.length];
    for (int y = 0; y < height; y++) {
      int top = Math.max(0, y - 1);
      int bottom = Math.min(height - 1, y + 1);
      for (int x = 0; x < width; x++) {
        int left = Math.max(0, x - 1);
        int right = Math.min(width - 1, x + 1);
        float sum = 0;
        for (int ny = top; ny <= bottom; ny++) {
          for (int nx = left; nx <= right; nx++) {
            sum += errors[ny * width + nx];
          }
        }
        smooth[y * width + x] = sum / ((bottom - top + 1) * (right - left + 1));
      }
    }
    return smooth;
  }
}
