package io.hourglass.trainer.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.model.ScoringModel;
import io.hourglass.trainer.TestImages;
import io.hourglass.trainer.TrainOptions;
import io.hourglass.trainer.Trainer;
import io.hourglass.trainer.TrainingListener;
import io.hourglass.trainer.dataset.DataOptions;
import io.hourglass.trainer.fit.FitOptions;
import io.hourglass.trainer.model.Family;
import io.hourglass.trainer.model.ModelOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How the small models under {@code schemas/src/test/resources/models} are made: one for each
 * version that changes what is written, named by it, so that files of old versions stay readable.
 */
class GoldenFileTest {
  static final String VERSION = "0.1.0";

  /** Writes this version's file into the folder that is given; run it in this module's folder. */
  public static void main(String[] arguments) throws IOException {
    generate(Path.of(arguments[0]));
  }

  private static Path generate(Path folder) throws IOException {
    Path images =
        TestImages.idx(
            TestImages.discs(400, 8, 1, 1),
            Files.createDirectories(Path.of("target/golden")),
            "discs-images-idx3");
    TrainOptions options =
        new TrainOptions(
            DataOptions.of(images),
            new ModelOptions(Family.CONV, 4, List.of(16)),
            new FitOptions(40, 16, 0.01, 40, 1),
            25,
            0.01,
            "golden",
            folder.resolve("hourglass-" + VERSION + ".onnx"));
    return new Trainer(options, TrainingListener.SILENT).run().file();
  }

  @Test
  void theGeneratorWorks(@TempDir Path folder) throws IOException {
    Path file = generate(folder);

    assertThat(file).hasFileName("hourglass-0.1.0.onnx");
    assertThat(Files.size(file)).isLessThan(60_000);
    ScoringModel.open(file, 1).close();
  }
}
