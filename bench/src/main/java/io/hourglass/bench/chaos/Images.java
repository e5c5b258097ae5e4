package io.hourglass.bench.chaos;

import io.hourglass.bench.BenchModel;
import io.hourglass.bench.chaos.Inputs.Expected;
import io.hourglass.image.ImageCodec;
import io.hourglass.trainer.model.Family;
import io.hourglass.trainer.model.ModelOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** Twenty images, again and again. */
final class Images implements Inputs.Payload {
  private static final int SIDE = 16;

  private final byte[][] images = new byte[20][];

  Images(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < images.length; i++) {
      images[i] = ImageCodec.png(BenchModel.image(SIDE, random));
    }
  }

  static Path train(ChaosOptions options) {
    return BenchModel.train(
        options.folder(), SIDE, new ModelOptions(Family.MLP, 4, List.of(32)), options.seed());
  }

  @Override
  public byte[] value(int number, String key) {
    return images[content(number)];
  }

  @Override
  public int content(int number) {
    return number % images.length;
  }

  @Override
  public Expected expected(String key) {
    return Expected.LATENT;
  }
}
