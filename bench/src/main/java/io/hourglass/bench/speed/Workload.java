package io.hourglass.bench.speed;

import io.hourglass.record.ImageEncoding;
import io.hourglass.trainer.model.Family;
import io.hourglass.trainer.model.ModelOptions;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** What is computed for each record. */
enum Workload {
  /**
   * The deep autoencoder of Hinton and Salakhutdinov (2006), 8.2 million weights, on raw samples.
   */
  MLP(28, ImageEncoding.RAW_UINT8, 24_000),
  /**
   * As many weights as the feed-forward network of Crayfish (EDBT 2024): 28 thousand, on raw
   * samples.
   */
  SMALL(28, ImageEncoding.RAW_UINT8, 150_000),
  /** A small convolutional autoencoder on raw samples. */
  CONV(28, ImageEncoding.RAW_UINT8, 55_000),
  /** The same on JPEG files of 64 x 64 pixels. */
  JPEG64(64, ImageEncoding.JPEG, 12_000),
  /** The same on JPEG files of 224 x 224 pixels. */
  JPEG224(224, ImageEncoding.JPEG, 1_500);

  private final int side;
  private final ImageEncoding encoding;
  private final int rate;

  Workload(int side, ImageEncoding encoding, int rate) {
    this.side = side;
    this.encoding = encoding;
    this.rate = rate;
  }

  /** Pixels a side; the images are grey. */
  int side() {
    return side;
  }

  ImageEncoding encoding() {
    return encoding;
  }

  /** As many records as the fastest contender takes in a time on two cores, or a few more. */
  int records(Duration time) {
    return (int) (rate * time.toMillis() / 1_000);
  }

  /** The autoencoder. */
  ModelOptions model() {
    return switch (this) {
      case MLP -> new ModelOptions(Family.MLP, 30, List.of(2000, 1000, 500));
      case SMALL -> new ModelOptions(Family.MLP, 4, List.of(17));
      case CONV, JPEG64, JPEG224 -> new ModelOptions(Family.CONV, 30, List.of(8, 16, 32));
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
