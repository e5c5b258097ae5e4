package io.hourglass.trainer.dataset;

/** Where a model learns from. */
public interface TrainingData {
  /**
   * Reads it, in the parts that a training needs.
   *
   * @param seed of what is random in it
   * @throws io.hourglass.cli.UserException if it cannot be read, or does not suffice
   */
  Split split(long seed);
}
