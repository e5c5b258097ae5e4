package io.hourglass.trainer.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hourglass.cli.UserException;
import io.hourglass.trainer.TestImages;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SplitTest {
  @Property(tries = 50)
  void everyImageIsInExactlyOnePart(
      @ForAll @IntRange(min = 20, max = 300) int size, @ForAll long seed) {
    Dataset all = TestImages.discs(size, 3, 1, 1);

    Split split = Split.of(all, seed);

    List<Sample> parts = new ArrayList<>(split.train().samples());
    parts.addAll(split.validation().samples());
    parts.addAll(split.calibration().samples());
    assertThat(parts).containsExactlyInAnyOrderElementsOf(all.samples());
    assertThat(split.validation().size()).isEqualTo(Math.max(2, size / 10));
    assertThat(split.calibration().size()).isEqualTo(split.validation().size());
  }

  @Test
  void theSeedAloneDecides() {
    Dataset all = TestImages.discs(50, 3, 1, 1);

    assertThat(Split.of(all, 5)).isEqualTo(Split.of(all, 5));
    assertThat(Split.of(all, 6)).isNotEqualTo(Split.of(all, 5));
  }

  @Test
  void refusesTooFewImages() {
    assertThatThrownBy(() -> Split.of(TestImages.discs(19, 3, 1, 1), 0))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("gives 19 images to train on; at least 20 are needed");
  }

  @Test
  void refusesEqualImages() {
    Dataset one = TestImages.discs(1, 3, 1, 1);
    Dataset equal = one.with(Collections.nCopies(30, one.samples().get(0)));

    assertThatThrownBy(() -> Split.of(equal, 0))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("all 30 images of generated are equal");
  }
}
