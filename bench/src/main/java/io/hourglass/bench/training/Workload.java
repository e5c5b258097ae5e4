package io.hourglass.bench.training;

import io.hourglass.image.Resize;
import io.hourglass.model.ImageInput;
import io.hourglass.trainer.dataset.Dataset;
import io.hourglass.trainer.dataset.Sample;
import io.hourglass.trainer.model.Architecture;
import io.hourglass.trainer.model.Family;
import io.hourglass.trainer.model.ModelOptions;
import java.util.Random;
import java.util.stream.Stream;

/** What is trained. */
enum Workload {
  /** 784-2000-1000-500-30 and back. */
  MLP(Family.MLP, 1, 28, 128),
  /** Convolutions of 28 x 28 grey pixels. */
  CONV(Family.CONV, 1, 28, 128),
  /** Convolutions of 64 x 64 pixels in colour. */
  CONV64(Family.CONV, 3, 64, 64);

  private static final int IMAGES = 20_000;
  private static final int LATENT = 30;

  private final Family family;
  private final int channels;
  private final int side;
  private final int batch;

  Workload(Family family, int channels, int side, int batch) {
    this.family = family;
    this.channels = channels;
    this.side = side;
    this.batch = batch;
  }

  Family family() {
    return family;
  }

  ImageInput input() {
    return new ImageInput(channels, side, side, Resize.NONE);
  }

  int batch() {
    return batch;
  }

  Architecture architecture() {
    return Family.architecture(ModelOptions.of(family, LATENT), input());
  }

  /** Noise. */
  Dataset images() {
    Random random = new Random(0);
    return new Dataset(
        "noise",
        input(),
        Stream.generate(
                () -> {
                  byte[] pixels = new byte[input().size()];
                  random.nextBytes(pixels);
                  return new Sample(pixels, null, "noise");
                })
            .limit(IMAGES)
            .toList());
  }
}
