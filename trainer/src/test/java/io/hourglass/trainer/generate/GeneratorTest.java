package io.hourglass.trainer.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.hourglass.cli.UserException;
import io.hourglass.image.ImageCodec;
import io.hourglass.image.Pixels;
import io.hourglass.model.Inference;
import io.hourglass.model.Output;
import io.hourglass.model.ScoringModel;
import io.hourglass.trainer.TestImages;
import io.hourglass.trainer.TrainOptions;
import io.hourglass.trainer.Trainer;
import io.hourglass.trainer.TrainingListener;
import io.hourglass.trainer.dataset.DataOptions;
import io.hourglass.trainer.dataset.Dataset;
import io.hourglass.trainer.evaluate.Evaluator;
import io.hourglass.trainer.fit.FitOptions;
import io.hourglass.trainer.fit.Progress;
import io.hourglass.trainer.model.Family;
import io.hourglass.trainer.model.ModelOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeneratorTest {
  private static final Dataset IMAGES = TestImages.discs(64, 12, 3, 1);

  @TempDir private Path folder;

  private Path model(Family family) {
    Path file = folder.resolve(family.id() + ".onnx");
    new Trainer(
            new TrainOptions(
                DataOptions.of(TestImages.folder(IMAGES, folder.resolve("images"))),
                new ModelOptions(family, 4, List.of(16)),
                new FitOptions(1, 16, 1e-3, 1, 0),
                100,
                0.01,
                family.id(),
                file),
            new TrainingListener() {
              @Override
              public void note(String line) {}

              @Override
              public void progress(Progress progress) {}
            })
        .run();
    return file;
  }

  @Test
  void theDecoderGivesTheReconstructionOfALatent() {
    Path file = model(Family.CONV);
    Generator generator = new Generator(file);
    try (ScoringModel model = ScoringModel.open(file, 1)) {
      Inference outputs =
          Evaluator.infer(
              model,
              IMAGES.samples().subList(0, 3),
              EnumSet.of(Output.LATENT, Output.RECONSTRUCTION));

      float[] decoded = generator.decode(List.of(outputs.latent(2)));

      assertThat(decoded).containsExactly(outputs.reconstruction(2), within(1e-3f));
    }
  }

  @Test
  void drawsAndInterpolatesAndReads() throws Exception {
    Generator generator = new Generator(model(Family.VAE));
    Path first = folder.resolve("a.png");
    Path last = folder.resolve("b.png");
    Files.write(first, ImageCodec.png(new Pixels(12, 12, 3, new byte[432])));
    Files.write(last, ImageCodec.png(new Pixels(6, 6, 1, new byte[36])));
    Path latents = Files.writeString(folder.resolve("latents.csv"), "0,0,0,0\n1, 2,-3.5,4e-1\n");

    assertThat(generator.samples(10, 1)).hasSize(10);
    assertThat(generator.samples(10, 1).get(3)).containsExactly(generator.samples(10, 1).get(3));
    assertThat(generator.read(latents).get(1)).containsExactly(1, 2, -3.5f, 0.4f);
    Pixels sheet = ImageCodec.decode(generator.sheet(generator.samples(10, 1)));
    assertThat(sheet.width()).isEqualTo(8 * 13);
    assertThat(sheet.height()).isEqualTo(2 * 13);
    assertThatThrownBy(() -> generator.between(first, last, 5)).isInstanceOf(UserException.class);
    Files.write(last, ImageCodec.png(new Pixels(12, 12, 3, new byte[432])));
    assertThat(generator.between(first, last, 5)).hasSize(5);

    Files.writeString(latents, "0,0,0,0\n1,2\n");
    assertThatThrownBy(() -> generator.read(latents))
        .hasMessageContaining("line 2 of")
        .hasMessageContaining("has no latent of 4 numbers: 2 numbers");
  }

  @Test
  void saysWhatCannotBe() {
    Path conv = model(Family.CONV);
    Path denoise = model(Family.DENOISE);
    assertThatThrownBy(() -> new Generator(conv).samples(3, 0))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("which model vae has, and conv has not");
    assertThatThrownBy(() -> new Generator(denoise))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("skip connections");
  }
}
