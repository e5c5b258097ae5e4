package io.hourglass.bench.speed;

import io.hourglass.record.ImageEncoding;
import io.hourglass.trainer.model.Family;
import io.hourglass.trainer.model.ModelOptions;
import java.util.List;
import java.util.Locale;

/** What is computed for each record. */
enum Workload {
  /**
   * The deep autoencoder of Hinton and Salakhutdinov (2006), 8.2 million weights, on raw samples.
   */
  MLP(28, ImageEncoding.RAW_UINT8, 150_000),
  /**
   * As many weights as the feed-forward network of Crayfish (EDBT 2024): 28 thousand, on raw
   * samples.
   */
  SMALL(28, ImageEncoding.RAW_UINT8, 900_000),
  /** A small convolutional autoencoder on raw samples. */
  CONV(28, ImageEncoding.RAW_UINT8, 900_000),
  /** The same on JPEG files of 64 x 64 pixels. */
  JPEG64(64, ImageEncoding.JPEG, 200_000),
  /** The same on JPEG files of 224 x 224 pixels. */
  JPEG224(224, ImageEncoding.JPEG, 10_000);

  private final int side;
  private final ImageEncoding encoding;
  private final int records;

  Workload(int side, ImageEncoding encoding, int records) {
    this.side = side;
    this.encoding = encoding;
    this.records = records;
  }

  /** Pixels a side; the images are grey. */
  int side() {
    return side;
  }

  ImageEncoding encoding() {
    return encoding;
  }

  /** Records on the input topic: about as many as the fastest takes in a trial. */
  int records() {
    return records;
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
