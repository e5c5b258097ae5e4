package io.hourglass.trainer.evaluate;

import io.hourglass.trainer.dataset.Sample;

/**
 * An image with what a model makes of it.
 *
 * @param sample the image
 * @param anomalous whether its label says so
 * @param score the model's
 * @param latent the model's, row-major
 */
public record Scored(Sample sample, boolean anomalous, double score, float[] latent) {}
