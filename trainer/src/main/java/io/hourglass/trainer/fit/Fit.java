package io.hourglass.trainer.fit;

import io.hourglass.trainer.model.Weights;

/**
 * What fitting brought.
 *
 * @param weights those of the best epoch
 * @param epochs passes that were begun
 * @param bestEpoch the pass with the lowest validation loss, from 1
 * @param validationLoss that loss
 */
public record Fit(Weights weights, int epochs, int bestEpoch, double validationLoss) {}
