package io.hourglass.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hourglass.image.Pixels;
import io.hourglass.image.Resize;
import io.hourglass.image.UnusableImageException;
import io.hourglass.record.DeadLetterReason;
import io.hourglass.record.Region;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ImageInputTest {

  @Test
  void turnsInterleavedSamplesIntoPlanes() throws Exception {
    var input = new ImageInput(3, 1, 2, Resize.NONE);
    var image = new Pixels(2, 1, 3, new byte[] {1, 2, 3, 4, 5, 6});
    assertThat(input.tensor(image)).containsExactly(1, 4, 2, 5, 3, 6);
  }

  @Test
  void turnsColourToGreyAndGreyToColour() throws Exception {
    var colour = new Pixels(1, 1, 3, new byte[] {100, (byte) 200, 50});
    assertThat(new ImageInput(1, 1, 1, Resize.NONE).tensor(colour)).containsExactly((byte) 153);
    var grey = new Pixels(1, 1, 1, new byte[] {7});
    assertThat(new ImageInput(3, 1, 1, Resize.NONE).tensor(grey)).containsExactly(7, 7, 7);
  }

  @Test
  void refusesAnotherSizeWhereNoResizeRuleIsGiven() {
    var input = new ImageInput(1, 28, 28, Resize.NONE);
    assertThatThrownBy(() -> input.tensor(new Pixels(27, 28, 1, new byte[27 * 28])))
        .isInstanceOf(UnusableImageException.class)
        .hasMessage("the image has 27 x 28 pixels, the model takes 28 x 28")
        .extracting(e -> ((UnusableImageException) e).reason())
        .isEqualTo(DeadLetterReason.WRONG_SIZE);
  }

  @Test
  void shrinksByAveraging() throws Exception {
    byte[] checkered = {0, 100, 100, (byte) 200};
    assertThat(new ImageInput(1, 1, 1, Resize.STRETCH).tensor(new Pixels(2, 2, 1, checkered)))
        .containsExactly(100);
  }

  @Test
  void cropsTheLargestCentredPartOfTheRightShape() throws Exception {
    byte[] row = {1, 2, 3, 4};
    assertThat(new ImageInput(1, 1, 2, Resize.CROP).tensor(new Pixels(4, 1, 1, row)))
        .as("4 x 1 holds 2 x 1 in its middle")
        .containsExactly(2, 3);
  }

  @Property(tries = 200)
  void keepsAFlatImageFlat(
      @ForAll @IntRange(min = 1, max = 60) int width,
      @ForAll @IntRange(min = 1, max = 60) int height,
      @ForAll @IntRange(min = 1, max = 60) int side,
      @ForAll Resize resize,
      @ForAll byte level)
      throws Exception {
    if (resize == Resize.NONE) {
      return;
    }
    byte[] samples = new byte[width * height * 3];
    Arrays.fill(samples, level);
    byte[] tensor =
        new ImageInput(3, side, side, resize).tensor(new Pixels(width, height, 3, samples));
    assertThat(tensor).hasSize(3 * side * side).containsOnly(level);
  }

  @Property(tries = 200)
  void carriesRegionsBackIntoTheSourceImage(
      @ForAll @IntRange(min = 1, max = 500) int imageWidth,
      @ForAll @IntRange(min = 1, max = 500) int imageHeight,
      @ForAll Resize resize,
      @ForAll @IntRange(min = 0, max = 27) int x,
      @ForAll @IntRange(min = 0, max = 27) int y) {
    var input = new ImageInput(1, 28, 28, resize);
    int width = resize == Resize.NONE ? 28 : imageWidth;
    int height = resize == Resize.NONE ? 28 : imageHeight;

    Region region = input.toSource(new Region(x, y, 28 - x, 28 - y, 1f), width, height);

    assertThat(region.getX()).isBetween(0, width - 1);
    assertThat(region.getY()).isBetween(0, height - 1);
    assertThat(region.getWidth()).isBetween(1, width - region.getX());
    assertThat(region.getHeight()).isBetween(1, height - region.getY());
  }

  @Test
  void refusesSizesThatCannotBe() {
    assertThatThrownBy(() -> new ImageInput(2, 28, 28, Resize.NONE))
        .hasMessage("input.channels is 2; allowed are 1 and 3");
    assertThatThrownBy(() -> new ImageInput(1, 0, 28, Resize.NONE))
        .hasMessageContaining("allowed is 1 to 4096 a side");
  }
}
