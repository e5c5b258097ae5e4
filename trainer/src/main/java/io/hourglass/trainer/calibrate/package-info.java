/** From the scores of held-out normal images to probabilities. */
@NullMarked
package io.hourglass.trainer.calibrate;

import org.jspecify.annotations.NullMarked;
