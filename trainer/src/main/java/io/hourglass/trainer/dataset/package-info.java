/** Images with their labels, read into memory and split. */
@NullMarked
package io.hourglass.trainer.dataset;

import org.jspecify.annotations.NullMarked;
