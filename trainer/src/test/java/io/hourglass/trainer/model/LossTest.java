package io.hourglass.trainer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hourglass.cli.UserException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LossTest {
  @Test
  void readsSums() {
    Loss loss = Loss.parse(" 0.2*L1 + ssim");

    assertThat(loss.weights()).isEqualTo(Map.of(PixelError.ABSOLUTE, 0.2, PixelError.SSIM, 1.0));
    assertThat(loss.main()).isEqualTo(PixelError.SSIM);
    assertThat(loss).hasToString("0.2*l1+ssim");
    assertThat(Loss.parse("mse")).isEqualTo(Loss.MSE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "huber", "mse+", "mse+mse", "0*mse", "-1*l1", "a*l1", "1*2*l1", "NaN*l1"})
  void refusesEverythingElse(String text) {
    assertThatThrownBy(() -> Loss.parse(text))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("loss is '" + text + "'; allowed are mse, l1, ssim and sums");
  }
}
