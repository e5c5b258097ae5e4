package io.hourglass.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.trainer.fit.Progress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(written, true, StandardCharsets.UTF_8);

  private static Progress progress(int epoch, int step, double validationLoss) {
    return new Progress(
        epoch,
        4,
        step,
        10,
        0.25,
        validationLoss,
        1,
        Duration.ofSeconds(5),
        Duration.ofSeconds(3700));
  }

  private String written() {
    return written.toString(StandardCharsets.UTF_8);
  }

  @Test
  void drawsOverOneLineOnATerminal() {
    ProgressLine line = new ProgressLine(out, true);

    line.progress(progress(1, 1, Double.NaN));
    line.progress(progress(2, 10, 0.125));
    line.note("done");

    assertThat(written())
        .contains("epoch 1/4  loss 0.25000  validation -  1:01:40 left")
        .contains("\r\033[K" + "\u2588".repeat(12) + "\u2591".repeat(12) + " epoch 2/4")
        .contains("validation 0.12500 (best in epoch 1)")
        .endsWith("left%ndone%n".formatted());
  }

  @Test
  void saysThatFirstWeightsAreSought() {
    new ProgressLine(out, false)
        .progress(
            new Progress(
                3, 60, 1, 1, Double.NaN, Double.NaN, 0, Duration.ZERO, Duration.ofSeconds(65)));

    assertThat(written()).isEqualTo("first weights, pass 3/60  1:05 left%n".formatted());
  }

  @Test
  void writesNoControlCharactersElsewhere() {
    ProgressLine line = new ProgressLine(out, false);

    for (int step = 1; step <= 10; step++) {
      line.progress(progress(1, step, 0.5));
    }
    line.progress(progress(2, 10, 0.5));
    line.progress(progress(4, 10, 0.5));

    // The first epoch, nothing within the next seconds, and the end.
    assertThat(written().lines())
        .hasSize(2)
        .allMatch(text -> text.startsWith("epoch"))
        .noneMatch(text -> text.contains("\033"));
  }
}
