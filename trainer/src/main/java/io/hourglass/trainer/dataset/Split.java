package io.hourglass.trainer.dataset;

import io.hourglass.cli.UserException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * A data set in three parts that share no image.
 *
 * @param train 80 %: the weights are fitted to these
 * @param validation 10 %: their error chooses the epoch whose weights are kept
 * @param calibration 10 %: their scores say what normal scores are
 * @param digest SHA-256 of the whole, hex
 */
public record Split(Dataset train, Dataset validation, Dataset calibration, String digest) {
  /** The fewest images that can be split. */
  public static final int MIN_IMAGES = 20;

  /**
   * Splits by a random order that depends on the seed alone.
   *
   * @throws UserException if there are fewer than {@value #MIN_IMAGES} images, or all are equal
   */
  public static Split of(Dataset dataset, long seed) {
    int size = dataset.size();
    if (size < MIN_IMAGES) {
      throw new UserException(
          "%s gives %d images to train on; at least %d are needed, some hundreds are better"
              .formatted(dataset.source(), size, MIN_IMAGES));
    }
    if (dataset.allEqual()) {
      throw new UserException(
          "all %d images of %s are equal, so there is nothing to learn"
              .formatted(size, dataset.source()));
    }
    List<Sample> shuffled = new ArrayList<>(dataset.samples());
    Collections.shuffle(shuffled, new Random(seed));
    int tenth = Math.max(2, size / 10);
    return new Split(
        dataset.with(shuffled.subList(2 * tenth, size)),
        dataset.with(shuffled.subList(0, tenth)),
        dataset.with(shuffled.subList(tenth, 2 * tenth)),
        dataset.digest());
  }
}
