package io.hourglass.trainer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hourglass.cli.UserException;
import io.hourglass.image.Resize;
import io.hourglass.model.ImageInput;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class FamilyTest {
  /** An architecture checks on construction that its decoder ends where its encoder began. */
  @Property(tries = 200)
  void convComesBackToAnySize(
      @ForAll @IntRange(min = 4, max = 256) int height,
      @ForAll @IntRange(min = 4, max = 256) int width,
      @ForAll boolean colour) {
    Architecture architecture =
        Family.architecture(ModelOptions.of(Family.CONV, 3), input(colour ? 3 : 1, height, width));

    assertThat(architecture.latent()).containsExactly(3);
    assertThat(architecture.convolutional()).isTrue();
  }

  @Test
  void mlpHasThePublishedLayers() {
    Architecture architecture =
        Family.architecture(ModelOptions.of(Family.MLP, 30), input(1, 28, 28));

    assertThat(
            architecture.layers().stream()
                .filter(Layer.Dense.class::isInstance)
                .map(layer -> ((Layer.Dense) layer).outputs()))
        .containsExactly(2000, 1000, 500, 30, 500, 1000, 2000, 784);
    assertThat(architecture.weights()).isEqualTo(8_173_814);
    assertThat(architecture.convolutional()).isFalse();
  }

  @Test
  void widthsCanBeChosen() {
    ModelOptions options = new ModelOptions(Family.CONV, 5, List.of(4, 6));
    Architecture architecture = Family.architecture(options, input(3, 20, 30));

    assertThat(architecture.encoder().get(0))
        .isEqualTo(new Layer.Conv("encoder.0", 3, 4, Layer.Kernel.square(4, 2, 1)));
    assertThat(architecture.encoder().get(3))
        .isEqualTo(new Layer.Conv("encoder.3", 4, 6, Layer.Kernel.square(4, 2, 1)));
  }

  @Test
  void refusesALatentThatDoesNotCompress() {
    assertThatThrownBy(
            () -> Family.architecture(ModelOptions.of(Family.MLP, 784), input(1, 28, 28)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("latent is 784, but an image has only 784 samples");
  }

  @Test
  void refusesMoreHalvingsThanTheImageHas() {
    ModelOptions options = new ModelOptions(Family.CONV, 2, List.of(4, 4, 4));
    assertThatThrownBy(() -> Family.architecture(options, input(1, 6, 6)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("images of 6x6 cannot be halved 3 times");
  }

  @Test
  void refusesImpossibleOptions() {
    assertThatThrownBy(() -> ModelOptions.of(Family.MLP, 0))
        .isInstanceOf(UserException.class)
        .hasMessage("latent is 0; allowed is 1 or more");
    assertThatThrownBy(() -> new ModelOptions(Family.MLP, 2, List.of(5, 0)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("widths has 0");
  }

  private static ImageInput input(int channels, int height, int width) {
    return new ImageInput(channels, height, width, Resize.NONE);
  }

  @Test
  void aFeatureMapIsReachedByHalving() {
    ModelOptions map = new ModelOptions(Family.CONV, List.of(64, 8, 8), List.of(), Activation.RELU);

    assertThat(Family.architecture(map, input(3, 64, 64)).latent()).containsExactly(64, 8, 8);
    ModelOptions small =
        new ModelOptions(Family.CONV, List.of(8, 8, 8), List.of(), Activation.RELU);
    assertThatThrownBy(() -> Family.architecture(small, input(1, 28, 28)))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "latent is 8x8x8, but halving images of 28x28 gives 8x14x14; --widths says how often,"
                + " or choose another size");
    assertThatThrownBy(
            () ->
                Family.architecture(
                    new ModelOptions(Family.MLP, List.of(4, 2, 2), List.of(), Activation.RELU),
                    input(1, 28, 28)))
        .hasMessage("latent is 4x2x2, a feature map, which model conv makes; mlp makes vectors");
  }

  @Test
  void readsLatents() {
    assertThat(ModelOptions.latent("30")).containsExactly(30);
    assertThat(ModelOptions.latent("64x8x8")).containsExactly(64, 8, 8);
    for (String wrong : List.of("", "x", "8x8", "-3", "3.5", "1x2x3x4")) {
      assertThatThrownBy(() -> ModelOptions.latent(wrong)).hasMessageContaining("as in 64x8x8");
    }
  }

  @Test
  void thePartsOfAMaskAreTheWholeImage() {
    Mask mask = new Mask(13, 10, 4);
    float[] hidden = mask.hidden();
    float[] visible = mask.visible();
    for (int pixel = 0; pixel < 130; pixel++) {
      float sum = 0;
      for (int pass = 0; pass < Mask.PASSES; pass++) {
        int at = pass * 130 + pixel;
        sum += hidden[at];
        assertThat(hidden[at]).isEqualTo(1 - visible[at]);
      }
      assertThat(sum).isEqualTo(1);
      assertThat(hidden[pixel]).isZero();
    }
  }
}
