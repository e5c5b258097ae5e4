/** Step 3, for the images that may become alerts: where in the image the error is. */
@NullMarked
package io.hourglass.streams.locate;

import org.jspecify.annotations.NullMarked;
