package io.hourglass.bench.speed;

import io.hourglass.bench.BenchModel;
import io.hourglass.record.ImageEncoding;
import io.hourglass.trainer.model.Family;
import io.hourglass.trainer.model.ModelOptions;
import java.nio.file.Path;
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
  SMALL(28, ImageEncoding.RAW_UINT8, 250_000),
  /** A small convolutional autoencoder on raw samples. */
  CONV(28, ImageEncoding.RAW_UINT8, 55_000),
  /** The same on JPEG files of 64 x 64 pixels. */
  JPEG64(64, ImageEncoding.JPEG, 12_000),
  /** The same on JPEG files of 224 x 224 pixels. */
  JPEG224(224, ImageEncoding.JPEG, 1_500),
  /** Windows of sensors, one for each reading; records are readings. */
  SENSORS(1, 60_000),
  /** Windows of sensors, one for each sixteen readings. */
  SENSORS16(16, 150_000);

  private final int side;
  private final ImageEncoding encoding;
  private final int rate;
  private final int stride;

  Workload(int side, ImageEncoding encoding, int rate) {
    this.side = side;
    this.encoding = encoding;
    this.rate = rate;
    this.stride = 0;
  }

  Workload(int stride, int rate) {
    this.side = 0;
    this.encoding = ImageEncoding.RAW_UINT8;
    this.rate = rate;
    this.stride = stride;
  }

  boolean sensors() {
    return stride > 0;
  }

  /** Readings from one window to the next; 0 for images. */
  int stride() {
    return stride;
  }

  /** Trains the model. */
  Path train(Path folder) {
    return sensors() ? Readings.train(folder, model()) : BenchModel.train(folder, side, model(), 1);
  }

  Traffic traffic() {
    return sensors() ? new Readings() : new Images(this);
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
      case SENSORS, SENSORS16 -> ModelOptions.of(Family.PCA, 12);
      case CONV, JPEG64, JPEG224 -> new ModelOptions(Family.CONV, 30, List.of(8, 16, 32));
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
