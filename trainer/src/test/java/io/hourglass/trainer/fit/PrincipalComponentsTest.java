package io.hourglass.trainer.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.hourglass.cli.UserException;
import io.hourglass.trainer.TestImages;
import io.hourglass.trainer.dataset.DataOptions;
import io.hourglass.trainer.dataset.Dataset;
import io.hourglass.trainer.model.Architecture;
import io.hourglass.trainer.model.Family;
import io.hourglass.trainer.model.ModelOptions;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrincipalComponentsTest {
  private static final int LATENT = 4;

  private static Architecture architecture(Dataset images, int latent) {
    return Family.architecture(ModelOptions.of(Family.PCA, latent), images.input());
  }

  /** Fewer images than samples, and more: the two ways there are. */
  @ParameterizedTest
  @ValueSource(ints = {40, 200})
  void theAxesAreOrthogonalAndWhatIsLostIsOrthogonalToThem(int count) {
    Dataset images = TestImages.discs(count, 10, 1, 1);

    Fit fit = PrincipalComponents.fit(architecture(images, LATENT), images, images);

    float[] axes = fit.weights().get("encoder.1.weight").values();
    for (int i = 0; i < LATENT; i++) {
      for (int j = 0; j < LATENT; j++) {
        double product = 0;
        for (int p = 0; p < 100; p++) {
          product += (double) axes[i * 100 + p] * axes[j * 100 + p];
        }
        assertThat(product).isCloseTo(i == j ? 1 : 0, within(1e-5));
      }
    }
  }

  @Test
  void theErrorIsTheVarianceOfTheComponentsLeftOut() {
    Dataset images = TestImages.discs(150, 8, 1, 1);
    double all = PrincipalComponents.fit(architecture(images, 1), images, images).validationLoss();
    double some =
        PrincipalComponents.fit(architecture(images, 20), images, images).validationLoss();
    double nearlyNone =
        PrincipalComponents.fit(architecture(images, 63), images, images).validationLoss();

    assertThat(some).isLessThan(all / 5);
    assertThat(nearlyNone).isLessThan(1e-5);
  }

  @Test
  void noOtherLinearAutoencoderLosesLess() {
    Dataset images = TestImages.discs(150, 8, 1, 1);
    Architecture architecture = architecture(images, LATENT);
    Fit exact = PrincipalComponents.fit(architecture, images, images);

    Fit descended =
        new Fitter(new FitOptions(400, 16, 0.01, 400, 1), progress -> {}, () -> false)
            .fit(architecture, images, images);

    assertThat(exact.validationLoss()).isLessThan(descended.validationLoss() + 1e-7);
    assertThat(descended.validationLoss()).isLessThan(2 * exact.validationLoss());
  }

  @Test
  void refusesMoreComponentsThanThereAre() {
    Dataset images = TestImages.discs(20, 10, 1, 1);

    assertThatThrownBy(() -> PrincipalComponents.fit(architecture(images, 20), images, images))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "latent is 20, but there are only 20 images to fit, which have 19 principal components");
  }

  /**
   * Hinton and Salakhutdinov (Science, 2006): 13.87 as the squared error summed over 784 pixels.
   */
  @Test
  @EnabledIfEnvironmentVariable(
      named = "HOURGLASS_DATA",
      matches = ".+",
      disabledReason = "HOURGLASS_DATA, the folder that holds mnist, is not set")
  void thirtyComponentsOfDigitsLoseWhatTheLiteratureStates() {
    Path mnist = Path.of(System.getenv("HOURGLASS_DATA"), "mnist");
    Dataset train = Dataset.read(DataOptions.of(mnist.resolve("train-images-idx3-ubyte.gz")));
    Dataset test = Dataset.read(DataOptions.of(mnist.resolve("t10k-images-idx3-ubyte.gz")));

    Fit fit = PrincipalComponents.fit(architecture(train, 30), train, test);

    assertThat(784 * fit.validationLoss()).isCloseTo(13.87, within(0.02));
  }
}
