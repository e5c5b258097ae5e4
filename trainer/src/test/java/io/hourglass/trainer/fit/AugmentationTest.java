package io.hourglass.trainer.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.hourglass.cli.UserException;
import java.util.List;
import java.util.Random;
import org.bytedeco.pytorch.AbstractTensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AugmentationTest {
  /** One image of 4 x 3, its pixels numbered. */
  private static final float[] IMAGE = {0, .1f, .2f, .3f, .4f, .5f, .6f, .7f, .8f, .9f, 1, .05f};

  private static float[] changed(Augmentation augmentation, long seed) {
    return Torch.scoped(
        () ->
            TorchNetwork.floats(
                augmentation.of(AbstractTensor.create(IMAGE, 1, 1, 3, 4), new Random(seed))));
  }

  @Test
  void readsAndWritesTerms() {
    Augmentation all =
        Augmentation.parse(List.of("flip-x", "flip-y", "shift=2", "rotate=5", "brightness=0.1"));

    assertThat(all).isEqualTo(new Augmentation(true, true, 2, 5, 0.1));
    assertThat(Augmentation.parse(List.of(all.toString().split(",")))).isEqualTo(all);
    assertThat(Augmentation.parse(List.of())).isEqualTo(Augmentation.NONE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"flip", "flip-x=1", "shift", "shift=", "shift=-1", "shift=NaN", "rotate=181", ""})
  void refusesWhatItDoesNotKnow(String term) {
    assertThatThrownBy(() -> Augmentation.parse(List.of(term)))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("augment has '" + term + "'; allowed are flip-x");
  }

  @Test
  void aFlipIsTheImageOrItsMirror() {
    Augmentation flip = new Augmentation(true, false, 0, 0, 0);
    float[] mirror = {.3f, .2f, .1f, 0, .7f, .6f, .5f, .4f, .05f, 1, .9f, .8f};
    int mirrored = 0;
    for (int seed = 0; seed < 40; seed++) {
      float[] image = changed(flip, seed);
      boolean same = Math.abs(image[0] - IMAGE[0]) < 1e-4;
      mirrored += same ? 0 : 1;
      assertThat(image).containsExactly(same ? IMAGE : mirror, within(1e-4f));
    }
    assertThat(mirrored).isBetween(8, 32);
  }

  @Test
  void aShiftMovesByNoMoreThanItMay() {
    Augmentation shift = new Augmentation(false, false, 0.5, 0, 0);
    for (int seed = 0; seed < 20; seed++) {
      float[] image = changed(shift, seed);
      // Pixel 5 lies in the middle: its neighbours are 0.1 to the sides, 0.4 above and below.
      assertThat(image[5]).isBetween(.5f - .05f - .2f - 1e-4f, .5f + .05f + .2f + 1e-4f);
      assertThat(image).isNotEqualTo(IMAGE);
    }
  }

  @Test
  void brightnessIsAGain() {
    float[] image = changed(new Augmentation(false, false, 0, 0, 0.5), 3);
    float gain = image[5] / IMAGE[5];
    assertThat(gain).isBetween(0.5f, 1.5f).isNotEqualTo(1);
    for (int i = 0; i < IMAGE.length; i++) {
      assertThat(image[i]).isEqualTo(Math.min(1, gain * IMAGE[i]), within(1e-5f));
    }
  }
}
