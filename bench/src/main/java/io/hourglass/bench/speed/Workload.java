package io.hourglass.bench.speed;

import java.util.List;
import java.util.Locale;

/** What is computed for each record: 28 x 28 grey images, as raw samples in an Avro record. */
enum Workload {
  /** The deep autoencoder of Hinton and Salakhutdinov (2006): 8.2 million weights. */
  MLP,
  /** About as many weights as the feed-forward network of Crayfish (EDBT 2024): 28 thousand. */
  SMALL;

  static final int SIDE = 28;

  int latent() {
    return switch (this) {
      case MLP -> 30;
      case SMALL -> 4;
    };
  }

  /** Units of the hidden layers. */
  List<Integer> widths() {
    return switch (this) {
      case MLP -> List.of(2000, 1000, 500);
      case SMALL -> List.of(17);
    };
  }

  /** Records on the input topic: about as many as the fastest takes in a trial. */
  int records() {
    return switch (this) {
      case MLP -> 150_000;
      case SMALL -> 900_000;
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
