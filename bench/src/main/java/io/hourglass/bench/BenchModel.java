package io.hourglass.bench;

import io.hourglass.image.ImageCodec;
import io.hourglass.image.Pixels;
import io.hourglass.image.Resize;
import io.hourglass.trainer.TrainOptions;
import io.hourglass.trainer.Trainer;
import io.hourglass.trainer.TrainingListener;
import io.hourglass.trainer.dataset.DataOptions;
import io.hourglass.trainer.fit.FitOptions;
import io.hourglass.trainer.model.ModelOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;

/** Images of soft gradients, and a small model that was trained on them within a second. */
public final class BenchModel {
  private static final int IMAGES = 200;

  private BenchModel() {}

  /**
   * Trains and writes {@code model.onnx}.
   *
   * @param side of the images, pixels
   */
  public static Path train(Path folder, int side, ModelOptions model, long seed) {
    Path images = images(folder);
    Path file = folder.resolve("model.onnx");
    Random random = new Random(seed);
    try {
      Files.createDirectories(images);
      for (int i = 0; i < IMAGES; i++) {
        Files.write(images.resolve(i + ".png"), ImageCodec.png(image(side, random)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    new Trainer(
            new TrainOptions(
                new DataOptions(images, Set.of(), null, 0, Resize.STRETCH),
                model,
                new FitOptions(5, 32, 5e-3, 5, seed),
                100,
                0.1,
                "gradients",
                file),
            TrainingListener.SILENT)
        .run();
    return file;
  }

  /** The images it was trained on. */
  public static Path images(Path folder) {
    return folder.resolve("images");
  }

  /** One such image, grey. */
  public static Pixels image(int side, Random random) {
    byte[] samples = new byte[side * side];
    double dx = random.nextDouble();
    double dy = random.nextDouble();
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        samples[y * side + x] = (byte) (100 + 8 * (dx * x + dy * y) * random.nextDouble());
      }
    }
    return new Pixels(side, side, 1, samples);
  }
}
