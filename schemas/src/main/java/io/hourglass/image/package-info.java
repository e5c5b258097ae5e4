/** Image bytes to the tensor a model takes: the same code for training and for serving. */
@NullMarked
package io.hourglass.image;

import org.jspecify.annotations.NullMarked;
