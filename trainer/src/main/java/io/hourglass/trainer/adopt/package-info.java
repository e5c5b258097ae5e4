/**
 * Models that were made elsewhere, brought under the contract: whole ({@link
 * io.hourglass.trainer.adopt.Adopter}), or as the backbone whose features an autoencoder restores
 * ({@link io.hourglass.trainer.adopt.FeatureTrainer}).
 */
@NullMarked
package io.hourglass.trainer.adopt;

import org.jspecify.annotations.NullMarked;
