package io.hourglass.trainer.fit;

import java.time.Duration;

/**
 * Where a fit stands.
 *
 * @param epoch the running epoch, from 1
 * @param epochs the most there will be
 * @param step steps done in this epoch
 * @param steps steps an epoch
 * @param loss mean of this epoch's steps so far; NaN while first weights are sought, machine by
 *     machine, whose passes are counted as epochs
 * @param validationLoss the same of the validation images after the last whole epoch; NaN before
 * @param bestEpoch the epoch with the lowest validation loss; 0 before the first
 * @param elapsed since the fit began
 * @param remaining an estimate, if it does not stop early
 */
public record Progress(
    int epoch,
    int epochs,
    int step,
    int steps,
    double loss,
    double validationLoss,
    int bestEpoch,
    Duration elapsed,
    Duration remaining) {

  /** The share of all steps that is done, 0 to 1. */
  public double done() {
    return ((epoch - 1) + (double) step / steps) / epochs;
  }
}
