/** Weights fitted to images with libtorch. */
@NullMarked
package io.hourglass.trainer.fit;

import org.jspecify.annotations.NullMarked;
