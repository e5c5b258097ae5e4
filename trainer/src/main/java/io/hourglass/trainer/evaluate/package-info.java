/** How well a model file tells normal images from others. */
@NullMarked
package io.hourglass.trainer.evaluate;

import org.jspecify.annotations.NullMarked;
