package io.hourglass.streams.locate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hourglass.record.Region;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ErrorRegionsTest {
  private static final int WIDTH = 20;
  private static final int HEIGHT = 12;

  private final float[] errors = new float[WIDTH * HEIGHT];

  @Test
  void findsTheRegionsThatAreNotNormalWorstFirst() {
    Arrays.fill(errors, 0.001f);
    rectangle(2, 3, 4, 4, 0.5f);
    rectangle(12, 5, 6, 5, 0.9f);

    List<Region> regions = ErrorRegions.find(errors, WIDTH, HEIGHT, 0.4);

    assertThat(regions).hasSize(2);
    // The smoothing leaves only the middle of the fainter one above what is normal.
    assertBox(regions.get(0), 12, 5, 6, 5);
    assertBox(regions.get(1), 3, 4, 2, 2);
    double total = 16 * 0.5 + 30 * 0.9 + (240 - 46) * 0.001;
    assertThat(regions.get(0).getErrorShare()).isCloseTo((float) (30 * 0.9 / total), within(0.01f));
    assertThat(regions.get(1).getErrorShare()).isCloseTo((float) (4 * 0.5 / total), within(0.01f));
  }

  @Test
  void takesHalfTheHighestErrorWhereAllIsNormal() {
    Arrays.fill(errors, 0.01f);
    rectangle(8, 2, 5, 5, 0.1f);

    List<Region> regions = ErrorRegions.find(errors, WIDTH, HEIGHT, 1.0);

    assertThat(regions).hasSize(1);
    assertBox(regions.get(0), 8, 2, 5, 5);
  }

  @Test
  void connectsOverCorners() {
    rectangle(2, 2, 3, 3, 1);
    rectangle(5, 5, 3, 3, 1);

    assertThat(ErrorRegions.find(errors, WIDTH, HEIGHT, 0.1)).hasSize(1);
  }

  @Test
  void findsNothingInAPerfectReconstruction() {
    assertThat(ErrorRegions.find(errors, WIDTH, HEIGHT, 0)).isEmpty();
  }

  @Test
  void takesASinglePixelForAnImage() {
    assertThat(ErrorRegions.find(new float[] {3}, 1, 1, 1))
        .containsExactly(new Region(0, 0, 1, 1, 1f));
  }

  @Property
  void sharesAddUpToOneAtMostAndBoxesLieInside(
      @ForAll @Size(WIDTH * HEIGHT) List<@FloatRange(min = 0, max = 1) Float> map,
      @ForAll @FloatRange(min = 0, max = 1) float normal) {
    for (int i = 0; i < errors.length; i++) {
      errors[i] = map.get(i);
    }

    List<Region> regions = ErrorRegions.find(errors, WIDTH, HEIGHT, normal);

    double sum = 0;
    float last = 1;
    for (Region region : regions) {
      assertThat(region.getErrorShare()).isGreaterThan(0).isLessThanOrEqualTo(last);
      last = region.getErrorShare();
      sum += last;
      assertThat(region.getX()).isNotNegative();
      assertThat(region.getY()).isNotNegative();
      assertThat(region.getX() + region.getWidth()).isLessThanOrEqualTo(WIDTH);
      assertThat(region.getY() + region.getHeight()).isLessThanOrEqualTo(HEIGHT);
    }
    assertThat(sum).isLessThanOrEqualTo(1 + 1e-5);
  }

  private void rectangle(int x, int y, int width, int height, float error) {
    for (int row = y; row < y + height; row++) {
      Arrays.fill(errors, row * WIDTH + x, row * WIDTH + x + width, error);
    }
  }

  private static void assertBox(Region region, int x, int y, int width, int height) {
    assertThat(List.of(region.getX(), region.getY(), region.getWidth(), region.getHeight()))
        .isEqualTo(List.of(x, y, width, height));
  }
}
