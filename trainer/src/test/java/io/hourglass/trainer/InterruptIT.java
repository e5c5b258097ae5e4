package io.hourglass.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.model.ScoringModel;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A training whose process is asked to end leaves the best model so far. */
class InterruptIT {
  @TempDir Path folder;

  /** The process that is interrupted. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new TrainCommand()).execute(arguments));
  }

  @Test
  void leavesTheBestModelSoFar() throws Exception {
    Path data = TestImages.idx(TestImages.discs(200, 8, 1, 1), folder, "train-images-idx3");
    Path out = folder.resolve("m.onnx");
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            InterruptIT.class.getName(),
            "--data=" + data,
            "--model=mlp",
            "--widths=8",
            "--latent=2",
            "--epochs=100000000",
            "--patience=100000000",
            "--out=" + out);
    // In the environment, because ONNX Runtime does not bear a long command line.
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    Process process = builder.redirectErrorStream(true).start();
    try (BufferedReader output = process.inputReader()) {
      String line = output.readLine();
      while (line != null && !line.startsWith("epoch")) {
        line = output.readLine();
      }
      assertThat(line).as("the first line of progress").isNotNull();

      // Unlike the process itself, its handle leaves the output open.
      process.toHandle().destroy();

      assertThat(output.lines()).anyMatch(text -> text.contains("m version"));
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
    } finally {
      process.destroyForcibly();
    }
    try (ScoringModel model = ScoringModel.open(out, 1)) {
      assertThat(model.card().training().epochs()).isPositive().isLessThan(100_000_000);
    }
  }
}
